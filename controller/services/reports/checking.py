"""The sections about class checks: how many there were, and what share of the pupils' phones was locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from controller.documents.model import Chart, Point, Section, Series, Table
from controller.domain.check_trends import KEYS, Cohort, Line, locked, tapped, total, weekly
from controller.domain.checks import Count
from controller.domain.school_weeks import Week
from controller.domain.shares import Band
from controller.services.reports.reading import Done

MOST_LINES = 8
FEW = "too few to say"
NONE = "–"


@dataclass(frozen=True, slots=True)
class Group:
    """Whose checks: all years, or the forms or classes of one."""

    by: Cohort = Cohort.YEAR
    year: int | None = None


def made(weeks: Sequence[Week], done: Sequence[Mapping[tuple[bool, str], Done]]) -> Section:
    """`done` as for each week."""
    sums = [tuple(_sum(one, morning) for morning in (True, False)) for one in done]
    rows = [
        (week.label, *_made(morning), *_made(lesson))
        for week, (morning, lesson) in zip(weeks, sums, strict=True)
    ]
    names = ("Morning checks", "Lesson checks")
    series = (Series(name, tuple(_share(one[at]) for one in sums)) for at, name in enumerate(names))
    return Section(
        title="Checks made",
        how="A lesson counts as checked when at least one pupil was looked at. “Of” are the lessons "
        "that are over, of classes whose pupils have pouches, by the timetable as it is now; mornings are "
        "the forms' time with their tutor.",
        table=Table(("Week of", "Morning checks", "Share", "Lesson checks", "Share"), tuple(rows)),
        chart=Chart("Share of lessons with a check, by week", "%", _labels(weeks), tuple(series)),
        empty="There was no school day in these weeks.",
    )


def by_cohort(lines: Sequence[Line], weeks: Sequence[Week], group: Group, least: int) -> Section:
    chosen = [one for one in lines if group.year is None or one.year == group.year]
    found = weekly(chosen, weeks, KEYS[group.by])
    bands = {name: [locked(one, least) for one in counts] for name, counts in found.items()}
    series = tuple(Series(name, tuple(map(_point, line))) for name, line in bands.items())
    drawn = 0 < len(series) <= MOST_LINES
    title = f"Phones locked, by {group.by.value}" + (f" of year {group.year}" if group.year else "")
    return Section(
        title=title,
        how="Of the pupils who were looked at in checks, the share whose phone was locked in the pouch, "
        "tapped at a station or seen by staff. Pupils with no phone that day count as looked at and "
        "not as locked; pupils who were not looked at count nowhere. Each share is a band in which at "
        f"least {least} different counts lie, so that nothing can be told of a few pupils: the fewer, "
        "the wider.",
        table=_across(weeks, bands) if drawn else _down(found, least),
        chart=Chart(f"{title}, by week", "%", _labels(weeks), series) if drawn else None,
        empty="Nobody was looked at in these weeks. Teachers check a class on their page Checks.",
    )


def evidence(lines: Sequence[Line], weeks: Sequence[Week], least: int) -> Section:
    counts = weekly(lines, weeks, lambda _: "all").get("all", [])
    rows = [
        (week.label, f"{one.checked:,}", _words(locked(one, least), one), _words(tapped(one, least), one))
        for week, one in zip(weeks, counts, strict=False)
    ]
    return Section(
        title="What “locked” rests on",
        how="Pupils looked at are counted once for each check. A tap proves that the pouch was there and "
        "stayed shut; “seen” is a person's word; neither proves that a phone is inside.",
        table=Table(("Week of", "Pupils looked at", "Locked", "Of these, tapped"), tuple(rows)),
        empty="Nobody was looked at in these weeks.",
    )


def _across(weeks: Sequence[Week], bands: Mapping[str, Sequence[Band | None]]) -> Table:
    """A row for each week, as the chart has it."""
    rows = [
        (week.label, *(str(line[at] or NONE) for line in bands.values())) for at, week in enumerate(weeks)
    ]
    return Table(("Week of", *bands), tuple(rows))


def _down(found: Mapping[str, Sequence[Count]], least: int) -> Table:
    """A row for each of many groups, over all the weeks."""
    sums = {name: total(counts) for name, counts in found.items()}
    rows = [(name, f"{one.checked:,}", _words(locked(one, least), one)) for name, one in sums.items()]
    return Table(("Group", "Pupils looked at", "Locked"), tuple(rows))


def _words(share: Band | None, count: Count) -> str:
    return str(share) if share else FEW if count.checked else NONE


def _point(one: Band | None) -> Point | None:
    return Point(one.low, one.high) if one else None


def _sum(done: Mapping[tuple[bool, str], Done], morning: bool) -> Done:
    return sum((one for key, one in done.items() if key[0] is morning), Done(0, 0))


def _made(one: Done) -> tuple[str, str]:
    return f"{one.made:,} of {one.due:,}", f"{round(100 * one.made / one.due)} %" if one.due else NONE


def _share(one: Done) -> Point | None:
    share = 100 * one.made / one.due if one.due else 0
    return Point(share, share) if one.due else None


def _labels(weeks: Sequence[Week]) -> tuple[str, ...]:
    return tuple(week.label for week in weeks)
