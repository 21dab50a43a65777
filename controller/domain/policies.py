"""Versions of the school's policy: which decides when, and what one would leave without an answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise, product

from controller.domain.pouches import ASKS
from device_rules.cells import plain, table_on
from device_rules.model import Person, Policy
from device_rules.phrases import of_periods, of_years
from device_rules.vocabulary import Activity, Device, During, Place, Verdict

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME, LONGEST_REASON = 60, 300  # characters
POUCH_ACTIVITIES = (Activity.BRING, ASKS)
POUCH_VERBS = {Activity.BRING: "bring a phone to school", ASKS: "use a phone on the school site"}


@dataclass(frozen=True, slots=True)
class Version:
    """`kept_by` and `kept_at` are of an upload; a shipped version that was never in force has neither."""

    name: str
    version: str
    title: str
    effective: date
    until: date | None
    shipped: bool
    kept_by: str = ""
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """`until_at` is when the next one took or takes over. `by` is empty where the school's file named it."""

    id: int
    name: str
    version: str
    title: str
    from_at: datetime
    decided_at: datetime
    by: str
    reason: str
    called_off_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PouchGap:
    """A question about pouches that has an answer now and would have none."""

    activity: Activity
    years: tuple[int, ...]
    periods: tuple[During, ...]

    @property
    def sentence(self) -> str:
        return f"Whether {of_years(self.years)} may {POUCH_VERBS[self.activity]} {of_periods(self.periods)}."


def is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def day_for(policy: Policy, on: date) -> date:
    """That day, or the nearest one on which the policy holds."""
    return max(policy.effective, min(on, policy.until or on))


def pouch_gaps(now: Policy, then: Policy, on: date, years: Sequence[int]) -> tuple[PouchGap, ...]:
    """What `now` answers on that day about pouches and `then` does not. `years` are of both."""
    found: dict[tuple[Activity, tuple[During, ...]], list[int]] = {}
    for activity, year in product(POUCH_ACTIVITIES, years):
        lost = _answered(now, on, year, activity) - _answered(then, on, year, activity)
        if lost:
            found.setdefault((activity, tuple(one for one in During if one in lost)), []).append(year)
    return tuple(PouchGap(activity, tuple(who), periods) for (activity, periods), who in found.items())


def _answered(policy: Policy, on: date, year: Person, activity: Activity) -> set[During]:
    table = table_on(policy, on)
    if year not in table:
        return set()
    cells = table[year][Device.PHONE][activity][Place.SITE]
    return {during for during in During if plain(cells[during]).verdict is not Verdict.NOT_COVERED}


def spans(switches: Iterable[Switch]) -> Mapping[int, datetime]:
    """By switch, when the next that was not called off takes over. Given in the order of their starts."""
    standing = [one for one in switches if one.called_off_at is None]
    return {one.id: after.from_at for one, after in pairwise(standing)}
