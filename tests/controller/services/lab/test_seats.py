from controller.domain.orders import OrderKind
from controller.domain.seats import Condition, HoldState
from tests.labs import FakeLab, seat
from workstation_agent.protocol.report import Ended, Why
from workstation_agent.protocol.restrictions import ListMode, Sites


def test_the_plan_of_the_room_for_this_class(lab: FakeLab) -> None:
    seats = lab.lab.seats.of(lab.lesson)
    assert [one.place.name for one in seats][:3] == ["PC-01", "PC-02", "PC-03"]
    assert [(one.place.row, one.place.column) for one in seats][5:7] == [(1, 6), (2, 1)]
    assert sum(one.place.pupil is not None for one in seats) == 28
    assert lab.lab.seats.ids("lab-1") == {one.place.workstation for one in seats}
    assert lab.lab.seats.pupil_at(lab.lesson, seat(1))
    assert lab.lab.seats.pupil_at(lab.lesson, seat(30)) is None


def test_each_seat_as_its_pc_is_now(lab: FakeLab) -> None:
    locked, off = lab.turn_on(1), lab.turn_on(2)
    lab.turn_on(3)
    off.go()
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1), seat(2)], "")
    locked.obey()
    first, second, third, fourth, *_ = lab.lab.seats.of(lab.lesson)
    assert first.condition is Condition.LOCKED
    assert (second.condition, second.lock_waits) == (Condition.AWAY, True)
    assert second.not_seen_since == lab.clock.now()
    assert (third.condition, third.user) == (Condition.FREE, "pupil")
    assert fourth.condition is Condition.NOT_ENROLLED


def test_what_a_pc_holds_and_lets_go(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    sites = Sites(ListMode.ONLY, ("bbc.co.uk",))
    lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.SITES, limits=sites)
    pc.obey()
    lab.lab.orders.end(lab.teacher, lab.lesson, [seat(1)], OrderKind.END_SITES)
    lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.MUTE)
    first = lab.lab.seats.of(lab.lesson)[0]
    assert first.condition is Condition.FREE
    assert [(hold.kind, hold.state) for hold in first.holds] == [
        ("mute", HoldState.COMING),
        ("sites", HoldState.ENDING),
    ]


def test_what_a_pc_will_never_hold_is_shown_as_what_it_cannot(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.lab.orders.hold(lab.teacher, lab.lesson, [pc.id], OrderKind.MUTE)
    pc.report(ended=(Ended(pc.desired.leases[0].id, Why.UNSUPPORTED),))
    (held,) = lab.lab.seats.of(lab.lesson)[0].holds
    assert held.state is HoldState.FAILED
