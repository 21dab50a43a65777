"""What the benchmark of the desks reckons from what it saw. No time is measured here."""

import json

import pytest

from controller.errors import SchoolbellError
from simulators.benches.desk_pages import MARK, Frames, Shown, frames_in
from simulators.benches.desks import Times, _seen


def seen(*counts: tuple[str, int, float]) -> list[Shown]:
    return [Shown("day-end", station, count, at) for station, count, at in counts]


def test_the_nth_opening_is_seen_when_its_stations_number_is_n() -> None:
    taps = {"north-1": [10.0, 11.0, 12.0], "south-1": [10.5]}
    found = _seen(taps, seen(("north-1", 1, 10.1), ("south-1", 1, 10.6), ("north-1", 3, 12.1)))
    assert found == Times(count=4, missing=0, p50_ms=100.0, p99_ms=1070.0, worst_ms=1100.0)


def test_what_was_never_shown_is_missing_and_nothing_at_all_is_an_error() -> None:
    assert _seen({"north-1": [1.0, 2.0, 3.0]}, seen(("north-1", 2, 2.5))).missing == 1
    with pytest.raises(SchoolbellError):
        _seen({"north-1": [1.0]}, [])


def report(process: int, at_s: float, number: int, state: str) -> dict[str, object]:
    said = {"frame_reporter": {"frame_sequence": number, "state": state}}
    return {"name": "PipelineReporter", "ph": "b", "pid": process, "ts": at_s * 1e6, "args": said}


def test_frames_are_those_of_the_page_that_was_marked() -> None:
    events = [
        {"name": MARK, "ph": "I", "pid": 7, "ts": 0},
        report(7, 0.0, 1, "STATE_PRESENTED_ALL"),
        report(7, 0.5, 2, "STATE_DROPPED"),
        report(7, 0.5, 3, "STATE_PRESENTED_PARTIAL"),
        report(7, 0.6, 3, "STATE_PRESENTED_ALL"),
        report(7, 1.0, 4, "STATE_NO_UPDATE_DESIRED"),
        report(9, 1.0, 5, "STATE_DROPPED"),
    ]
    assert frames_in(json.dumps({"traceEvents": events}).encode()) == Frames(3, 2, 1, 2.0)
