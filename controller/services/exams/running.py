"""Starting a sitting, which its gate may forbid, and ending it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.gate import shortfall
from controller.domain.exams.room_log import ATTESTED_WORDS, BEFORE_START, Attested
from controller.domain.exams.sittings import Stage
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams.book import record
from controller.services.exams.floor import Floor, floor, row_of
from controller.services.exams.unreached import unreached
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import AttestationRow


class Running:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def start(self, by: Account, number: int, override: str = "") -> None:
        """On its day. Raises Refused until all who sit are on record at the gate; `override` says why not."""
        with self._database.write() as session:
            here, row, now = floor(session, number), row_of(session, number), self._clock.now()
            if here.sitting.stage is not Stage.PLANNED:
                raise Refused("sitting.begun", "That sitting has started already.")
            if here.sitting.on != local(now).date():
                day = f"{here.sitting.on:%A %-d %B}"
                raise Refused("sitting.not-today", f"That sitting is of {day}: lay it down for today first.")
            missing = self.missing(session, here)
            if missing and not override.strip():
                raise Refused("gate.short", f"{missing} Or start it with a reason, which the record shows.")
            row.started_at, row.started_by_id = now, by.id
            row.override = override.strip() if missing else ""
            counts = here.gate()
            facts = {
                "seated": counts.seated,
                "gate": {outcome.value: count for outcome, count in counts.counts.items()},
                "missing": missing,
                "override": row.override,
                "unreached": {one.station: one.until.isoformat() for one in unreached(session, number, now)},
            }
            record(session, now, by, "sitting.started", number, facts)
        self._bus.publish(ExamChanged(number))

    def end(self, by: Account, number: int) -> None:
        with self._database.write() as session:
            row, now = row_of(session, number), self._clock.now()
            if row.started_at is None:
                raise Refused("sitting.not-begun", "That sitting has not started.")
            if row.ended_at is not None:
                raise Refused("sitting.ended", "That sitting has ended already.")
            row.ended_at, row.ended_by_id = now, by.id
            record(session, now, by, "sitting.ended", number, {})
        self._bus.publish(ExamChanged(number))

    def missing(self, session: Session, here: Floor) -> str:
        """What keeps it from being started, in sentences; empty when nothing does."""
        sentences = [shortfall(here.gate()), *_not_attested(session, here)]
        return " ".join(filter(None, sentences))


def _not_attested(session: Session, here: Floor) -> list[str]:
    rooms = {one.entry.room for one in here.places.values() if one.entry.room}
    query = select(AttestationRow).where(AttestationRow.sitting_id == here.sitting.id)
    said = {(row.room_id, Attested(row.kind)) for row in session.scalars(query)}
    open_ = [what for what in BEFORE_START if not all((room, what) in said for room in rooms)]
    return [f"Not attested yet: {ATTESTED_WORDS[what]}." for what in open_]
