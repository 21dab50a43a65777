from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.stations import LATE_AFTER, LOST_AFTER, Adoption, Presence, natural, presence

NOW = datetime(2025, 10, 6, 14, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("lifecycle", "age", "expected"),
    [
        ("ready", timedelta(0), Presence.READY),
        ("ready", LATE_AFTER, Presence.READY),
        ("ready", LATE_AFTER + SECOND, Presence.LATE),
        ("ready", LOST_AFTER + SECOND, Presence.LOST),
        ("lost", timedelta(0), Presence.LOST),
        ("disconnected", timedelta(0), Presence.LOST),
        ("init", timedelta(0), Presence.LATE),
        ("alert", timedelta(0), Presence.ALERT),
        ("alert", LATE_AFTER + SECOND, Presence.LATE),
    ],
)
def test_presence_goes_by_the_last_signed_word_and_by_the_will(
    lifecycle: str, age: timedelta, expected: Presence
) -> None:
    assert presence(Adoption.ADOPTED, lifecycle, NOW - age, NOW) is expected


def test_a_station_never_heard_of_is_lost() -> None:
    assert presence(Adoption.ADOPTED, "ready", None, NOW) is Presence.LOST


@pytest.mark.parametrize("adoption", [Adoption.EXPECTED, Adoption.PENDING, Adoption.REVOKED])
def test_a_station_that_is_not_ours_is_shown_as_that(adoption: Adoption) -> None:
    assert presence(adoption, "ready", NOW, NOW).value == adoption.value


def test_gate_2_comes_before_gate_10() -> None:
    names = ["South gate 10", "south gate 2", "Office", "South gate 1", "South gate"]
    assert sorted(names, key=natural) == [
        "Office",
        "South gate",
        "South gate 1",
        "south gate 2",
        "South gate 10",
    ]
