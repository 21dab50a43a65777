import pytest

from controller.bootstrap import Services
from controller.domain.exams.room_log import Attested, IncidentKind
from controller.errors import Refused
from controller.services.exams.room_log import Report
from tests.controller.services.exams.exam_school import Morning


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


def sign_in(morning: Morning, name: str, room: str = "hall") -> None:
    morning.log.sign_in(morning.by, morning.number, room, name, morning.written())


def test_invigilators_come_and_go(morning: Morning, school: Services) -> None:
    sign_in(morning, "Mrs Reed")
    sign_in(morning, "Mr Shah", "lab-1")
    for _ in range(2):
        morning.log.sign_out(morning.by, morning.number, "Mrs Reed", school.clock.now())
    watches = morning.log.watches(morning.number)
    assert [(one.room, one.name, one.went_at is None) for one in watches] == [
        ("hall", "Mrs Reed", False),
        ("lab-1", "Mr Shah", True),
    ]
    assert len(morning.facts("exam-watch.ended")) == 1


def test_nobody_is_in_two_rooms(morning: Morning) -> None:
    for _ in range(2):
        sign_in(morning, "Mrs Reed")
    assert len(morning.log.watches(morning.number)) == 1
    with pytest.raises(Refused, match="Mrs Reed is signed in already, in Main hall"):
        sign_in(morning, "Mrs Reed", "lab-1")


def test_what_happened_is_written_with_the_seat_and_who_sits_there(morning: Morning) -> None:
    report = Report(IncidentKind.ILLNESS, "Felt faint, water given.", seat="B1")
    line = morning.written("tablet-1", minutes=-3)
    number = morning.log.report(morning.by, morning.number, "hall", report, line)
    assert morning.log.report(morning.by, morning.number, "hall", report, line) == number
    (incident,) = morning.log.incidents(morning.number)
    assert (incident.candidate, incident.seat, incident.kind) == ("0002", "B1", IncidentKind.ILLNESS)
    assert (incident.written_at - incident.at).total_seconds() == 180


def test_the_log_takes_no_empty_line_and_no_unknown_room(morning: Morning) -> None:
    with pytest.raises(Refused, match="Write down what happened"):
        morning.log.report(
            morning.by, morning.number, "hall", Report(IncidentKind.OTHER, " "), morning.written()
        )
    with pytest.raises(Refused, match="not there any more"):
        morning.log.report(
            morning.by, morning.number, "gym", Report(IncidentKind.OTHER, "x"), morning.written()
        )


def test_the_log_takes_no_seat_that_the_room_does_not_have(morning: Morning) -> None:
    report = Report(IncidentKind.OTHER, "x", seat="Z9")
    with pytest.raises(Refused, match="There is no seat Z9 in Main hall"):
        morning.log.report(morning.by, morning.number, "hall", report, morning.written())


def test_what_is_attested_has_a_name_and_a_time(morning: Morning, school: Services) -> None:
    morning.log.attest(
        morning.by, morning.number, "hall", Attested.REMINDED, " Mrs Reed ", morning.written(minutes=-1)
    )
    (said,) = morning.log.attestations(morning.number)
    assert (said.room, said.what, said.by) == ("hall", Attested.REMINDED, "Mrs Reed")
    assert said.at < school.clock.now()
    with pytest.raises(Refused, match="name of the person"):
        morning.log.attest(morning.by, morning.number, "hall", Attested.POSTER, "", morning.written())
