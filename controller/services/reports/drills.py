"""The section about drills: evacuations and lockdowns, and how quickly every station had one in force."""

from collections.abc import Iterable

from controller.documents.model import Section, Table
from controller.domain.modes import EMERGENCIES, ModeReport
from controller.domain.school_weeks import Span
from controller.domain.timetable import local


def section(reports: Iterable[ModeReport], span: Span) -> Section:
    """Orders of those weeks, whether as a drill or for real; a key switch's turn is its own order."""
    mine = [
        one
        for one in reports
        if one.mode in EMERGENCIES and span.since <= local(one.ordered_at).date() <= span.until
    ]
    return Section(
        title="Drills",
        how="Each evacuation and lockdown that was ordered, with the seconds from the order until the "
        "last station that was reached had it in force. Each has a report of its own, station by "
        "station.",
        table=Table(("When", "What", "Kind", "Stations in force", "Slowest"), tuple(map(_row, mine))),
        empty="No evacuation or lockdown was ordered in these weeks.",
    )


def _row(one: ModeReport) -> tuple[str, ...]:
    kind = "Key switch" if one.from_switch else "Drill" if one.drill else "Real"
    slowest = "–" if one.slowest_s is None else f"{one.slowest_s:.1f} s"
    at = local(one.ordered_at)
    reached = f"{len(one.reached)} of {len(one.targets)}"
    return f"{at.day} {at:%b %Y}, {at:%H:%M}", one.mode.capitalize(), kind, reached, slowest
