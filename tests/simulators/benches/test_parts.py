"""Each part of the benchmark runs, on little, and gives numbers that belong together. No time is judged."""

from pathlib import Path

import pytest

from firmware_bridge.protocol.v1.envelope import Address
from simulators.benches import asking, ingest, serial_line, storm, taps
from simulators.benches.school import Speaker
from simulators.benches.spread import p50_ms, p99_ms


def test_the_spread_of_some_times() -> None:
    times = [number / 1000 for number in range(1, 102)]
    assert (p50_ms(times), p99_ms(times)) == (51.0, 100.0)


def test_a_tap_is_ours_and_the_hardwares(tmp_path: Path) -> None:
    found = taps.measure(tmp_path, 10)
    assert 0 < found.ours_p50_ms <= found.ours_p99_ms
    assert 170 <= found.mechanics_p50_ms <= found.mechanics_p99_ms <= 230
    assert found.p50_ms > found.mechanics_p50_ms


def test_every_event_is_stored(tmp_path: Path) -> None:
    assert ingest.events_per_s(tmp_path, "", 3, 96) > 0


def test_a_serial_line_carries_no_more_than_its_bytes_allow() -> None:
    found = serial_line.measure(10)
    assert found.reckoned_per_s == pytest.approx(11_520 / found.event_bytes, rel=0.05)
    assert found.measured_per_s <= found.reckoned_per_s * 1.25  # of ten taps, the first slice is at once
    assert found.ack_bytes < found.event_bytes


def test_questions_are_answered_also_while_others_replay(tmp_path: Path) -> None:
    found = asking.measure(tmp_path, 2, 3)
    assert 0 < found.p50_ms <= found.p99_ms
    assert 0 < found.in_replay_p50_ms <= found.in_replay_p99_ms
    assert found.in_replay_events_per_s > 0


def test_the_storm_is_told_who_speaks_in_a_file_of_its_own(tmp_path: Path) -> None:
    speakers = [Speaker(Address("northgate", "north-1"), (bytes(8), b"12345678"))]
    storm.write(tmp_path / "plan", "mqtt://127.0.0.1:1", speakers)
    url, (read,) = storm.read(tmp_path / "plan")
    assert (url, read.address, read.tags, read.key) == (
        "mqtt://127.0.0.1:1",
        speakers[0].address,
        speakers[0].tags,
        speakers[0].key,
    )
    assert (tmp_path / "plan").stat().st_mode & 0o777 == 0o600
