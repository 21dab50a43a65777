"""What many checks say together, by week and group of pupils. Never of one: no pupil's mark comes here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from controller.domain.checks import Count
from controller.domain.school_weeks import Week
from controller.domain.shares import Band, band


class Cohort(StrEnum):
    YEAR = "year"
    FORM = "form"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Line:
    """The pupils of one form in one check."""

    on: date
    morning: bool
    class_id: str
    form: str
    year: int
    count: Count


Key = Callable[[Line], str]
KEYS: Mapping[Cohort, Key] = {
    Cohort.YEAR: lambda line: f"Year {line.year}",
    Cohort.FORM: lambda line: line.form,
    Cohort.CLASS: lambda line: line.class_id,
}


def weekly(lines: Iterable[Line], weeks: Sequence[Week], key: Key) -> Mapping[str, list[Count]]:
    """By group, in their natural order, a count for each week."""
    place = {day: at for at, week in enumerate(weeks) for day in week.days}
    found: dict[str, list[Count]] = {}
    for line in lines:
        if line.on in place:
            counts = found.setdefault(key(line), [Count()] * len(weeks))
            counts[place[line.on]] += line.count
    return {name: found[name] for name in sorted(found, key=natural)}


def total(counts: Iterable[Count]) -> Count:
    return sum(counts, Count())


def locked(count: Count, least: int) -> Band | None:
    """Of the pupils who were looked at."""
    return band(count.locked, count.checked, least)


def tapped(count: Count, least: int) -> Band | None:
    """Of those whose pouch was locked: how often that rests on a tap."""
    return band(count.tapped, count.locked, least)


def natural(name: str) -> tuple[int, str]:
    """`9B` before `10A`, and `Year 9` before `Year 10`."""
    digits = "".join(one for one in name.split("/")[0] if one.isdigit())
    return int(digits or 0), name
