"""The weeks before the demonstration begins, made up: what reports count, and no single pupil's mark or tap.

Written day by day with the clock of that day, and journaled like the real thing, each fact as simulated.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.config import Settings
from controller.domain.accounts import Role
from controller.domain.half_terms import reported
from controller.domain.needs import Terms
from controller.domain.school import LessonSlot, School
from controller.domain.school_weeks import Span
from controller.domain.timetable import LONDON, LessonId, local
from controller.storage.journal import Fact, append_all
from controller.storage.tables.checks import ClassCheckCountRow, ClassCheckRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.timetable import LessonSlotRow
from device_rules.calendar_document import read_calendar
from device_rules.vocabulary import Exemption
from simulators import past_desk
from simulators.demo_clock import NORTHGATE
from simulators.northgate import PERIODS, POUCH_YEARS, TUTOR, northgate
from simulators.northgate_year import YEAR

CALENDAR = read_calendar(YEAR)
FIRST_DAY = min(term.start for term in CALENDAR.terms)
WEEKS = timedelta(weeks=6)
MORNING, EVENING = time(8, 0), time(16, 30)
ENDS = {period.name: period.ends for period in PERIODS}
STARTS = {period.name: period.starts for period in PERIODS}
NEEDS = (
    *((Exemption.MEDICAL, place) for place in (12, 61, 170, 233, 340, 415, 602, 777)),
    *((Exemption.ADJUSTMENT, place) for place in (33, 98, 205, 512, 690)),
    *((Exemption.YOUNG_CARER, place) for place in (47, 366, 581)),
)
"""Who has one: places in the list of pupils, none of them of a class that a newcomer sees first."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the timetable with the number that the school gave it."""

    id: int
    line: LessonSlot
    teacher_id: int


def live_through(settings: Settings, until: datetime, seats: int, stations: int) -> int:
    """Takes Northgate in as it was six weeks before `until`, and writes what it did; how many school days."""
    today = local(until).date()
    first = today - WEEKS - timedelta(days=today.weekday())
    days = [day for day in _days(max(first, FIRST_DAY), today) if NORTHGATE.is_school_day(day)]
    if not days:
        return 0
    before = _half_term_before(days[0])
    clock = ManualClock(datetime.combine((before or days)[0], MORNING, LONDON))
    services = build(settings, clock)
    try:
        school = northgate(seats, stations)
        services.roster.take(school)
        services.school_days.take(YEAR, "Northgate's year")
        _give_needs(services, school)
        past = _Past(services, clock, school)
        past.leave_of(before)
        past.live(days)
        past.live_this_morning(until)
    finally:
        services.close()
    return len(days)


def _half_term_before(day: date) -> list[date]:
    """Its school days. Reports count leave and needs over half-terms that are over, and over no others."""
    found = reported(CALENDAR, Span(day, day), day)
    days = _days(found[-1].span.since, found[-1].span.until + timedelta(days=1)) if found else ()
    return [one for one in days if NORTHGATE.is_school_day(one)]


def _days(first: date, end: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((end - first).days))


def _give_needs(services: Services, school: School) -> None:
    lead = next(one for one in services.accounts.all() if one.role is Role.SAFEGUARDING)
    review = local(services.clock.now()).date() + timedelta(days=200)
    for kind, place in NEEDS:
        terms = Terms("Simulated, for the demonstration.", review_on=review)
        services.reception.exemptions.give(lead, school.pupils[place].id, kind, terms)


