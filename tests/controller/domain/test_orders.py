from itertools import product

import pytest

from controller.domain.orders import (
    ACHIEVED,
    ACTS,
    END_OF,
    ENDED_BY,
    HOLDS,
    OVER,
    TRANSITIONS,
    IllegalStep,
    OrderKind,
    Step,
    check,
    may,
)
from workstation_agent.protocol.restrictions import KINDS


@pytest.mark.parametrize("kind", OrderKind)
def test_an_order_starts_as_asked_and_can_be_achieved(kind: OrderKind) -> None:
    assert may(kind, Step.ASKED, Step.DELIVERED)
    assert may(kind, Step.DELIVERED, ACHIEVED[kind])


@pytest.mark.parametrize("kind", OrderKind)
def test_nothing_goes_back_to_asked_or_stands_still(kind: OrderKind) -> None:
    for before, after in TRANSITIONS[kind].items():
        assert Step.ASKED not in after
        assert before not in after


@pytest.mark.parametrize("kind", OrderKind)
def test_what_is_over_stays_over_but_for_a_late_answer(kind: OrderKind) -> None:
    leaving = {before for before in OVER if TRANSITIONS[kind].get(before)}
    assert leaving == ({Step.EXPIRED} if kind in ACTS else set())


@pytest.mark.parametrize("kind", OrderKind)
def test_every_step_is_reached_from_asked(kind: OrderKind) -> None:
    reached, edge = {Step.ASKED}, {Step.ASKED}
    while edge:
        edge = {after for before in edge for after in TRANSITIONS[kind].get(before, ())} - reached
        reached |= edge
    assert reached >= set(TRANSITIONS[kind])


def test_every_order_holds_or_ends_or_is_done_once() -> None:
    assert HOLDS | frozenset(ENDED_BY) | ACTS == frozenset(OrderKind)
    assert not HOLDS & ACTS
    assert {hold.value for hold in HOLDS} == set(KINDS), "a lease is named as its order is"


def test_each_hold_has_an_end_of_its_own_and_freeing_ends_them_all() -> None:
    for hold, end in END_OF.items():
        assert ENDED_BY[end] == {hold}
    assert ENDED_BY[OrderKind.FREE] == HOLDS


def test_a_lock_that_is_no_longer_reported_falls_back() -> None:
    assert may(OrderKind.LOCK, Step.IN_FORCE, Step.DELIVERED)
    assert may(OrderKind.LOCK, Step.DELIVERED, Step.IN_FORCE)


def test_whatever_is_not_in_the_table_raises() -> None:
    for kind, before, after in product(OrderKind, Step, Step):
        if may(kind, before, after):
            check(kind, before, after)
        else:
            with pytest.raises(IllegalStep, match=f"{kind.value} cannot go from {before.value}"):
                check(kind, before, after)
