"""Which lesson somebody has now, or next; read from the timetable of the week."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from controller.clock import Clock
from controller.domain.lessons import Lesson
from controller.domain.timetable import LONDON, LessonId, Timetable, local
from controller.services.lab import free_rooms
from controller.services.school_days import SchoolDays
from controller.storage.database import Database
from controller.storage.tables.people import AccountRow, ClassMemberRow, ClassRow
from controller.storage.tables.timetable import LessonSlotRow, PeriodRow, RoomRow
from controller.storage.tables.workstations import WorkstationRow

DAYS_AHEAD = 60  # over the summer holidays

_SLOTS = (
    select(LessonSlotRow, PeriodRow, ClassRow, RoomRow, AccountRow)
    .join(PeriodRow, LessonSlotRow.period == PeriodRow.name)
    .join(ClassRow, LessonSlotRow.class_id == ClassRow.id)
    .join(RoomRow, LessonSlotRow.room_id == RoomRow.id)
    .join(AccountRow, LessonSlotRow.teacher_id == AccountRow.id)
    .order_by(PeriodRow.starts, LessonSlotRow.id)
)
_Slots = Select[LessonSlotRow, PeriodRow, ClassRow, RoomRow, AccountRow]


class Lessons:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._days = SchoolDays(database, clock)

    def now_for(self, account_id: int) -> Lesson | None:
        return self._now(_SLOTS.where(LessonSlotRow.teacher_id == account_id))

    def today_for(self, account_id: int) -> Sequence[Lesson]:
        """Those of this person's day, the first one first."""
        mine, today = _SLOTS.where(LessonSlotRow.teacher_id == account_id), local(self._clock.now()).date()
        return list(self._on(mine, today, self._days.timetable()))

    def today_of_pupil(self, pupil: str) -> Sequence[Lesson]:
        """Those of this pupil's day, the first one first."""
        classes = select(ClassMemberRow.class_id).where(ClassMemberRow.pupil_id == pupil)
        theirs, today = _SLOTS.where(ClassRow.id.in_(classes)), local(self._clock.now()).date()
        return list(self._on(theirs, today, self._days.timetable()))

    def in_room(self, room: str) -> Lesson | None:
        """By the timetable, or of somebody who has gone into the room while it is free."""
        lesson = self._now(_SLOTS.where(LessonSlotRow.room_id == room))
        if lesson is not None:
            return lesson
        with self._database.read() as session:
            return free_rooms.in_room(session, room, self._clock.now())

    def next_in(self, room: str) -> Lesson | None:
        """The first in that room that starts later today."""
        now = self._clock.now()
        today = self._on(
            _SLOTS.where(LessonSlotRow.room_id == room), local(now).date(), self._days.timetable()
        )
        return next((one for one in today if one.starts_at > now), None)

    def on_now(self) -> Sequence[Lesson]:
        """Everybody's, by the name of the class."""
        now = self._clock.now()
        today = self._on(_SLOTS, local(now).date(), self._days.timetable())
        return sorted(
            (one for one in today if one.starts_at <= now < one.ends_at), key=lambda one: one.class_id
        )

    def rooms_with_pcs(self) -> Sequence[str]:
        query = select(RoomRow.id).where(RoomRow.id.in_(select(WorkstationRow.room_id)))
        with self._database.read() as session:
            return session.scalars(query.order_by(RoomRow.name)).all()

    def next_for(self, account_id: int) -> Lesson | None:
        """The first that starts after this moment, at most two months ahead."""
        now = self._clock.now()
        mine = _SLOTS.where(LessonSlotRow.teacher_id == account_id)
        days = (local(now).date() + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
        timetable = self._days.timetable()
        coming = (one for on in days for one in self._on(mine, on, timetable) if one.starts_at > now)
        return next(coming, None)

    def get(self, lesson: LessonId) -> Lesson | None:
        if lesson.free:
            with self._database.read() as session:
                return free_rooms.named(session, lesson)
        found = self._on(_SLOTS.where(LessonSlotRow.id == lesson.slot), lesson.on, self._days.timetable())
        return next(found, None)

    def _now(self, slots: _Slots) -> Lesson | None:
        now = self._clock.now()
        today = self._on(slots, local(now).date(), self._days.timetable())
        return next((lesson for lesson in today if lesson.starts_at <= now < lesson.ends_at), None)

    def _on(self, slots: _Slots, on: date, timetable: Timetable) -> Iterator[Lesson]:
        if not timetable.is_school_day(on):
            return
        that_day = LessonSlotRow.weekday == on.weekday(), LessonSlotRow.week.in_(("", timetable.week_on(on)))
        with self._database.read() as session:
            rows = session.execute(slots.where(*that_day)).all()
        for slot, period, group, room, teacher in rows:
            yield _lesson(on, slot, period, group, room, teacher)


def _lesson(
    on: date,
    slot: LessonSlotRow,
    period: PeriodRow,
    group: ClassRow,
    room: RoomRow,
    teacher: AccountRow,
) -> Lesson:
    return Lesson(
        id=LessonId(slot.id, on),
        class_id=group.id,
        subject=group.subject,
        year=group.year,
        room=room.id,
        room_name=room.name,
        period=period.name,
        starts_at=datetime.combine(on, period.starts, LONDON),
        ends_at=datetime.combine(on, period.ends, LONDON),
        teacher_id=teacher.id,
        teacher=teacher.display_name,
    )
