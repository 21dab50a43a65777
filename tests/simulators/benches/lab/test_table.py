from dataclasses import replace

import pytest

from simulators.benches.lab.browser import Tab
from simulators.benches.lab.real import Real
from simulators.benches.lab.simulated import Simulated
from simulators.benches.lab.table import Row, as_text, real_rows, simulated_rows
from simulators.benches.lab.veyon import Veyon

GOOD = Simulated(
    seats=60,
    seconds=10.0,
    seats_seen=60,
    wall_mbit_s=2.8,
    lock_all_p50_ms=20.0,
    lock_all_p99_ms=60.0,
    lock_shown_p50_ms=150.0,
    relay_p50_ms=0.5,
    relay_p99_ms=4.0,
    pictures_per_s=60.0,
    server_cpu_pct=4.0,
    kb_per_seat=40.0,
    connect_s=0.1,
    full_speed_per_s=None,
    full_speed_p99_ms=None,
    full_speed_cpu_pct=None,
    most_per_s=None,
    most_p99_ms=None,
    restart_s=1.9,
    tab=Tab(60, 45.0, 80.0),
)


def verdicts(found: Simulated) -> list[bool]:
    return [row.met for row in simulated_rows(found) if row.met is not None]


def test_numbers_at_their_limits_are_met() -> None:
    assert all(verdicts(GOOD))


@pytest.mark.parametrize(
    "worse",
    [
        {"seats_seen": 59},
        {"wall_mbit_s": 5.1},
        {"lock_all_p99_ms": 60.1},
        {"seats": 300, "seats_seen": 300, "kb_per_seat": 60.1},
        {"server_cpu_pct": 30.0},
        {"restart_s": 2.1},
        {"tab": Tab(60, 45.1, 80.0)},
        {"full_speed_per_s": 3900.0, "full_speed_p99_ms": 20.0, "most_per_s": 3900.0},
        {"full_speed_per_s": 4000.0, "full_speed_p99_ms": 100.0, "most_per_s": 4400.0},
    ],
)
def test_each_limit_is_told_of(worse: dict[str, object]) -> None:
    assert verdicts(replace(GOOD, **worse)).count(False) == 1  # type: ignore[arg-type]  # fields by name


def test_a_school_has_longer_to_lock_and_no_limit_for_one_wall() -> None:
    assert all(verdicts(replace(GOOD, seats=1000, seats_seen=1000, lock_all_p99_ms=250, wall_mbit_s=28)))


def test_what_is_not_asked_for_has_no_verdict() -> None:
    text = as_text([Row("one", "1"), Row("two", "2", "at most 1", False)])
    assert [line.split() for line in text.splitlines()] == [
        ["one", "1"],
        ["two", "2", "at", "most", "1", "NO"],
    ]


ONE = Real(
    seats=1,
    kind="mixed",
    wall_kb_s=8.0,
    wall_cpu_pct=1.2,
    wall_seen_ms=600.0,
    wall_seen_worst_ms=1100.0,
    full_kb_s=130.0,
    full_cpu_pct=7.0,
    full_pictures_per_s=10.0,
    full_seen_ms=20.0,
    full_glass_ms=60.0,
    lock_ms=80.0,
    lock_worst_ms=90.0,
)


def test_one_real_seat_is_held_against_each_number() -> None:
    assert [row.met for row in real_rows(ONE) if row.met is not None] == [True] * 7
    slow = replace(ONE, wall_kb_s=8.1, full_pictures_per_s=9.9, lock_ms=80.1)
    assert [row.met for row in real_rows(slow)].count(False) == 3


def test_half_of_veyons_time_is_asked_of_the_last_lock() -> None:
    veyon = Veyon(
        version="4.7.5",
        seats=8,
        wall_kb_s=93.0,
        wall_cpu_pct=2.7,
        wall_seen_ms=None,
        full_kb_s=None,
        full_cpu_pct=None,
        full_viewer_cpu_pct=None,
        full_seen_ms=None,
        lock_ms=1040.0,
    )
    eight = replace(ONE, seats=8, full_kb_s=None, lock_ms=520.0)
    last = real_rows(eight, veyon)[-1]
    assert (last.met, last.veyon) == (True, "1040.0 ms")
    assert real_rows(replace(eight, lock_ms=521.0), veyon)[-1].met is False
    assert as_text(real_rows(eight, veyon)).splitlines()[0].endswith("93.0 kB/s")


def test_several_real_seats_have_no_full_view() -> None:
    rows = real_rows(replace(ONE, seats=8, full_kb_s=None))
    assert rows[-1].what == "lock on the last of 8 displays"
    assert not any(row.what == "full view" for row in rows)
