"""What the evidence says, against the script of what was done: nothing is missing, nothing is invented."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.exams.attendance import Step
from controller.domain.exams.gate import Outcome
from controller.domain.exams.room_log import Attested, IncidentKind
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import Centre
from controller.errors import SchoolbellError
from controller.services.exams.evidence import Evidence
from controller.services.exams.gate import Given
from controller.services.exams.room_log import Report
from controller.services.reports.proof import prove
from tests.controller.services.exams.exam_school import NOTHING, Morning

Tables = dict[str, list[list[str]]]


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


def a_morning(morning: Morning, school: Services, clock: ManualClock) -> None:
    """The script that the evidence is held against."""
    school.exams.centre.set_centre(morning.by, Centre("61234", "Northgate School"))
    morning.log.sign_in(morning.by, morning.number, "hall", "Mrs Reed", morning.written())
    morning.through("0001", Given(Outcome.HANDED_IN, "A1", ("Mobile phone",)))
    morning.through("0002", NOTHING)
    morning.gate.take_back(morning.by, morning.number, "0002")
    morning.through("0002", Given(Outcome.ADJUSTMENT, approval="Glucose monitor"))
    morning.attest_all()
    morning.running.start(morning.by, morning.number)
    clock.advance(600)
    morning.register.move(morning.by, morning.number, "0001", "hall", Seat(4, 2), "Window glare")
    morning.register.mark(morning.by, morning.number, "0002", Step.LEFT, morning.written(), "Mr Shah")
    morning.register.mark(morning.by, morning.number, "0002", Step.BACK, morning.written(minutes=-1))
    report = Report(IncidentKind.DISTURBANCE, "A phone rang in a coat at the back.", seat="D2")
    morning.log.report(morning.by, morning.number, "hall", report, morning.written(minutes=-3))
    morning.log.sign_out(morning.by, morning.number, "Mrs Reed", clock.now())
    morning.running.end(morning.by, morning.number)


def opened(morning: Morning, school: Services) -> zipfile.ZipFile:
    bundle = Evidence(school.database, school.clock).bundle(morning.by, morning.number)
    return zipfile.ZipFile(io.BytesIO(bundle.content))


def tables(content: bytes) -> Tables:
    """By their titles, without the line of columns."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    starts = [at for at, row in enumerate(rows) if not row]
    ends = [*starts[1:], len(rows)]
    parts = [rows[start + 1 : end] for start, end in zip(starts, ends, strict=True)]
    return {part[0][0]: part[3:] for part in parts}


def test_the_evidence_is_what_happened_and_nothing_else(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    a_morning(morning, school, clock)
    found = tables(opened(morning, school).read("evidence.csv"))
    assert [row[:4] for row in found["Seating plan"]] == [
        ["Main hall", "B1", "0002", "Ben Ito"],
        ["Main hall", "D2", "0001", "Ana Silva"],
    ]
    assert [row[1:5] for row in found["History of the seating plan"]] == [
        ["0001", "", "hall A1", ""],
        ["0002", "", "hall B1", ""],
        ["0001", "hall A1", "hall D2", "Window glare"],
    ]
    assert [row[1:6] + row[7:8] for row in found["Gate"]] == [
        ["0001", "handed in", "A1", "Mobile phone", "", ""],
        ["0002", "declared none", "", "", "", "taken back 10:05:00"],
        ["0002", "named approval", "", "", "Glucose monitor", ""],
    ]
    assert [row[1:4] for row in found["Attendance register"]] == [
        ["0001", "arrived", ""],
        ["0002", "arrived", ""],
        ["0002", "left the room", "Mr Shah"],
        ["0002", "came back", ""],
    ]
    assert found["Invigilators"] == [["Main hall", "Mrs Reed", "10:05:00", "10:15:00"]]
    assert len(found["Attestations"]) == 3
    assert [row[:2] + row[3:7] for row in found["Incident log"]] == [
        ["10:12:00", "10:15:00", "Disturbance", "D2", "0001", "A phone rang in a coat at the back."],
        ["10:15:00", "10:15:00", "Supervised leave", "B1", "0002", "Supervised leave, with Mr Shah."],
    ]


def test_the_journal_proves_it_and_finds_a_change(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    a_morning(morning, school, clock)
    content = opened(morning, school).read("evidence.csv")
    with school.database.read() as session:
        assert prove(session, content).rows > 10
        with pytest.raises(SchoolbellError, match="changed after it was made"):
            prove(session, content.replace(b"Window glare", b"Asked to move"))


def test_each_row_of_the_journal_that_goes_with_it_can_be_checked_alone(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    a_morning(morning, school, clock)
    rows = [json.loads(line) for line in opened(morning, school).read("journal.jsonl").splitlines()]
    kinds = [row["row"][2] for row in rows]
    assert kinds.count("exam-gate.passed") == 3
    assert kinds[-2:] == ["sitting.ended", "evidence.made"]
    for row in rows:
        body = json.dumps(row["row"], separators=(",", ":"))
        assert sha256(bytes.fromhex(row["previous"]) + body.encode("ascii")).hexdigest() == row["hash"]


def test_the_archive_has_a_page_to_print_and_says_what_is_in_it(morning: Morning, school: Services) -> None:
    archive = opened(morning, school)
    assert archive.namelist() == ["README.txt", "evidence.pdf", "evidence.csv", "journal.jsonl"]
    assert archive.read("evidence.pdf").startswith(b"%PDF")


def test_attested_words_have_their_own_line_for_each_room(morning: Morning, school: Services) -> None:
    morning.log.attest(morning.by, morning.number, "lab-1", Attested.POSTER, "Mr Shah", morning.written())
    found = tables(opened(morning, school).read("evidence.csv"))
    assert [row[1] for row in found["Attestations"]] == ["Lab 1"]
