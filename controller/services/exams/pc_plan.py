"""Which PCs ought to be kept to which profile now: worked out from the sittings that are on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.pcs import OVERRUN, Profile, lease_id
from controller.services.exams import plan_store
from controller.services.exams.profiles import profile
from controller.storage.tables.exam_pcs import ExamProfileRow
from controller.storage.tables.exams import EntryRow, ExamRoomRow, SittingRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.restrictions import Exam


@dataclass(frozen=True, slots=True)
class Wanted:
    """`room` is the exam room. `finishes_at`, in UTC, is the end for whoever has the most extra time."""

    sitting: int
    room: str
    workstation: str
    limits: Exam
    login: str
    finishes_at: datetime

    @property
    def id(self) -> str:
        return lease_id(self.sitting, self.workstation)

    @property
    def ends_at(self) -> datetime:
        return self.finishes_at + OVERRUN


def wanted(session: Session, now: datetime) -> Mapping[str, Wanted]:
    """By the id of the lease."""
    found: dict[str, Wanted] = {}
    query = select(SittingRow).where(SittingRow.started_at.is_not(None), SittingRow.ended_at.is_(None))
    for row in session.scalars(query.order_by(SittingRow.id)):
        own = profile_of(session, row.id)
        if not own.uses_pcs:
            continue
        finishes_at = plan_store.sitting(row).finish(most_extra(session, row.id)).astimezone(UTC)
        if finishes_at + OVERRUN <= now:
            continue
        for exam_room, school_room in tied_rooms(session, row.id):
            limits = _of_the_room(session, row, school_room)
            for pc in _enrolled(session, school_room):
                one = Wanted(row.id, exam_room, pc, limits, own.login, finishes_at)
                found.setdefault(one.id, one)
    return found


def profile_of(session: Session, sitting: int) -> Profile:
    row = session.get(ExamProfileRow, sitting)
    return profile(row) if row else Profile()


def tied_rooms(session: Session, sitting: int) -> list[tuple[str, str]]:
    """Exam rooms where candidates of this sitting sit, each with the room of the school that it is."""
    query = (
        select(ExamRoomRow.id, ExamRoomRow.room_id)
        .join(EntryRow, EntryRow.room_id == ExamRoomRow.id)
        .where(EntryRow.sitting_id == sitting, ExamRoomRow.room_id.is_not(None))
        .distinct()
        .order_by(ExamRoomRow.id)
    )
    return [(room, school) for room, school in session.execute(query) if school]


def most_extra(session: Session, sitting: int) -> int:
    extras = session.scalars(select(EntryRow.extra_percent).where(EntryRow.sitting_id == sitting))
    return max(extras, default=0)


def _of_the_room(session: Session, row: SittingRow, school_room: str) -> Exam:
    """What all papers of that session use in that room: PCs are not told apart by candidate, and a list that
    grew when the second paper starts would close what those of the first have open.
    """
    query = (
        select(ExamProfileRow)
        .join(SittingRow, SittingRow.id == ExamProfileRow.sitting_id)
        .where(SittingRow.on == row.on, SittingRow.session == row.session)
        .order_by(SittingRow.id)
    )
    here = [one for one in session.scalars(query) if _sits_there(session, one.sitting_id, school_room)]
    profiles = [profile(one) for one in here]
    return Exam(
        _each_once(site for one in profiles for site in one.sites),
        _each_once(program for one in profiles for program in one.programs),
    )


def _sits_there(session: Session, sitting: int, school_room: str) -> bool:
    return any(school == school_room for _, school in tied_rooms(session, sitting))


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _enrolled(session: Session, room: str) -> Iterable[str]:
    query = select(WorkstationRow.id).where(
        WorkstationRow.room_id == room,
        WorkstationRow.key_hash.is_not(None),
        WorkstationRow.revoked_at.is_(None),
    )
    return session.scalars(query.order_by(WorkstationRow.id)).all()
