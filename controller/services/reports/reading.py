"""What the reports read of the checks: their counts, and the lessons in which there could have been one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.check_trends import Line
from controller.domain.checks import Count
from controller.domain.school import Period
from controller.domain.school_weeks import Span, Week
from controller.domain.timetable import Timetable, bounds
from controller.services.checks.records import TUTOR_TIME
from controller.storage.tables.checks import ClassCheckCountRow, ClassCheckRow
from controller.storage.tables.people import ClassMemberRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson of the week. `morning`: the form's time with its tutor."""

    weekday: int
    week: str
    morning: bool
    class_id: str
    period: Period


@dataclass(frozen=True, slots=True)
class Done:
    """Checks that were made, of the lessons in which one could have been."""

    made: int
    due: int

    def __add__(self, other: "Done") -> "Done":
        return Done(self.made + other.made, self.due + other.due)


def lines(session: Session, span: Span) -> list[Line]:
    """Checks in which at least one pupil was looked at."""
    check, count = ClassCheckRow, ClassCheckCountRow
    query = (
        select(check.on, check.morning, check.class_id, count.form, count.year)
        .add_columns(count.pupils, count.tapped, count.seen, count.no_phone)
        .join(count, count.check_id == check.id)
        .where(check.on >= span.since, check.on <= span.until)
        .where(count.tapped + count.seen + count.no_phone > 0)
        .order_by(check.on, check.id)
    )
    rows = session.execute(query).all()
    return [Line(row[0], row[1], row[2], row[3], row[4], Count(*row[5:])) for row in rows]


def slots(session: Session) -> list[Slot]:
    """Of the classes whose pupils have pouches: where phones are allowed there is nothing to check."""
    slot, member = LessonSlotRow, ClassMemberRow
    pouched = select(member.class_id).join(PouchRow, PouchRow.pupil_id == member.pupil_id)
    query = select(slot, PeriodRow).join(PeriodRow, PeriodRow.name == slot.period)
    return [
        Slot(
            row.weekday,
            row.week,
            period.during == TUTOR_TIME,
            row.class_id,
            Period(period.name, period.during, period.starts, period.ends),
        )
        for row, period in session.execute(query.where(slot.class_id.in_(pouched)))
    ]


def due(
    slots: Sequence[Slot], days: Sequence[date], timetable: Timetable, now: datetime
) -> Counter[tuple[bool, str]]:
    """By morning and class, the lessons that are over, by the timetable as it is now."""
    found: Counter[tuple[bool, str]] = Counter()
    for day in days:
        this = timetable.week_on(day)
        for one in slots:
            if one.weekday == day.weekday() and one.week in ("", this) and bounds(one.period, day)[1] <= now:
                found[one.morning, one.class_id] += 1
    return found


def done(
    found: Sequence[Line], slots: Sequence[Slot], week: Week, timetable: Timetable, now: datetime
) -> Mapping[tuple[bool, str], Done]:
    """By morning and class. A class that was checked outside the timetable had one lesson more."""
    made = Counter({(one.on, one.morning, one.class_id) for one in found if one.on in week.days})
    by_class = Counter((morning, group) for _, morning, group in made)
    expected = due(slots, week.days, timetable, now)
    return {key: Done(by_class[key], max(expected[key], by_class[key])) for key in expected | by_class}
