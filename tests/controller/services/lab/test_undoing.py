import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.domain.orders import END_OF, OrderKind, Step
from controller.errors import Refused
from controller.services.lab.undoing import UNDO_FOR
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.acts import OpenUrl
from workstation_agent.protocol.restrictions import ListMode, Sites

LOCK, MUTE, SITES = OrderKind.LOCK, OrderKind.MUTE, OrderKind.SITES
BBC = Sites(ListMode.ONLY, ("bbc.co.uk",))


@pytest.fixture
def pcs(lab: FakeLab) -> list[FakePc]:
    return [lab.turn_on(1), lab.turn_on(2)]


def hold(
    lab: FakeLab, *numbers: int, kind: OrderKind = LOCK, who: str = "m.okafor", message: str = ""
) -> str:
    limits = BBC if kind is SITES else None
    seats = [seat(number) for number in numbers]
    return lab.lab.orders.hold(lab.account(who), lab.lesson, seats, kind, message=message, limits=limits)


def end(lab: FakeLab, *numbers: int, kind: OrderKind = OrderKind.UNLOCK) -> str:
    return lab.lab.orders.end(lab.teacher, lab.lesson, [seat(number) for number in numbers], kind)


def undo(lab: FakeLab, order: str | None = None, who: str = "m.okafor") -> int:
    """How many PCs were left as they are."""
    return lab.lab.orders.undo(lab.account(who), lab.lesson, order).left


def held(pc: FakePc) -> dict[str, str]:
    return {lease.kind: lease.message for lease in pc.desired.leases}


def refusal(lab: FakeLab, order: str | None = None, who: str = "m.okafor") -> str:
    with pytest.raises(Refused) as refused:
        undo(lab, order, who)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


