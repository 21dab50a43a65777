"""The table of `schoolbell bench exam`; measuring itself takes minutes, and is not tried here."""

from dataclasses import replace

from controller.commands.bench_exam import _lines
from simulators.benches.exam_departures import Seen
from simulators.benches.exam_pcs import PcTimes
from simulators.benches.exams import ExamBench, Times, _times

TIMES = Times(236, 30.6, 57.5, 206.4)
BENCH = ExamBench(
    cores=2,
    candidates=236,
    gates=4,
    minutes=15.5,
    real_s=61.8,
    answered=TIMES,
    told=TIMES,
    never_told=0,
    pages={"the list": TIMES},
    evidence_s=0.77,
    evidence_kb=141,
    pcs=PcTimes(120, 5, 0.55, 0.7, 0.33, 4.2, {"another login": Seen(5, 0.2, 0.28)}, 0),
)


def test_a_time_is_told_by_its_middle_and_its_slowest() -> None:
    found = _times([number / 1000 for number in range(1, 102)])
    assert (found.count, found.p50_ms, found.p95_ms, found.worst_ms) == (101, 51.0, 96.0, 101.0)


def test_the_table_says_what_was_measured_beside_what_is_asked() -> None:
    text = "\n".join(_lines(BENCH))
    assert "236 candidates through 4 gates in 15.5 simulated minutes" in text
    assert "p50 30.6 ms, p95 57.5 ms, worst 206.4 ms" in text
    assert "the profile in force on 120 PCs" in text
    assert "another login" in text
    assert "middle 0.2 s, worst 0.28 s, 5 times" in text


def test_what_was_not_measured_has_no_line() -> None:
    assert "PCs" not in "\n".join(_lines(replace(BENCH, pcs=None)))
