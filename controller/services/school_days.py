"""The school's periods, and the calendar that says on which days they take place."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.school import Period
from controller.domain.timetable import Timetable
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.records import SettingRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow
from device_rules.calendar import Calendar, CalendarError
from device_rules.calendar_document import read_calendar

SETTING = "calendar"


class SchoolDays:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._read: tuple[str, Calendar] | None = None

    def timetable(self) -> Timetable:
        """Asked anew each time, so that a calendar that is taken in is followed at once."""
        with self._database.read() as session:
            rows = session.scalars(select(PeriodRow).order_by(PeriodRow.starts)).all()
            kept = session.get(SettingRow, SETTING)
        periods = tuple(Period(row.name, row.during, row.starts, row.ends) for row in rows)
        return Timetable(periods, self._calendar(kept.value) if kept else None)

    def take(self, document: str, file: str) -> Calendar:
        """Keeps the document as it was written. Raises Refused with the line that is wrong."""
        calendar = _readable(document, file)
        with self._database.write() as session:
            _check_weeks(session, calendar)
            session.merge(SettingRow(name=SETTING, value=document))
            first, last = calendar.terms[0], calendar.terms[-1]
            facts = {"from": f"{first.start}", "until": f"{last.end}", "closed": len(calendar.closed)}
            append(session, self._clock.now(), Fact("school.calendar-taken", "cli", "school:calendar", facts))
        return calendar

    def _calendar(self, document: str) -> Calendar:
        if self._read is None or self._read[0] != document:
            self._read = document, read_calendar(document)
        return self._read[1]


def week_names(session: Session) -> set[str]:
    """Of the calendar that is kept; empty without one."""
    kept = session.get(SettingRow, SETTING)
    return {week.name for week in read_calendar(kept.value).weeks} if kept else set()


def _readable(document: str, file: str) -> Calendar:
    try:
        return read_calendar(document, file)
    except CalendarError as error:
        sentence = f"The calendar cannot be taken: {str(error).rstrip('.')}."
        raise Refused("school.calendar", sentence) from error


def _check_weeks(session: Session, calendar: Calendar) -> None:
    used = set(session.scalars(select(LessonSlotRow.week).where(LessonSlotRow.week != "")))
    if missing := sorted(used - {week.name for week in calendar.weeks}):
        raise Refused(
            "school.calendar-weeks",
            f"The timetable has lessons in week {', '.join(missing)}, which the calendar does not name: "
            "add it under `weeks`.",
        )