def test_a_lock_that_is_undone_leaves_nothing_where_nothing_was(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = hold(lab, 1, 2, message="Look up")
    undo(lab)
    assert [held(pc) for pc in pcs] == [{}, {}]
    progress = lab.lab.progress.of(order)
    assert {(one.step, one.detail) for one in progress.seats} == {(Step.ENDED, "undone")}
    assert progress.stays == "It was undone."


def test_a_lock_that_is_undone_brings_back_the_one_before(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, message="Read page 12")
    hold(lab, 1, 2, message="Look up")
    undo(lab)
    assert [held(pc) for pc in pcs] == [{"lock": "Read page 12"}, {}]
    for pc in pcs:
        pc.obey()
    back, unlock = sorted(lab.lab.progress.recent(lab.lesson)[:2], key=lambda one: one.kind)
    assert (back.kind, back.summary) == (LOCK, "1 of 1 locked.")
    assert (unlock.kind, unlock.summary) == (OrderKind.UNLOCK, "1 of 1 unlocked.")
    assert back.undoes == unlock.undoes is not None


def test_undoing_again_goes_further_back(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, message="one")
    hold(lab, 1, message="two")
    end(lab, 1)
    hold(lab, 1, message="three")
    for expected in ({}, {"lock": "two"}, {"lock": "one"}, {}):
        undo(lab)
        assert held(pcs[0]) == expected
    assert refusal(lab) == "order.nothing-to-undo"


def test_freeing_is_undone_kind_by_kind(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, message="Look up")
    hold(lab, 1, 2, kind=MUTE)
    hold(lab, 2, kind=SITES)
    lab.lab.orders.free(lab.teacher, lab.lesson, [seat(1), seat(2)])
    assert [held(pc) for pc in pcs] == [{}, {}]
    undo(lab)
    assert [held(pc) for pc in pcs] == [{"lock": "Look up", "mute": ""}, {"mute": "", "sites": ""}]
    assert [one.limits for one in pcs[1].desired.leases if one.kind == "sites"] == [BBC]


def test_what_was_changed_since_stays_as_it_is(lab: FakeLab, pcs: list[FakePc]) -> None:
    first = hold(lab, 1, 2, message="one")
    hold(lab, 1, message="two")
    assert undo(lab, first) == 1
    assert [held(pc) for pc in pcs] == [{"lock": "two"}, {}]
    second = hold(lab, 2, message="three")
    hold(lab, 2, message="four")
    assert refusal(lab, second) == "order.changed-since"


def test_an_end_is_not_undone_over_a_newer_order(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, 2, message="one")
    ended = end(lab, 1, 2)
    hold(lab, 1, message="two")
    assert undo(lab, ended) == 1
    assert [held(pc) for pc in pcs] == [{"lock": "two"}, {"lock": "one"}]


def test_acts_and_undos_and_old_orders_stay(lab: FakeLab, pcs: list[FakePc]) -> None:
    lock = hold(lab, 1)
    act = lab.lab.orders.act(lab.teacher, lab.lesson, [seat(1)], OpenUrl("https://bbc.co.uk"))
    assert refusal(lab) == "order.stays", "the last order is an act, and says that it stays"
    assert lab.lab.progress.of(act).stays == "A link that was sent cannot be taken back."
    undone = lab.lab.orders.undo(lab.teacher, lab.lesson, lock)
    assert refusal(lab, undone.orders[0]) == "order.stays"
    old = hold(lab, 1)
    lab.clock.advance(UNDO_FOR + timedelta(seconds=1))
    assert refusal(lab, old) == "order.stays"
    assert lab.lab.progress.of(old).stays == "It was more than ten minutes ago."


def test_nobody_undoes_anothers_order(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = hold(lab, 1)
    assert refusal(lab, order, "j.pritchard") == "order.not-yours"
    assert refusal(lab, None, "j.pritchard") == "order.nothing-to-undo"
    assert refusal(lab, "no such order") == "order.nothing-to-undo"


def test_a_lock_of_a_colleague_comes_back(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, who="j.pritchard", message="theirs")
    hold(lab, 1, message="mine")
    undo(lab)
    assert held(pcs[0]) == {"lock": "theirs"}


def test_nothing_is_undone_after_the_lesson(lab: FakeLab, pcs: list[FakePc]) -> None:
    order, lesson = hold(lab, 1), lab.lesson
    lab.clock.advance(lesson.ends_at - lab.clock.now())
    with pytest.raises(Refused, match="over"):
        lab.lab.orders.undo(lab.teacher, lesson, order)


def test_an_undo_is_in_the_journal(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = hold(lab, 1)
    undo(lab)
    (fact,) = lab.facts("unlock.asked")
    assert json.loads(fact.data)["undoes"] == order


def test_a_pc_that_is_away_gets_what_an_undo_left(lab: FakeLab, pcs: list[FakePc]) -> None:
    hold(lab, 1, message="one")
    pcs[0].go()
    hold(lab, 1, message="two")
    undo(lab)
    assert held(lab.restart(pcs[0])) == {"lock": "one"}


Move = tuple[str, OrderKind, frozenset[int]]
moves = st.tuples(
    st.sampled_from(["hold", "end"]),
    st.sampled_from([LOCK, MUTE]),
    st.frozensets(st.sampled_from([1, 2]), min_size=1),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(moves, min_size=1, max_size=6))
def test_undoing_everything_passes_back_through_every_state(
    lab: FakeLab, pcs: list[FakePc], steps: list[Move]
) -> None:
    """With no other teacher in the room, undo after undo shows what was there, to the beginning."""

    def shown() -> list[dict[str, str]]:
        return [held(pc) for pc in pcs]

    lab.clock.advance(timedelta(seconds=1))
    for pc in pcs:
        if pc.desired.leases:
            lab.lab.orders.free(lab.teacher, lab.lesson, [pc.id])
    before = [shown()]
    for number, (move, kind, seats) in enumerate(steps):
        if move == "hold":
            hold(lab, *seats, kind=kind, message=str(number))
        elif any(kind in held(pc) for pc in pcs if pc.id in {seat(one) for one in seats}):
            end(lab, *seats, kind=END_OF[kind])
        else:
            continue
        before.append(shown())
    for expected in reversed(before[:-1]):
        undo(lab)
        assert shown() == expected
