from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.events import ModesChanged
from controller.domain.modes import ModeReport, StationMode, Step, Wish
from controller.errors import Refused
from firmware_bridge.protocol.v1.messages import SetMode
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult
from tests.desks import FrontDesk

EVACUATE = Wish(StationMode.EVACUATE, drill=True, reason="Termly drill")
ALL = frozenset(StationMode)
NORTH = "North gate"


@pytest.fixture
def gates(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def order(desk: FrontDesk, wish: Wish = EVACUATE, role: Role = Role.ADMIN) -> int:
    return desk.reception.modes.order(desk.account(role), wish)


def report(desk: FrontDesk, number: int) -> ModeReport:
    return desk.reception.drills.of(number)


def steps(desk: FrontDesk, number: int) -> list[Step]:
    return [one.step for one in report(desk, number).targets]


def test_a_mode_is_asked_delivered_in_force_and_ended_at_each_station(gates: FrontDesk) -> None:
    number = order(gates)
    assert steps(gates, number) == [Step.ASKED, Step.ASKED]
    gates.north.obey()
    assert steps(gates, number) == [Step.IN_FORCE, Step.ASKED]
    gates.south.obey()
    back = gates.reception.modes.end(gates.account(Role.ADMIN), number)
    gates.north.obey()
    assert steps(gates, number) == [Step.ENDED, Step.IN_FORCE]
    assert steps(gates, back) == [Step.IN_FORCE, Step.ASKED]


def test_it_ends_by_itself_and_the_station_is_told_when(gates: FrontDesk) -> None:
    order(gates, Wish(StationMode.EXAM, length=timedelta(minutes=90)))
    told = gates.north.told(SetMode)[-1]
    assert (told.mode, told.until_ms) == (Mode.EXAM, to_ms(gates.clock.now() + timedelta(minutes=90)))
    gates.later(timedelta(minutes=91))
    assert gates.reception.drills.current() == []


@pytest.mark.parametrize(("scope", "told"), [("all", 2), ("gate:North gate", 1), ("station:south-1", 1)])
def test_it_is_for_all_a_gate_or_a_station(gates: FrontDesk, scope: str, told: int) -> None:
    number = order(gates, Wish(StationMode.EXAM, scope))
    assert len(report(gates, number).targets) == told
    assert len(gates.north.told(SetMode)) + len(gates.south.told(SetMode)) == told


def test_a_scope_that_is_none_or_has_no_station_of_ours_is_refused(gates: FrontDesk) -> None:
    for scope in ("", "everywhere", "gate", "room:12", "station:office-1", "gate:Nowhere"):
        with pytest.raises(Refused) as refused:
            order(gates, Wish(StationMode.EXAM, scope))
        assert refused.value.code in ("mode.bad-scope", "mode.no-stations")


def test_a_length_out_of_bounds_is_refused(gates: FrontDesk) -> None:
    for minutes in (0, -5, 25 * 60):
        with pytest.raises(Refused, match="1 minute to 24 hours"):
            order(gates, Wish(StationMode.EXAM, length=timedelta(minutes=minutes)))


def test_a_station_that_was_away_is_told_when_it_returns(gates: FrontDesk) -> None:
    gates.later(60)
    number = order(gates)
    away = report(gates, number).targets[0]
    assert away.heard_at == gates.clock.now() - timedelta(seconds=60)
    assert "does not answer: last heard Mon 06 Oct 10:05" in away.why
    sent = len(gates.north.told(SetMode))
    gates.later(60)
    assert len(gates.north.told(SetMode)) == sent, "nobody is there to hear it"
    gates.north.boot()
    assert len(gates.north.told(SetMode)) == sent + 1
    gates.north.obey()
    assert report(gates, number).targets[0].in_force_at == gates.clock.now()


def test_a_station_that_comes_in_meanwhile_is_told_what_goes_on_at_its_gate(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    exam = order(desk, Wish(StationMode.EXAM, f"gate:{NORTH}", length=timedelta(hours=2)))
    desk.adopt(desk.south)
    assert desk.south.told(SetMode) == []
    order(desk)
    desk.reception.adopting.revoke(desk.account(Role.ADMIN), "south-1")
    desk.adopt(desk.south)
    assert desk.south.told(SetMode)[-1].mode is Mode.EVACUATE
    desk.reception.modes.end(desk.account(Role.ADMIN), exam + 1)
    assert [desk.north.told(SetMode)[-1].mode, desk.south.told(SetMode)[-1].mode] == [Mode.EXAM, Mode.NORMAL]


def test_one_that_is_revoked_and_taken_in_again_is_back_in_the_exam_and_no_other_is(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    order(desk, Wish(StationMode.EXAM, f"gate:{NORTH}", length=timedelta(hours=2)))
    drill = order(desk)
    desk.reception.modes.end(desk.account(Role.ADMIN), drill)
    desk.reception.adopting.revoke(desk.account(Role.ADMIN), "north-1")
    desk.adopt(desk.north, desk.south)
    assert desk.north.told(SetMode)[-1].mode is Mode.EXAM
    assert desk.south.told(SetMode) == []


def test_it_is_told_again_until_it_answers(gates: FrontDesk) -> None:
    order(gates)
    for _ in range(3):
        gates.later(4)
        gates.north.beat()
    told = len(gates.north.told(SetMode))
    assert told >= 3
    gates.north.obey()
    gates.later(4)
    gates.north.beat()
    assert len(gates.north.told(SetMode)) == told


def test_the_answer_to_an_earlier_order_counts_as_well(gates: FrontDesk) -> None:
    number = order(gates)
    first, _ = gates.north.orders(SetMode)[0]
    gates.later(4)
    gates.north.beat()
    gates.north.mode = Mode.EVACUATE
    gates.north.answer(first)
    assert steps(gates, number)[0] is Step.IN_FORCE


def test_a_refusal_is_named_with_its_cause(gates: FrontDesk) -> None:
    number = order(gates)
    gates.north.answer(gates.north.orders(SetMode)[-1][0], OrderResult.STORE_FULL)
    target = report(gates, number).targets[0]
    assert (target.step, target.why) == (Step.REFUSED, "It refused the order: store-full.")


def test_a_station_whose_key_switch_is_stronger_says_so(gates: FrontDesk) -> None:
    gates.north.turn_switch(True)
    number = order(gates, Wish(StationMode.LOCKDOWN))
    gates.north.answer(gates.north.orders(SetMode)[-1][0])
    gates.north.beat()
    assert "stayed in evacuate: look at its key switch" in report(gates, number).targets[0].why


def test_a_newer_order_takes_the_place_of_the_one_before(gates: FrontDesk) -> None:
    first = order(gates)
    gates.north.obey()
    second = order(gates, Wish(StationMode.LOCKDOWN))
    gates.north.obey()
    assert report(gates, first).over
    assert steps(gates, first) == [Step.ENDED, Step.ASKED]
    assert "before another order took its place" in report(gates, first).missed[0].why
    assert [one.id for one in gates.reception.drills.current()] == [second]


def test_after_a_drill_an_exam_goes_on_until_its_own_end(gates: FrontDesk) -> None:
    exam = Wish(StationMode.EXAM, "gate:North gate", length=timedelta(minutes=90))
    order(gates, exam)
    until = to_ms(gates.clock.now() + timedelta(minutes=90))
    gates.later(timedelta(minutes=10))
    drill = order(gates)
    gates.later(timedelta(minutes=10))
    gates.reception.modes.end(gates.account(Role.ADMIN), drill)
    north, south = (one.told(SetMode)[-1] for one in (gates.north, gates.south))
    assert (north.mode, north.until_ms) == (Mode.EXAM, until)
    assert south.mode is Mode.NORMAL
    assert report(gates, drill).over


def test_after_a_drill_an_exam_that_is_over_by_then_stays_over(gates: FrontDesk) -> None:
    order(gates, Wish(StationMode.EXAM, length=timedelta(minutes=15)))
    drill = order(gates)
    gates.later(timedelta(minutes=16))
    gates.reception.modes.end(gates.account(Role.ADMIN), drill)
    assert gates.north.told(SetMode)[-1].mode is Mode.NORMAL


def test_an_order_for_one_gate_leaves_the_others_as_they_are(gates: FrontDesk) -> None:
    first = order(gates)
    order(gates, Wish(StationMode.NORMAL, "gate:North gate"))
    assert not report(gates, first).over
    assert gates.south.told(SetMode)[-1].mode is Mode.EVACUATE


def test_a_station_that_lost_its_memory_is_told_again(gates: FrontDesk) -> None:
    order(gates)
    gates.north.obey()
    told = len(gates.north.told(SetMode))
    gates.north.mode = Mode.NORMAL
    gates.north.boot()
    gates.north.beat()
    gates.later(31)
    gates.north.beat()
    assert len(gates.north.told(SetMode)) > told


def test_without_a_link_nothing_is_asked_until_it_is_back(gates: FrontDesk) -> None:
    gates.wire.up = False
    number = order(gates)
    assert steps(gates, number) == [Step.WAITING, Step.WAITING]
    assert "no connection to the broker" in report(gates, number).targets[0].why
    gates.wire.up = True
    gates.later(1)
    assert steps(gates, number) == [Step.ASKED, Step.ASKED]


def test_each_step_is_told_and_journaled(gates: FrontDesk) -> None:
    heard = gates.hears(ModesChanged)
    number = order(gates)
    gates.north.obey()
    assert {one.order for one in heard} == {number}
    assert gates.journal("mode-order:1") == ["mode.ordered", "mode.in-force"]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SAFEGUARDING])
def test_reception_and_senior_staff_evacuate_and_lock_down_and_nothing_else(
    gates: FrontDesk, role: Role
) -> None:
    modes, by = gates.reception.modes, gates.account(role)
    number = modes.emergency(by, StationMode.LOCKDOWN, drill=False, reason="Intruder")
    assert report(gates, number).by == by.display_name
    modes.end(by, number, only=frozenset({StationMode.LOCKDOWN}))
    with pytest.raises(Refused) as refused:
        modes.emergency(by, StationMode.EXAM, drill=False, reason="")
    assert refused.value.code == "mode.not-yours"
    exam = order(gates, Wish(StationMode.EXAM))
    with pytest.raises(Refused, match="Only the network manager"):
        modes.end(by, exam, only=frozenset({StationMode.LOCKDOWN}))


def test_what_is_over_cannot_be_ended_again(gates: FrontDesk) -> None:
    number = order(gates)
    gates.reception.modes.end(gates.account(Role.ADMIN), number)
    for wrong in (number, 99):
        with pytest.raises(Refused, match="ended already"):
            gates.reception.modes.end(gates.account(Role.ADMIN), wrong)


def test_nobody_keeps_a_station_from_an_order_by_an_unsigned_word(gates: FrontDesk) -> None:
    gates.wire.deliver("pouch/1/northgate/north-1/$state", b"init", True)
    order(gates, Wish(StationMode.LOCKDOWN))
    assert gates.north.told(SetMode)[-1].mode is Mode.LOCKDOWN
