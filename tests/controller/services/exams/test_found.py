import json
from dataclasses import replace
from datetime import timedelta

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Role
from controller.domain.custody_words import Kind, State
from controller.domain.exams.gate import Outcome
from controller.domain.exams.malpractice import Facts, Report
from controller.domain.exams.room_log import IncidentKind
from controller.domain.exams.sittings import Centre
from controller.errors import Refused
from controller.services.custody import chain
from controller.services.exams.cases import is_open
from controller.services.exams.found import Found
from controller.services.exams.gate import Given
from controller.storage.journal import Break, verify
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.records import JournalRow
from tests.controller.services.exams.exam_school import Morning
from tests.schools import on_both

PHONE = Given(Outcome.HANDED_IN, "B1", ("Mobile phone", "Watch of any kind"))
WATCH = Found("hall", "B1", "Watch of any kind", "on the wrist, under the sleeve")
FACTS = Facts(
    nature="A smart watch was seen when the sleeve slipped, at about ten past eleven.",
    discovered_by="Mrs Reed, invigilator",
    disruption="Nobody else was disturbed.",
)


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


def devices(school: Services) -> list[CustodyDeviceRow]:
    with school.database.read() as session:
        return list(session.query(CustodyDeviceRow).order_by(CustodyDeviceRow.number))


@on_both
def test_what_is_handed_in_is_in_the_custody_book_until_its_token_comes_back(
    morning: Morning, school: Services
) -> None:
    morning.through("0002", PHONE)
    (held,) = devices(school)
    assert (held.kind, held.state, held.pupil_id) == (Kind.EXAM_HAND_IN, State.HELD, "p0400")
    assert (held.token, held.described) == ("B1", "Mobile phone, Watch of any kind")
    school.exams.returning.give_back(morning.by, morning.number, "hall", "B1")
    (back,) = devices(school)
    assert back.state == State.RETURNED
    with school.database.read() as session:
        links = chain.links(session, f"device:{back.number}")
        assert [link.what for link in links] == ["given back after the exam", "handed in before an exam"]
        assert not isinstance(verify(session), Break)


def test_a_candidate_from_elsewhere_has_the_same_custody_by_name(morning: Morning, school: Services) -> None:
    morning.through("0001", replace(PHONE, token="A1"))
    morning.running.start(morning.by, morning.number, "One has not come yet")
    found = replace(WATCH, seat="A1")
    school.exams.finding.found(morning.by, morning.number, found, morning.written())
    school.exams.returning.give_back(morning.by, morning.number, "hall", "A1")
    handed_in, taken = devices(school)
    assert {handed_in.pupil_id, taken.pupil_id} == {None}
    assert (handed_in.state, handed_in.place, handed_in.owner) == (
        State.RETURNED,
        "the candidate",
        "Ana Silva (0001)",
    )
    officer = next(one for one in school.accounts.all() if one.role is Role.RECEPTION)
    shown, links = school.custody.lists.device(officer, taken.number)
    assert (shown.title, shown.form) == ("Watch of Ana Silva (0001)", "no pupil here")
    assert [link.what for link in links] == ["found in an exam room"]
    assert taken.number in [one.number for one in school.custody.lists.desk(officer).held]
    (fact, _) = [json.loads(one) for one in journal_of_taken(school)]
    assert (fact["pupil"], fact["candidate"]) == ("", "0001"), "no name in the journal, which is never purged"