class _Past:
    """Habits of forms and teachers come from their names, so that a class stays as it is over the weeks."""

    def __init__(self, services: Services, clock: ManualClock, school: School) -> None:
        self._services, self._clock, self._school = services, clock, school
        self._chance = random.Random(2025)
        self._sizes = {group.id: len(group.pupils) for group in school.classes}
        with services.database.read() as session:
            self._slots = _slots(session, school)

    def leave_of(self, days: Sequence[date]) -> None:
        """All that is made up of a half-term that was over before the weeks of the reports began."""
        chance = random.Random(2024)
        with self._services.database.write() as session:
            for day in days:
                past_desk.give_leave(session, chance, self._school, day)

    def live(self, days: Sequence[date]) -> None:
        for place, day in enumerate(days):
            self._clock.advance(datetime.combine(day, EVENING, LONDON) - self._clock.now())
            with self._services.database.write() as session:
                self._check_classes(session, day, place / len(days))
                past_desk.live(session, self._chance, self._school, day, place)

    def live_this_morning(self, until: datetime) -> None:
        """The lessons that are over already on the day of the demonstration."""
        here = local(until)
        if NORTHGATE.is_school_day(here.date()):
            self._clock.advance(max(timedelta(), until - self._clock.now()))
            with self._services.database.write() as session:
                self._check_classes(session, here.date(), 1.0, here.time())

    def _check_classes(self, session: Session, day: date, progress: float, until: time = EVENING) -> None:
        """Checks become more over the weeks, and tutors check more often than others."""
        today = (one for one in self._slots if one.line.weekday == day.weekday())
        mine = [one for one in today if ENDS[one.line.period] <= until]
        checked = [one for one in mine if self._chance.random() < _habit(one) + 0.15 * progress]
        rows = [_check(one, day) for one in checked]
        if not rows:
            return
        made = session.scalars(
            insert(ClassCheckRow).returning(ClassCheckRow.id, sort_by_parameter_order=True), rows
        )
        counts = [self._count(one, number) for one, number in zip(checked, made.all(), strict=True)]
        session.execute(insert(ClassCheckCountRow), counts)
        facts = (
            Fact("check.marked", "simulated", f"lesson:{row['lesson']}", {"class": row["class_id"]})
            for row in rows
        )
        append_all(session, self._clock.now(), facts)

    def _count(self, slot: Slot, number: int) -> dict[str, object]:
        form = slot.line.class_id.partition("/")[0]
        year, pupils = int(form[:-1]), self._sizes[slot.line.class_id]
        here = pupils - self._chance.choice((0, 0, 0, 1, 1, 2, 3))
        none = sum(self._chance.random() < 0.07 - 0.01 * (year - 7) for _ in range(here))
        locked = here - none
        by_tap = locked - self._chance.randrange(4) if _taps(slot) else 0
        found = {"pupils": pupils, "tapped": by_tap, "seen": locked - by_tap, "no_phone": none}
        return {"check_id": number, "form": form, "year": year, **found}


def _slots(session: Session, school: School) -> list[Slot]:
    """Of the years that have pouches."""
    teachers = {row.id: row.username for row in session.scalars(select(AccountRow))}
    rows = session.scalars(select(LessonSlotRow).order_by(LessonSlotRow.id))
    return [
        Slot(
            row.id,
            LessonSlot(row.weekday, row.period, row.class_id, row.room_id, teachers[row.teacher_id]),
            row.teacher_id,
        )
        for row in rows
        if int(row.class_id.partition("/")[0][:-1]) in POUCH_YEARS
    ]


def _habit(slot: Slot) -> float:
    tutor = slot.line.period == TUTOR
    often = random.Random(slot.line.class_id if tutor else slot.line.teacher).random()
    return 0.7 + 0.2 * often if tutor else 0.1 + 0.35 * often


def _taps(slot: Slot) -> bool:
    return random.Random(f"taps {slot.line.class_id}").random() < 0.25


def _check(slot: Slot, day: date) -> dict[str, object]:
    line = slot.line
    began = datetime.combine(day, STARTS[line.period], LONDON) + timedelta(minutes=3)
    return {
        "lesson": str(LessonId(slot.id, day)),
        "on": day,
        "period": line.period,
        "morning": line.period == TUTOR,
        "class_id": line.class_id,
        "subject": "Tutor time" if line.period == TUTOR else line.class_id.partition("/")[2],
        "teacher_id": slot.teacher_id,
        "ends_at": datetime.combine(day, ENDS[line.period], LONDON),
        "started_at": began,
        "last_at": began + timedelta(seconds=50),
    }
