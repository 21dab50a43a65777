"""Taking candidates through the gate. What a tablet kept while it was cut off comes late, and counts once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.attendance import Presence, Step, presence
from controller.domain.exams.gate import DEVICES_AT_MOST, Outcome
from controller.domain.exams.room_log import Written, happened
from controller.domain.exams.sittings import Stage
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams import hand_ins, plan_store
from controller.services.exams.book import is_known, record
from controller.services.exams.floor import entry_of, lines_of, row_of
from controller.services.exams.register import log_by_itself
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import PassageRow, RegisterRow
from controller.storage.tables.exams import CandidateRow, EntryRow


@dataclass(frozen=True, slots=True)
class Given:
    """What a candidate did: `token` and `devices` if handed in, `approval` if something may stay."""

    outcome: Outcome
    token: str = ""
    devices: tuple[str, ...] = ()
    approval: str = ""


class ExamGate:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def take(self, by: Account, number: int, candidate: str, given: Given, written: Written) -> None:
        """Also marks the candidate as arrived. Raises Refused for what is incomplete, or there already."""
        _check(given)
        with self._database.write() as session:
            if is_known(session, PassageRow, written.key):
                return
            now = self._clock.now()
            at = happened(written.at, now)
            entry = self._may_pass(session, number, candidate, given)
            row = _row(by, number, candidate, given, Written(written.key, at), now)
            session.add(row)
            if given.outcome is Outcome.HANDED_IN:
                sitting = plan_store.sitting(row_of(session, number))
                row.device = hand_ins.hand_in(session, by, now, hand_ins.owner(session, sitting, entry), row)
            self._arrived(session, by, entry, written, row)
            facts = {
                "candidate": candidate,
                "seat": entry.seat,
                "outcome": row.outcome,
                "token": row.token,
                "devices": list(given.devices),
                "approval": row.approval,
                "at": at.isoformat(),
            }
            record(session, now, by, "exam-gate.passed", number, facts)
        self._bus.publish(ExamChanged(number))

    def take_back(self, by: Account, number: int, candidate: str) -> None:
        """A mistake. What went into custody goes back. Raises Refused when nothing is on record."""
        with self._database.write() as session:
            row = _current(session, number, candidate)
            if row is None:
                raise Refused("gate.nothing", "Nothing is on record for that candidate at this gate.")
            now = self._clock.now()
            row.undone_at, row.undone_by_id = now, by.id
            if row.device is not None:
                hand_ins.give_back(session, by, now, row.device, "given back: a mistake at the gate")
            facts = {"candidate": candidate, "outcome": row.outcome, "token": row.token}
            record(session, now, by, "exam-gate.taken-back", number, facts)
        self._bus.publish(ExamChanged(number))

    def _may_pass(self, session: Session, number: int, candidate: str, given: Given) -> EntryRow:
        sitting = plan_store.sitting(row_of(session, number))
        if sitting.stage is Stage.ENDED:
            raise Refused("sitting.ended", "That sitting has ended: nobody goes in any more.")
        entry = entry_of(session, number, candidate)
        if entry.seat is None:
            raise Refused("entry.no-seat", "That candidate has no seat yet: give them one first.")
        if _current(session, number, candidate) is not None:
            raise Refused("gate.already", "That candidate is through: take the record back to change it.")
        if given.token and (holder := _holder(session, entry, given.token)):
            raise Refused("gate.token", f"Token {given.token} is with {holder} already: use another.")
        return entry

    def _arrived(
        self, session: Session, by: Account, entry: EntryRow, written: Written, passage: PassageRow
    ) -> None:
        number, candidate = entry.sitting_id, entry.candidate
        sitting = plan_store.sitting(row_of(session, number))
        there = presence(sitting, lines_of(session, number, candidate))
        if there in (Presence.EXPECTED, Presence.ABSENT):
            row = RegisterRow(
                key=f"{written.key}:arrived",
                sitting_id=number,
                candidate=candidate,
                step=Step.ARRIVED.value,
                at=passage.at,
                taken_at=passage.taken_at,
                by_id=by.id,
            )
            session.add(row)
            log_by_itself(session, sitting, row, entry)


def _row(
    by: Account, number: int, candidate: str, given: Given, written: Written, now: datetime
) -> PassageRow:
    return PassageRow(
        key=written.key,
        sitting_id=number,
        candidate=candidate,
        outcome=given.outcome.value,
        at=written.at,
        taken_at=now,
        by_id=by.id,
        token=given.token,
        devices="\n".join(given.devices),
        approval=given.approval.strip(),
    )


def _check(given: Given) -> None:
    if given.outcome is Outcome.HANDED_IN and not (given.token and given.devices):
        raise Refused("gate.incomplete", "Say which devices are handed in, and on which token.")
    if given.outcome is Outcome.ADJUSTMENT and not given.approval.strip():
        raise Refused("gate.no-approval", "Name the approval, such as who agreed it and for what device.")
    if len(given.devices) > DEVICES_AT_MOST:
        raise Refused("gate.too-many", f"One token takes up to {DEVICES_AT_MOST} devices.")


def _current(session: Session, number: int, candidate: str) -> PassageRow | None:
    query = select(PassageRow).where(
        PassageRow.sitting_id == number,
        PassageRow.candidate == candidate,
        PassageRow.undone_at.is_(None),
    )
    return session.scalars(query).first()


def _holder(session: Session, entry: EntryRow, token: str) -> str:
    """Who has that token in this room; empty if nobody has. Each room has tokens of its own."""
    here = hand_ins.tokens(session, entry.sitting_id, entry.room_id)
    row = next((one for one in here if hand_ins.same_token(one.token, token)), None)
    held = session.get_one(CandidateRow, row.candidate) if row else None
    return f"{held.number} {held.name}" if held else ""