def test_the_name_of_one_from_elsewhere_goes_with_the_rest_of_what_is_purged(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    morning.through("0001", replace(PHONE, token="A1"))
    school.exams.returning.give_back(morning.by, morning.number, "hall", "A1")
    clock.advance(timedelta(days=365 * 12))
    assert school.custody.purging.run() == (1, 0)
    assert devices(school)[0].owner == ""
    officer = next(one for one in school.accounts.all() if one.role is Role.RECEPTION)
    shown, _ = school.custody.lists.device(officer, devices(school)[0].number)
    assert shown.pupil_name == "a candidate from elsewhere"


def journal_of_taken(school: Services) -> list[str]:
    with school.database.read() as session:
        rows = session.query(JournalRow).filter(JournalRow.kind == "custody.taken").order_by(JournalRow.id)
        return [row.data for row in rows]


def test_what_a_cut_off_tablet_gave_back_counts_once_and_from_when_it_was(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    morning.through("0002", PHONE)
    clock.advance(timedelta(minutes=30))
    at = clock.now() - timedelta(minutes=10)
    for _ in range(2):
        school.exams.returning.give_back(morning.by, morning.number, "hall", "B1", at)
    passage = morning.floor().places["0002"].passage
    assert passage is not None
    assert passage.returned_at == at
    assert len(morning.facts("exam-token.returned")) == 1
    with pytest.raises(Refused, match="Nothing is held on token C9"):
        school.exams.returning.give_back(morning.by, morning.number, "hall", "C9")


def test_a_record_that_is_taken_back_gives_the_device_back(morning: Morning, school: Services) -> None:
    morning.through("0002", PHONE)
    morning.gate.take_back(morning.by, morning.number, "0002")
    assert [one.state for one in devices(school)] == [State.RETURNED]


def test_a_device_that_is_found_is_in_custody_in_the_log_and_a_case(
    morning: Morning, school: Services
) -> None:
    line = morning.written("found-1")
    case = school.exams.finding.found(morning.by, morning.number, WATCH, line)
    assert school.exams.finding.found(morning.by, morning.number, WATCH, line) == case
    (held,) = devices(school)
    assert (held.kind, held.what, held.due_at) == (Kind.CONFISCATED, "smart-watch", None)
    (incident,) = morning.log.incidents(morning.number)
    assert incident.kind is IncidentKind.DEVICE_FOUND
    assert incident.words == "Watch of any kind, on the wrist, under the sleeve."
    assert school.exams.cases.case(case).owner == morning.by.display_name


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (Found("hall", "E4", "Phone", "on the desk"), "seat.unknown"),
        (Found("gym", "B1", "Phone", "on the desk"), "seat.unknown"),
        (Found("hall", "B1", " ", "on the desk"), "found.incomplete"),
        (Found("hall", "B1", "Phone", ""), "found.incomplete"),
    ],
)
def test_what_is_found_has_a_seat_a_name_and_a_place(
    morning: Morning, school: Services, found: Found, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        school.exams.finding.found(morning.by, morning.number, found, morning.written())
    assert refused.value.code == code


def test_the_pack_has_the_forms_fields_from_what_was_recorded(
    morning: Morning, school: Services, clock: ManualClock
) -> None:
    school.exams.centre.set_centre(morning.by, Centre("61234", "Northgate School", "head@northgate.example"))
    morning.log.sign_in(morning.by, morning.number, "hall", "Mrs Reed", morning.written())
    morning.attest_all()
    case = school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    school.exams.cases.write(morning.by, case, FACTS)
    made = json.loads(school.exams.cases.json(case))
    assert made["centre_number"] == "61234"
    assert (made["candidate_number"], made["candidate_name"]) == ("0002", "Ben Ito")
    assert (made["component_code"], made["session"], made["a_seat"]) == ("8300/1F", "AM", "B1")
    assert made["invigilators"] == ["Mrs Reed"]
    assert [one["yes"] for one in made["c_answers"]] == [True, True, True]
    assert made["a_devices"][0]["what"] == "Watch of any kind"
    assert made["a_nature"] == FACTS.nature
    assert "penalty" not in json.dumps(made).lower()
    titles = [section.title for section in school.exams.cases.document(case).sections]
    assert titles[0] == "The examination"
    assert [title[:2] for title in titles[2:]] == ["A.", "De", "B.", "C.", "D."]


def test_without_a_record_made_at_the_time_the_answer_is_not_yes(morning: Morning, school: Services) -> None:
    case = school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    assert [one.yes for one in school.exams.cases.report(case).c_answers] == [False] * 3


def test_a_pack_is_signed_once_when_it_is_whole_and_stays_as_it_was(
    morning: Morning, school: Services
) -> None:
    cases = school.exams.cases
    case = school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    with pytest.raises(Refused, match="Say what was seen"):
        cases.sign(morning.by, case)
    cases.write(morning.by, case, FACTS)
    cases.sign(morning.by, case)
    signed = cases.json(case)
    morning.attest_all()
    assert cases.json(case) == signed
    with pytest.raises(Refused, match="stays as it is"):
        cases.write(morning.by, case, Facts())
    with pytest.raises(Refused, match="stays as it is"):
        cases.sign(morning.by, case)


def test_nobody_writes_between_the_reading_of_a_pack_and_its_signature(
    morning: Morning, school: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, read = school.exams.cases, school.exams.cases.report
    case = school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    cases.write(morning.by, case, FACTS)

    def while_it_is_read(number: int) -> Report:
        with pytest.raises(RuntimeError, match="a write inside a write"):
            cases.write(morning.by, case, replace(FACTS, nature="Something else."))
        return read(number)

    monkeypatch.setattr(cases, "report", while_it_is_read)
    cases.sign(morning.by, case)
    assert cases.case(case).facts == FACTS


def test_a_case_is_open_until_somebody_closes_it(morning: Morning, school: Services) -> None:
    cases = school.exams.cases
    case = school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    with school.database.read() as session:
        assert is_open(session, morning.number)
    cases.close(morning.by, case)
    cases.close(morning.by, case)
    assert len(morning.facts("exam-case.closed")) == 1
    with school.database.read() as session:
        assert not is_open(session, morning.number)
    assert [one.id for one in cases.all()] == [case]


def test_a_case_is_opened_by_hand_once_for_an_entry_of_the_log(morning: Morning, school: Services) -> None:
    school.exams.finding.found(morning.by, morning.number, WATCH, morning.written())
    (incident,) = morning.log.incidents(morning.number)
    assert school.exams.cases.open(morning.by, incident.id) == 1
    with pytest.raises(Refused, match="not in the log"):
        school.exams.cases.open(morning.by, 999)
    with pytest.raises(Refused, match="no such case"):
        school.exams.cases.case(999)
