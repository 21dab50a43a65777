from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.leases import Lease
from controller.domain.seats import Condition, HoldState, Known, Place, seat

SEEN = datetime(2025, 10, 6, 9, 42, tzinfo=UTC)
PLACE = Place("lab-1-pc-14", "PC-14", 3, 2, "Ella Turner", enrolled=True, last_seen_at=SEEN)
NOBODY_YET = Place("lab-1-pc-30", "PC-30", 5, 6, None, enrolled=False, last_seen_at=None)
LEASE = "lease-1"
OURS, LATER = frozenset({LEASE}), SEEN + timedelta(hours=1)
LOCKED = (Lease(LEASE, "lab-1-pc-14", "order-1", "lock", "Look up", LATER),)
MUTED = (Lease("lease-2", "lab-1-pc-14", "order-2", "mute", "", LATER),)


@pytest.mark.parametrize(
    ("known", "leases", "condition"),
    [
        (Known(), (), Condition.FREE),
        (Known(), LOCKED, Condition.LOCKING),
        (Known(in_force=OURS), LOCKED, Condition.LOCKED),
        (Known(failing=OURS), LOCKED, Condition.LOCK_FAILED),
        (Known(in_force=frozenset({"old"})), LOCKED, Condition.LOCKING),
        (Known(in_force=frozenset({"lease-2"})), MUTED, Condition.FREE),
    ],
)
def test_a_pc_that_is_here(known: Known, leases: tuple[Lease, ...], condition: Condition) -> None:
    found = seat(PLACE, known, leases)
    assert found.condition is condition
    assert found.not_seen_since is None
    assert not found.lock_waits


def test_a_pc_that_is_away_says_since_when_and_whether_a_lock_waits_for_it() -> None:
    found = seat(PLACE, None, LOCKED)
    assert (found.condition, found.not_seen_since, found.lock_waits) == (Condition.AWAY, SEEN, True)
    assert not seat(PLACE, None, ()).lock_waits


def test_what_it_holds_still_but_ought_not_to_is_ending() -> None:
    assert seat(PLACE, Known(in_force=OURS), (), {"lock"}).condition is Condition.UNLOCKING
    found = seat(PLACE, Known(in_force=OURS), MUTED, {"lock", "mute"})
    assert [(hold.kind, hold.state) for hold in found.holds] == [
        ("mute", HoldState.COMING),
        ("lock", HoldState.ENDING),
    ]


def test_each_restriction_has_its_own_state() -> None:
    known = Known(in_force=OURS, failing=frozenset({"lease-2"}))
    assert [hold.state for hold in seat(PLACE, known, LOCKED + MUTED).holds] == [
        HoldState.IN_FORCE,
        HoldState.FAILED,
    ]
    assert [hold.state for hold in seat(PLACE, None, MUTED).holds] == [HoldState.WAITS]
    assert not seat(PLACE, None, MUTED).lock_waits


def test_a_pc_without_a_key_is_not_off_but_not_set_up() -> None:
    assert seat(NOBODY_YET, None, ()).condition is Condition.NOT_ENROLLED


def test_who_is_logged_in_is_known_only_of_a_pc_that_is_here() -> None:
    assert seat(PLACE, Known(user="eturner"), ()).user == "eturner"
    assert seat(PLACE, None, ()).user is None
