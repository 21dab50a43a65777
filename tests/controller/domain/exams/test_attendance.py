from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from controller.domain.exams.attendance import Line, Presence, Step, may_follow, presence
from tests.controller.domain.exams.samples import MORNING

MINUTES = timedelta(minutes=1)
STARTED = replace(MORNING, started_at=MORNING.due_at + 5 * MINUTES)


def line(step: Step, minutes: int) -> Line:
    return Line("0001", step, at(minutes), "invigilator")


def at(minutes: int) -> datetime:
    return MORNING.due_at + minutes * MINUTES


@pytest.mark.parametrize(
    ("minutes", "there"),
    [
        (-10, Presence.PRESENT),
        (5, Presence.PRESENT),
        (6, Presence.LATE),
        (60, Presence.LATE),
        (61, Presence.VERY_LATE),
    ],
)
def test_late_counts_from_the_real_start_and_very_late_from_the_published_one(
    minutes: int, there: Presence
) -> None:
    assert presence(STARTED, [line(Step.ARRIVED, minutes)]) is there


def test_in_a_short_exam_very_late_is_after_its_end() -> None:
    short = replace(MORNING, length=timedelta(minutes=45))
    assert presence(short, [line(Step.ARRIVED, 44)]) is Presence.LATE
    assert presence(short, [line(Step.ARRIVED, 46)]) is Presence.VERY_LATE


def test_a_candidate_goes_out_comes_back_and_finishes() -> None:
    lines = [line(Step.ARRIVED, -5), line(Step.LEFT, 30)]
    assert presence(STARTED, lines) is Presence.OUT
    assert presence(STARTED, [*lines, line(Step.BACK, 33)]) is Presence.PRESENT
    assert presence(STARTED, [*lines, line(Step.BACK, 33), line(Step.FINISHED, 90)]) is Presence.FINISHED


def test_a_mistaken_line_takes_back_the_one_before_and_both_stay_in_the_register() -> None:
    lines = [line(Step.ABSENT, 5), line(Step.MISTAKEN, 6), line(Step.ARRIVED, 7)]
    assert presence(STARTED, lines) is Presence.LATE
    assert presence(STARTED, lines[:2]) is Presence.EXPECTED


def test_whoever_was_marked_absent_may_still_arrive() -> None:
    assert presence(STARTED, [line(Step.ABSENT, 5), line(Step.ARRIVED, 20)]) is Presence.LATE


@pytest.mark.parametrize(
    ("lines", "step", "may"),
    [
        ([], Step.ARRIVED, True),
        ([], Step.LEFT, False),
        ([], Step.MISTAKEN, False),
        ([Step.ARRIVED], Step.ARRIVED, False),
        ([Step.ARRIVED], Step.ABSENT, False),
        ([Step.ARRIVED, Step.LEFT], Step.LEFT, False),
        ([Step.ARRIVED, Step.LEFT], Step.FINISHED, True),
        ([Step.ARRIVED, Step.FINISHED], Step.BACK, False),
        ([Step.ARRIVED, Step.FINISHED], Step.MISTAKEN, True),
    ],
)
def test_only_what_can_come_next_may_be_written(lines: list[Step], step: Step, may: bool) -> None:
    assert may_follow(STARTED, [line(one, -5) for one in lines], step) is may
