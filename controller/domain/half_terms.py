"""Half-terms: parts of a term between whole weeks without school. They never change and never overlap.

What a report says of pupils' leave and needs is counted over these alone. Two reports whose days differ by
one would otherwise be two numbers whose difference is one pupil.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from controller.domain.school_weeks import DAY, LONGEST, WEEK, Span
from device_rules.calendar import Calendar, Term

ORDER = ("first half", "second half")


@dataclass(frozen=True, slots=True)
class HalfTerm:
    name: str
    span: Span


def reported(calendar: Calendar | None, asked: Span, today: date) -> tuple[HalfTerm, ...]:
    """Those that are over and of which `asked` has a day; failing that, the last one over before its end."""
    over = [one for one in _known(calendar, today) if one.span.until < today]
    found = [one for one in over if one.span.since <= asked.until and one.span.until >= asked.since]
    before = [one for one in over if one.span.until < asked.since]
    return tuple(found or before[-1:])


def _known(calendar: Calendar | None, today: date) -> Sequence[HalfTerm]:
    """In their order. Calendar months in a school that has no calendar."""
    if calendar is None:
        return list(_months(today))
    return [
        part for term in sorted(calendar.terms, key=lambda one: one.start) for part in _of(calendar, term)
    ]


def _of(calendar: Calendar, term: Term) -> list[HalfTerm]:
    spans: list[Span] = []
    monday = term.start - term.start.weekday() * DAY
    while monday <= term.end:
        days = [day for count in range(7) if calendar.is_open(day := monday + count * DAY)]
        if days and spans and days[0] - spans[-1].until < WEEK:
            spans[-1] = Span(spans[-1].since, days[-1])
        elif days:
            spans.append(Span(days[0], days[-1]))
        monday += WEEK
    if len(spans) == 1:
        return [HalfTerm(term.name, spans[0])]
    names = ORDER if len(spans) == len(ORDER) else [f"part {at}" for at in range(1, len(spans) + 1)]
    return [HalfTerm(f"{term.name}, {name}", span) for name, span in zip(names, spans, strict=True)]


def _months(today: date) -> Iterator[HalfTerm]:
    first = (today - LONGEST).replace(day=1)
    while first <= today:
        following = (first + timedelta(days=32)).replace(day=1)
        yield HalfTerm(f"{first:%B %Y}", Span(first, following - DAY))
        first = following
