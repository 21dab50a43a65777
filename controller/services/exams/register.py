"""The register of a sitting, and the moves of candidates in it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.attendance import Presence, Step, may_follow, presence
from controller.domain.exams.room_log import INCIDENT_WORDS, IncidentKind, Written, happened
from controller.domain.exams.seating import Seat
from controller.domain.exams.sittings import Sitting, Stage
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams import plan_store
from controller.services.exams.book import is_known, record
from controller.services.exams.floor import entry_of, lines_of, row_of
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import IncidentRow, RegisterRow
from controller.storage.tables.exams import CandidateRow, EntryRow, MoveRow

TELLING = {
    Presence.LATE: IncidentKind.LATE,
    Presence.VERY_LATE: IncidentKind.VERY_LATE,
    Presence.OUT: IncidentKind.SUPERVISED_LEAVE,
}
"""What the register writes into the incident log by itself."""


class Register:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def mark(
        self, by: Account, number: int, candidate: str, step: Step, written: Written, with_whom: str = ""
    ) -> None:
        """Raises Refused for a step that cannot follow, or leave without anybody along."""
        if step is Step.LEFT and not with_whom.strip():
            raise Refused(
                "register.alone", "Say who goes with the candidate: nobody leaves alone and returns."
            )
        with self._database.write() as session:
            if is_known(session, RegisterRow, written.key):
                return
            sitting = plan_store.sitting(row_of(session, number))
            entry, lines = entry_of(session, number, candidate), lines_of(session, number, candidate)
            if not may_follow(sitting, lines, step):
                there = presence(sitting, lines).value.replace("-", " ")
                raise Refused("register.order", f"That candidate is marked as {there}: reload the page.")
            now = self._clock.now()
            row = RegisterRow(
                key=written.key,
                sitting_id=number,
                candidate=candidate,
                step=step.value,
                at=happened(written.at, now),
                taken_at=now,
                by_id=by.id,
                with_whom=with_whom.strip(),
            )
            session.add(row)
            log_by_itself(session, sitting, row, entry)
            facts = {
                "candidate": candidate,
                "step": step.value,
                "at": row.at.isoformat(),
                "with": row.with_whom,
            }
            record(session, now, by, "exam-register.marked", number, facts)
        self._bus.publish(ExamChanged(number))

    def move(
        self,
        by: Account,
        number: int,
        candidate: str,
        room_id: str,
        seat: Seat,
        reason: str,
        at: datetime | None = None,
    ) -> None:
        """With a reason; `at`: when, where a tablet was cut off. Whoever sits there already has moved.

        Raises Refused for a seat that is taken or is not there.
        """
        if not reason.strip():
            raise Refused("move.reason", "Say why the candidate moves: it stays on the plan.")
        with self._database.write() as session:
            if plan_store.sitting(row_of(session, number)).stage is Stage.ENDED:
                raise Refused("sitting.ended", "That sitting has ended: its plan stays as it was.")
            entry = entry_of(session, number, candidate)
            room = plan_store.rooms(session).get(room_id)
            if room is None or not room.has(seat):
                raise Refused("seat.unknown", f"There is no seat {seat} in that room.")
            if (entry.room_id, entry.seat) == (room_id, str(seat)):
                return
            if holder := _at(session, number, room_id, str(seat)):
                raise Refused("seat.taken", f"{holder} has seat {seat} of {room.name}.")
            before, now = plan_store.entry(entry).place, self._clock.now()
            entry.room_id, entry.seat = room_id, str(seat)
            move = MoveRow(
                sitting_id=number,
                candidate=candidate,
                at=happened(at or now, now),
                by_id=by.id,
                before=before,
                after=f"{room_id} {seat}",
                reason=reason.strip(),
            )
            session.add(move)
            facts = {"candidate": candidate, "from": before, "to": move.after, "reason": move.reason}
            record(session, now, by, "exam-seat.moved", number, facts)
        self._bus.publish(ExamChanged(number))


def log_by_itself(session: Session, sitting: Sitting, row: RegisterRow, entry: EntryRow) -> None:
    """Lateness and supervised leave go into the incident log as they go into the register."""
    session.flush()
    there = presence(sitting, lines_of(session, sitting.id, row.candidate))
    if row.step in (Step.ARRIVED, Step.LEFT) and there in TELLING and entry.room_id:
        session.add(_incident(row, entry, TELLING[there]))


def _at(session: Session, number: int, room_id: str, seat: str) -> str:
    query = (
        select(CandidateRow.name)
        .join(EntryRow, EntryRow.candidate == CandidateRow.number)
        .where(EntryRow.sitting_id == number, EntryRow.room_id == room_id, EntryRow.seat == seat)
    )
    return session.scalars(query).first() or ""


def _incident(row: RegisterRow, entry: EntryRow, kind: IncidentKind) -> IncidentRow:
    along = f", with {row.with_whom}" if row.with_whom else ""
    return IncidentRow(
        key=f"{row.key}:log",
        sitting_id=row.sitting_id,
        room_id=entry.room_id,
        kind=kind.value,
        candidate=row.candidate,
        seat=entry.seat,
        words=f"{INCIDENT_WORDS[kind]}{along}.",
        at=row.at,
        written_at=row.taken_at,
        by_id=row.by_id,
    )
