from controller.domain.seating import Fit
from controller.storage.tables.people import PupilRow
from tests.labs import FakeLab, seat


def login(lab: FakeLab, pupil: str) -> str:
    return next(one.login for one in lab.lab.seating.plan(lab.lesson).members if one.id == pupil)


def planned(lab: FakeLab, number: int) -> str:
    return lab.lab.seating.plan(lab.lesson).seated[seat(number)]


def test_a_pupil_is_known_by_their_login(lab: FakeLab) -> None:
    own, other = planned(lab, 1), planned(lab, 2)
    lab.turn_on(1).report(user=login(lab, own).upper())
    lab.turn_on(3).report(user=login(lab, other))
    lab.turn_on(4).report(user="guest")
    lab.turn_on(5).report(user=None)
    sitters = lab.lab.sitters.of(lab.lesson)
    assert {number: sitters[seat(number)].fit for number in (1, 3, 4)} == {
        1: Fit.PLANNED,
        3: Fit.MOVED,
        4: Fit.UNKNOWN,
    }
    assert sitters[seat(1)].pupil == own
    assert seat(5) not in sitters


def test_a_pupil_of_another_class_is_said_to_be_one(lab: FakeLab) -> None:
    with lab.services.database.read() as session:
        stranger = session.query(PupilRow).filter(PupilRow.form == "7A").first()
    assert stranger
    lab.turn_on(1).report(user=stranger.login)
    assert lab.lab.sitters.of(lab.lesson)[seat(1)].fit is Fit.NOT_IN_CLASS


def test_a_room_with_nobody_in_it_is_no_question_to_the_database(lab: FakeLab) -> None:
    assert lab.lab.sitters.of(lab.lesson) == {}
