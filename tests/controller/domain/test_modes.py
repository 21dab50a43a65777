from datetime import UTC, datetime, timedelta

import pytest

from controller.domain.modes import LENGTHS, LONGEST, ModeReport, StationMode, Step, Target, settled

AT = datetime(2025, 10, 6, 10, 5, tzinfo=UTC)


def target(name: str, in_force: float | None) -> Target:
    moment = AT + timedelta(seconds=in_force) if in_force is not None else None
    return Target(name, name, "Gate", AT, AT, moment, moment, None, "", Step.ASKED, "")


def report(*targets: Target) -> ModeReport:
    return ModeReport(1, AT, "", "evacuate", "all", True, "", AT, None, False, targets)


def test_a_report_counts_whom_it_reached_and_how_long_it_took() -> None:
    found = report(target("a", 0.5), target("b", 2.25), target("c", None))
    assert [one.name for one in found.reached] == ["a", "b"]
    assert [one.name for one in found.missed] == ["c"]
    assert found.slowest_s == 2.25


def test_a_report_that_reached_nobody_has_no_slowest() -> None:
    assert report(target("c", None)).slowest_s is None


@pytest.mark.parametrize(
    ("wanted", "reported", "done"),
    [
        ("evacuate", "evacuate", True),
        ("evacuate", "normal", False),
        ("normal", "normal", True),
        ("normal", "release", True),
        ("normal", "evacuate", False),
        ("lockdown", "evacuate", False),
    ],
)
def test_when_a_station_has_done_what_was_asked(wanted: str, reported: str, done: bool) -> None:
    assert settled(wanted, reported) is done


def test_every_mode_ends_by_itself() -> None:
    assert set(LENGTHS) == set(StationMode)
    assert all(timedelta(0) < length <= LONGEST for length in LENGTHS.values())
