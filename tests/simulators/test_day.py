"""A quarter of an hour of a school day, with a real controller, and what a day is made of."""

from itertools import pairwise

import pytest

from simulators import day_acts
from simulators.day import Act, Day, Options, run
from simulators.day_acts import SCHOOL_DAY

QUARTER = (
    Act("15:01", "an early leaver", day_acts.early_leaver),
    Act("15:01", "a cancelled leave", day_acts.cancelled_leave),
    Act("15:02", "an exam", day_acts.exam),
    Act("15:02", "a fire drill", day_acts.evacuation_drill),
    Act("15:03", "a lockdown drill", day_acts.lockdown_drill),
    Act("15:04", "the release is set", day_acts.release_for_the_bell),
    Act("15:05", "it is called off", day_acts.assembly_overruns),
    Act("15:10", "the bell", day_acts.bell_without_release),
    Act("15:11", "the release", day_acts.late_release),
    Act("15:12", "its end", day_acts.end_of_release),
)


def test_a_quarter_of_an_hour_with_all_that_a_day_has_and_the_sums_agree() -> None:
    options = Options(QUARTER, starts="15:00", ends="15:12")
    report = run(options)
    sums = report.sums
    assert (sums.lost, sums.doubled, sums.early) == (0, 0, 0)
    assert report.ok
    assert sums.taps == sums.released + sums.refused
    assert sums.released == sums.custody == sums.journal >= 1 + day_acts.SIX
    assert sums.refused_by["lockdown"] >= day_acts.SIX  # and whoever was curious just then
    assert sums.refused_by["exam"] >= 1
    assert [about for about, _ in report.acts] == [f"{act.at} {act.about}" for act in QUARTER]
    assert {"evacuate (all)", "lockdown (all)"} <= {order for order, _ in report.modes}


def test_the_acts_of_the_day_are_in_order_and_within_it() -> None:
    options = Options(SCHOOL_DAY)
    times = [Act(options.starts, "", Day.nothing).due(), *(act.due() for act in SCHOOL_DAY)]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert times[-1] < Act(options.ends, "", Day.nothing).due()


@pytest.mark.parametrize(
    "word", ["early leaver", "exam", "lunch", "fire drill", "lockdown", "bell", "release"]
)
def test_the_day_has_all_that_a_school_day_has(word: str) -> None:
    assert any(word in act.about for act in SCHOOL_DAY)
