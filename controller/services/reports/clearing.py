"""The section about releases: how long it took until the last pouch was open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from controller.documents.model import Chart, Point, Section, Series, Table
from controller.domain.clearing import Clearing
from controller.domain.school_weeks import Week
from controller.domain.timetable import local

NONE = "–"


@dataclass(frozen=True, slots=True)
class Cleared:
    """One release, all its gates together. Minutes: of the slowest gate, from its start to its last tap."""

    on: date
    opened: int
    slowest: str
    minutes: float


def cleared(gates: Iterable[Clearing]) -> list[Cleared]:
    """As each gate was counted: taps that came in late are in it."""
    releases: dict[int, list[Clearing]] = defaultdict(list)
    for gate in gates:
        releases[gate.release].append(gate)
    return [_of(gates) for gates in releases.values()]


def _of(gates: Sequence[Clearing]) -> Cleared:
    slowest = max(gates, key=lambda gate: gate.last_tap_at - gate.opened_at)
    took = (slowest.last_tap_at - slowest.opened_at).total_seconds()
    opened = sum(gate.released for gate in gates)
    return Cleared(local(gates[0].opened_at).date(), opened, slowest.gate, took / 60)


def section(found: Sequence[Cleared], weeks: Sequence[Week]) -> Section:
    by_week = [[one for one in found if one.on in week.days] for week in weeks]
    rows = [_row(week, some) for week, some in zip(weeks, by_week, strict=True)]
    middle = tuple(_point(median(one.minutes for one in some)) if some else None for some in by_week)
    slowest = tuple(_point(max(one.minutes for one in some)) if some else None for some in by_week)
    return Section(
        title="Time to clear",
        how="For each release, from its start until the last pouch opened at the slowest gate, as the "
        "stations wrote it down. The middle one of a week has as many quicker as slower ones.",
        table=Table(
            ("Week of", "Releases", "Pouches opened", "Middle", "Slowest"), tuple(rows) if found else ()
        ),
        chart=Chart(
            "Minutes to clear, by week",
            "min",
            tuple(week.label for week in weeks),
            (Series("Middle release", middle), Series("Slowest release", slowest)),
        ),
        empty="No release was held in these weeks.",
    )


def each(found: Sequence[Cleared]) -> Section:
    return Section(
        title="Each release",
        how="The latest first; minutes as above, of the gate that took longest.",
        table=Table(
            ("Day", "Pouches opened", "Slowest gate", "Time to clear"),
            tuple(_release(one) for one in sorted(found, key=lambda one: one.on, reverse=True)),
        ),
        empty="No release was held in these weeks.",
    )


def _release(one: Cleared) -> tuple[str, ...]:
    return f"{one.on:%a} {one.on.day} {one.on:%b %Y}", f"{one.opened:,}", one.slowest, _minutes(one.minutes)


def _row(week: Week, some: Sequence[Cleared]) -> tuple[str, ...]:
    if not some:
        return week.label, "0", NONE, NONE, NONE
    minutes = [one.minutes for one in some]
    opened = sum(one.opened for one in some)
    return week.label, str(len(some)), f"{opened:,}", _minutes(median(minutes)), _minutes(max(minutes))


def _minutes(minutes: float) -> str:
    whole, seconds = divmod(round(minutes * 60), 60)
    return f"{whole} min {seconds:02} s"


def _point(minutes: float) -> Point:
    return Point(round(minutes, 2), round(minutes, 2))
