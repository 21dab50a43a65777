from datetime import timedelta

import pytest

from controller.domain.grants import ReasonCode
from controller.domain.taps import FeedKind
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def test_a_refusal_says_who_where_why_and_by_which_clause(gate: FrontDesk) -> None:
    gate.north.ask(gate.pupils["p0400"])
    (item,) = gate.reception.feed.newest()
    assert (item.kind, item.station, item.who) == (FeedKind.REFUSED, "North gate 1", "Thomas Kowalski, 9D")
    assert item.sentence == "Phones stay in the locked pouch until the release."
    assert item.source.startswith("Online Safety Policy 2025-2026; Mobile Technologies: student owned")


def test_the_stations_own_word_on_a_refusal_of_ours_is_not_shown_twice(gate: FrontDesk) -> None:
    uid = gate.pupils["p0400"]
    gate.north.ask(uid, b"nonce--1")
    gate.north.say(gate.north.event(What.REFUSED, Reason.DENIED, uid, nonce=b"nonce--1"))
    assert len(gate.reception.feed.newest()) == 1


def test_refusals_of_the_stations_own_and_troubles_are_shown(gate: FrontDesk) -> None:
    gate.north.say(gate.north.event(What.REFUSED, Reason.NO_LINK, b"oyster!", offline=True))
    gate.clock.advance(1)
    gate.north.say(gate.north.event(What.TAMPERED, Reason.NONE))
    trouble, refused = gate.reception.feed.newest()
    assert (trouble.kind, refused.kind) == (FeedKind.TROUBLE, FeedKind.REFUSED)
    assert (refused.who, refused.offline) == ("", True)
    assert "no connection" in refused.sentence


def test_what_is_let_through_is_not_something_to_look_at(gate: FrontDesk) -> None:
    gate.reception.grants.give(gate.account(), "p0400", ReasonCode.ILLNESS)
    gate.north.ask(gate.pupils["p0400"], b"nonce--1")
    gate.north.release(gate.pupils["p0400"], Reason.AUTHORISED, nonce=b"nonce--1")
    assert gate.reception.feed.newest() == []


def test_the_newest_come_first_and_yesterdays_not_at_all(gate: FrontDesk) -> None:
    for pupil in ("p0400", "p0401", "p0402"):
        gate.north.ask(gate.pupils[pupil])
        gate.clock.advance(1)
    newest = gate.reception.feed.newest(limit=2)
    assert len(newest) == 2
    assert newest[0].at > newest[1].at
    gate.clock.advance(timedelta(days=1))
    assert gate.reception.feed.newest() == []
