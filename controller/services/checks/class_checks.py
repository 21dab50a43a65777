"""Class checks: a teacher looks where the phones of a class are. Nothing here says what a pupil did wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.checks import Checked, Mark, Sheet, TapPlace, evidence, may_check
from controller.domain.events import CheckChanged
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.checks import records
from controller.services.checks.records import Change
from controller.services.lab.lessons import Lessons
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.checks import ClassCheckChangeRow, ClassCheckMarkRow
from controller.storage.tables.stations import StationRow
from controller.storage.tables.timetable import SeatingRow
from controller.storage.tables.workstations import WorkstationRow

Places = Mapping[str, tuple[int | None, int | None]]


class ClassChecks:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, lessons: Lessons) -> None:
        self._database, self._clock, self._bus, self._lessons = database, clock, bus, lessons

    def todays(self, account_id: int) -> Sequence[Lesson]:
        """The lessons of this person's today that may be checked now, or were today."""
        now = self._clock.now()
        return [one for one in self._lessons.today_for(account_id) if may_check(one, now)]

    def sheet(self, lesson: Lesson) -> Sheet:
        with self._database.read() as session:
            check = records.check_of(session, str(lesson.id))
            marks, places = records.marks_of(session, check), _places(session, lesson)
            pupils = records.pupils_of(session, lesson.class_id)
            checked = [_checked(one.id, f"{one.given} {one.family}", marks, places) for one in pupils]
            station = session.get(StationRow, check.station_id) if check and check.station_id else None
            return Sheet(
                lesson=lesson,
                morning=records.is_morning(session, lesson),
                pupils=tuple(checked),
                station=TapPlace(station.id, station.name) if station else None,
                last_at=check.last_at if check else None,
            )

    def mark(self, by: Account, lesson: Lesson, change: str, marks: Mapping[str, Mark]) -> None:
        """`change` is the page's own number for it: one that was taken already does nothing.

        Raises Refused, with nothing marked, for a pupil who is not in the class.
        """
        now = self._clock.now()
        with self._database.write() as session:
            if session.get(ClassCheckChangeRow, change) is not None:
                return
            members = {one.id for one in records.pupils_of(session, lesson.class_id)}
            if not members.issuperset(marks):
                raise Refused(
                    "check.not-in-class", "A pupil marked there is not in this class. Reload the page."
                )
            check = records.begun(session, lesson, now)
            session.add(ClassCheckChangeRow(id=change, check_id=check.id, at=now, by_id=by.id))
            for pupil, mark in marks.items():
                records.put_mark(session, check, pupil, Change(mark, now, by.id))
            check.last_at = now
            records.count_again(session, check)
            counts = Counter(mark.value for mark in marks.values())
            data = {"change": change, "class": lesson.class_id, **counts}
            append(session, now, Fact("check.marked", f"account:{by.username}", f"lesson:{lesson.id}", data))
        self._bus.publish(CheckChanged(str(lesson.id)))


def _checked(pupil: str, name: str, marks: Mapping[str, ClassCheckMarkRow], places: Places) -> Checked:
    row = marks.get(pupil)
    mark = Mark(row.mark) if row else Mark.NOT_CHECKED
    tapped = row is not None and row.tapped_at is not None
    place = places.get(pupil, (None, None))
    return Checked(pupil, name, mark, evidence(mark, tapped), *place)


def _places(session: Session, lesson: Lesson) -> Places:
    """Row and column of each pupil who has a seat in the lesson's room."""
    pc = WorkstationRow
    query = (
        select(SeatingRow.pupil_id, pc.row, pc.column)
        .join(pc, pc.id == SeatingRow.workstation_id)
        .where(SeatingRow.class_id == lesson.class_id, pc.room_id == lesson.room)
    )
    return {pupil: (row, column) for pupil, row, column in session.execute(query)}
