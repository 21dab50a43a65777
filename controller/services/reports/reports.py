"""The school's report for some weeks, put together from its sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.documents.model import Document, Section
from controller.domain.accounts import Role
from controller.domain.check_trends import Line
from controller.domain.modes import EMERGENCIES
from controller.domain.school_weeks import Span, Week, of_term, usual, weeks, within
from controller.domain.timetable import Timetable, local
from controller.services.policies import Policies
from controller.services.reports import (
    checking,
    clearing,
    consistency,
    drills,
    exceptions,
    policy,
    pouches,
    reading,
)
from controller.services.reports.checking import Group
from controller.services.reports.settled import Settled
from controller.services.school_days import SchoolDays
from controller.services.stations.clearings import Clearings
from controller.services.stations.drill_reports import DrillReports
from controller.storage.database import Database
from controller.storage.tables.records import SettingRow
from device_rules.calendar import Term

READERS = frozenset({Role.RECEPTION, Role.SAFEGUARDING, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Sources:
    """What the sections are made of, read once for all of them."""

    span: Span
    weeks: Sequence[Week]
    timetable: Timetable
    lines: Sequence[Line]
    slots: Sequence[reading.Slot]
    now: datetime

    def done(self) -> list[Mapping[tuple[bool, str], reading.Done]]:
        known = self.timetable, self.now
        return [reading.done(self.lines, self.slots, week, *known) for week in self.weeks]


class Reports:
    """`least`: a count below it is not shown where it could tell of single pupils."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        days: SchoolDays,
        policies: Policies,
        drill_reports: DrillReports,
        clearings: Clearings,
        least: int,
    ) -> None:
        self._database, self._clock, self._days = database, clock, days
        self._policies, self._drills, self._clearings = policies, drill_reports, clearings
        self._settled = Settled(database, clock, days, least)
        self.least = least

    def terms(self) -> Sequence[Term]:
        """Those that have begun, the latest first."""
        calendar, today = self._days.timetable().calendar, local(self._clock.now()).date()
        begun = [one for one in calendar.terms if one.start <= today] if calendar else []
        return sorted(begun, key=lambda one: one.start, reverse=True)

    def span(self, term: str, asked: Span | None) -> Span:
        """A term as far as it has come, the days asked for, or the last six weeks."""
        today = local(self._clock.now()).date()
        named = of_term(term, self.terms(), today) if term else None
        return named or (within(asked, today) if asked else usual(today))

    def years(self) -> tuple[int, ...]:
        return self._policies.years()

    def report(self, span: Span, group: Group) -> Document:
        settled = self._settled.sections(span, self._stages())
        with self._database.read() as session:
            sources = self._sources(session, span)
            sections = (
                checking.made(sources.weeks, sources.done()),
                checking.by_cohort(sources.lines, sources.weeks, group, self.least),
                checking.evidence(sources.lines, sources.weeks, self.least),
                *self._common(sources, settled),
                pouches.register(session, span),
                pouches.fees(session, span),
            )
            return self._document(session, "Phones in school: report", span, sections)

    def evidence(self, span: Span) -> Document:
        """What an inspector asks for. Only years, never a form or class by name."""
        settled = self._settled.sections(span, self._stages())
        with self._database.read() as session:
            sources = self._sources(session, span)
            done = sources.done()
            sections = (
                policy.section(session, self._policies.history(), span),
                checking.made(sources.weeks, done),
                checking.by_cohort(sources.lines, sources.weeks, Group(), self.least),
                consistency.section(session, sources.lines, done, span),
                *self._common(sources, settled),
            )
            return self._document(session, "Phones in school: evidence for inspection", span, sections)

    def _common(self, sources: Sources, settled: tuple[Section, ...]) -> tuple[Section, ...]:
        span = sources.span
        releases = clearing.cleared(self._clearings.clearings(*exceptions.moments(span)))
        return (
            clearing.section(releases, sources.weeks),
            clearing.each(releases),
            *settled,
            drills.section(self._drills.newest(EMERGENCIES), span),
        )

    def _sources(self, session: Session, span: Span) -> Sources:
        timetable = self._days.timetable()
        found = weeks(span, timetable)
        lines, slots = reading.lines(session, span), reading.slots(session)
        return Sources(span, found, timetable, lines, slots, self._clock.now())

    def _stages(self) -> exceptions.Stages:
        found = self._policies.deciding()
        return {name: tuple(years) for name, years in found.key_stages.items()} if found else {}

    def _document(self, session: Session, title: str, span: Span, sections: tuple[Section, ...]) -> Document:
        name = session.get(SettingRow, "name")
        now = local(self._clock.now())
        made = f"{now.day} {now:%B %Y}, {now:%H:%M}"
        return Document(
            title=title,
            school=name.value if name else "Your school",
            about=(("Weeks", str(span)), ("Made", made)),
            sections=sections,
            foot=f"Schoolbell, made {made}",
        )
