from tests.labs import FakeLab, seat
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.limits import MAX_VERSION
from workstation_agent.protocol.report import Report, ScreenSize


def test_a_pc_that_connects_is_told_its_lesson(lab: FakeLab) -> None:
    lab.tick(1)
    lesson = lab.turn_on(1).desired.lesson
    assert lesson
    assert (lesson.title, lesson.teacher, lesson.ends_at) == (
        "9B Computing",
        "Mrs M. Okafor",
        lab.lesson.ends_at,
    )
    lesson.from_json(lesson.to_json())  # what we send can be read


def test_the_state_is_whole_and_its_version_grows(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    before = pc.desired.version
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    locked = pc.desired
    assert locked.version > before
    assert [lease.message for lease in locked.leases] == ["Look up"]
    assert locked.leases[0].remaining_s == 55 * 60
    lab.lab.orders.unlock(lab.teacher, lab.lesson, [pc.id])
    assert pc.desired.version > locked.version
    assert pc.desired.leases == ()


def test_a_pc_that_was_off_gets_it_when_it_returns(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    pc.go()
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    lab.clock.advance(600)
    back = lab.restart(pc)
    assert [lease.remaining_s for lease in back.desired.leases] == [45 * 60]


def test_the_end_of_a_lesson_is_a_change_for_every_pc_of_its_room(lab: FakeLab) -> None:
    here, away = lab.turn_on(1), lab.turn_on(2)
    lab.tick(1)
    away.go()
    during = here.desired.version
    lab.clock.advance(lab.lesson.ends_at - lab.clock.now())
    lab.lab.presence.heard(here.id)
    lab.tick(0)
    assert here.desired.lesson is None
    assert here.desired.version > during
    back = lab.restart(away)
    assert back.desired.lesson is None
    assert back.desired.version > during, "or the PC would take it for the state that it has"


def test_nothing_is_sent_while_nothing_changes(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.tick(1)
    before = len(pc.taken)
    lab.tick(5)
    assert len(pc.taken) == before


def test_a_pc_ahead_of_us_is_overtaken(lab: FakeLab) -> None:
    """As after the database was put back from last night's copy."""
    pc = lab.turn_on(1)
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    lab.lab.proofs.take_report(pc.id, Report(4711, (), (), "pupil", ScreenSize(1280, 720)))
    assert pc.desired.version == 4712
    assert len(pc.desired.leases) == 1


def test_a_pc_that_lies_cannot_use_up_all_versions(lab: FakeLab) -> None:
    """No honest agent could be told anything above the last, so it would never be locked again."""
    pc = lab.turn_on(1)
    pc.report(version=MAX_VERSION)
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    assert Desired.from_json(pc.desired.to_json()).version < 1000
    here = lab.lab.presence.of(pc.id)
    assert here
    assert here.trouble.startswith("It says that it holds a newer state than was ever sent")


def test_only_the_rooms_own_pcs_are_told(lab: FakeLab) -> None:
    lab.tick(1)
    desired = lab.lab.desired.of([seat(1), "lab-2-pc-01"])
    assert desired[seat(1)].lesson != desired["lab-2-pc-01"].lesson
    assert lab.lab.desired.of([]) == {}
