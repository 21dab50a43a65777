from datetime import UTC, datetime

import pytest

from controller.domain.seats import Condition, Known, Place, seat

SEEN = datetime(2025, 10, 6, 9, 42, tzinfo=UTC)
PLACE = Place("lab-1-pc-14", "PC-14", 3, 2, "Ella Turner", enrolled=True, last_seen_at=SEEN)
NOBODY_YET = Place("lab-1-pc-30", "PC-30", 5, 6, None, enrolled=False, last_seen_at=None)
OURS = frozenset({"lease-1"})
NOTHING: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("known", "leases", "condition"),
    [
        (Known(), NOTHING, Condition.FREE),
        (Known(), OURS, Condition.LOCKING),
        (Known(in_force=OURS), OURS, Condition.LOCKED),
        (Known(failing=OURS), OURS, Condition.LOCK_FAILED),
        (Known(in_force=OURS), NOTHING, Condition.UNLOCKING),
        (Known(in_force=frozenset({"old"})), OURS, Condition.LOCKING),
    ],
)
def test_a_pc_that_is_here(known: Known, leases: frozenset[str], condition: Condition) -> None:
    found = seat(PLACE, known, leases)
    assert found.condition is condition
    assert found.not_seen_since is None
    assert not found.lock_waits


def test_a_pc_that_is_away_says_since_when_and_whether_a_lock_waits_for_it() -> None:
    found = seat(PLACE, None, OURS)
    assert (found.condition, found.not_seen_since, found.lock_waits) == (Condition.AWAY, SEEN, True)
    assert not seat(PLACE, None, NOTHING).lock_waits


def test_a_pc_without_a_key_is_not_off_but_not_set_up() -> None:
    assert seat(NOBODY_YET, None, NOTHING).condition is Condition.NOT_ENROLLED


def test_who_is_logged_in_is_known_only_of_a_pc_that_is_here() -> None:
    assert seat(PLACE, Known(user="eturner"), NOTHING).user == "eturner"
    assert seat(PLACE, None, NOTHING).user is None
