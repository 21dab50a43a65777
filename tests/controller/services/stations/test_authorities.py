from datetime import timedelta

import pytest

from controller.domain.releases import When
from controller.services.stations.authorities import RENEW_BEFORE, content, current, split_tags
from controller.services.stations.standing import VALID
from controller.storage.tables.stations import AuthorityRow
from firmware_bridge.protocol.v1.messages import AuthorityPage
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def newest(desk: FrontDesk) -> AuthorityRow:
    with desk.school.database.read() as session:
        row = current(session, "North gate")
    assert row is not None
    return row


def test_a_station_behind_is_told_again_but_not_at_every_heartbeat(gate: FrontDesk) -> None:
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    pages = len(gate.north.told(AuthorityPage))
    gate.north.beat()
    gate.later(1)
    assert len(gate.north.told(AuthorityPage)) == pages
    gate.later(5)
    assert len(gate.north.told(AuthorityPage)) == pages + 9


def test_a_station_that_is_level_is_left_alone(gate: FrontDesk) -> None:
    pages = len(gate.north.told(AuthorityPage))
    gate.north.beat()
    gate.later(60)
    assert len(gate.north.told(AuthorityPage)) == pages


def test_the_same_version_with_another_content_is_not_level(gate: FrontDesk) -> None:
    before = newest(gate).version
    gate.north.held = before, b"another!"
    gate.north.beat()
    assert newest(gate).version > before
    assert gate.north.told(AuthorityPage)[-1].version == newest(gate).version


def test_a_station_from_the_future_gets_a_version_above_its_own(gate: FrontDesk) -> None:
    gate.north.held = 500, b"restored"
    gate.north.beat()
    assert gate.north.told(AuthorityPage)[-1].version == 501


def test_a_station_that_claims_what_was_never_made_moves_nothing(gate: FrontDesk) -> None:
    """With such a number no higher one would be left, and no station could be released any more."""
    before = newest(gate).version
    gate.north.held = 2**53 - 1, b"claimed!"
    gate.north.beat()
    gate.north.boot()
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    assert before < newest(gate).version < before + 10
    gate.later(6)
    assert gate.north.told(AuthorityPage)[-1].version == newest(gate).version


def test_a_station_that_is_always_ahead_does_not_fill_the_database(gate: FrontDesk) -> None:
    before = newest(gate).version
    for version in range(before + 3, before + 40):
        gate.north.held = version, b"ahead..."
        gate.north.beat()
    assert newest(gate).version <= before + 4
    gate.later(timedelta(minutes=1))
    gate.north.beat()
    assert newest(gate).version == before + 40


def test_it_is_renewed_before_it_runs_out(gate: FrontDesk) -> None:
    first = newest(gate)
    gate.later(VALID - RENEW_BEFORE)
    assert newest(gate).version == first.version
    gate.later(1)
    assert newest(gate).version > first.version


def test_one_that_begins_in_the_future_is_made_anew(gate: FrontDesk) -> None:
    first = newest(gate)
    gate.later(-timedelta(days=3))
    assert newest(gate).version > first.version
    assert newest(gate).valid_from == gate.clock.now()


def test_a_renewal_keeps_the_window_of_a_release(gate: FrontDesk) -> None:
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    before = newest(gate)
    gate.north.held = 500, b"restored"
    gate.north.beat()
    after = newest(gate)
    assert (after.window_start, after.window_end, after.tags) == (
        before.window_start,
        before.window_end,
        before.tags,
    )
    assert after.release_id == before.release_id


def test_a_renewal_after_a_release_has_no_window(gate: FrontDesk) -> None:
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    gate.later(timedelta(hours=20))
    assert (newest(gate).window_start, newest(gate).tags, newest(gate).release_id) == (None, b"", None)


def test_what_is_stored_is_what_was_made(gate: FrontDesk) -> None:
    gate.reception.releases.order(gate.account(), When.NOW, "Snow")
    row = newest(gate)
    assert content(row).digest == row.digest
    assert len(split_tags(row.tags)) == 825
