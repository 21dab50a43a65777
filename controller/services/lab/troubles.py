"""What broke on PCs, or was broken there, by their agents' own word."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from controller.clock import Clock
from controller.domain.events import PcTroubled, SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.seats import Alarm
from controller.services.bus import EventBus
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import TroubleRow, WorkstationRow
from workstation_agent.protocol import troubles as wire

MOST, WITHIN = 20, timedelta(minutes=10)
"""So many of one PC are kept; a PC that has more to tell in that time is out of order, or lies."""
TOO_MANY = "It reports one trouble after the other: look at this PC."
SENTENCES: Mapping[str, str] = {
    wire.WORKER_RESTARTED: "The agent's program was ended on the PC and started again.",
    wire.AGENT_RESTARTED: "The agent itself was ended on the PC and started again.",
    wire.DISPLAY_LOST: "The PC's screen cannot be reached, so nothing on it is sure.",
    wire.LOCK_DISTURBED: "A program on the PC closed the lock's window; it was opened again.",
    wire.INPUT_LOST: "Keyboard and pointer could not be held for a moment.",
    wire.STORAGE_PLUGGED: "Removable storage was plugged in during an exam.",
    wire.PROGRAM_CLOSED: "A program that the paper does not use was started in an exam, and closed:",
}


class Troubles:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, presence: Presence) -> None:
        self._database, self._clock, self._bus, self._presence = database, clock, bus, presence

    def take(self, workstation: str, trouble: wire.Trouble) -> None:
        """One that never stops complaining costs a look, and no writing."""
        now = self._clock.now()
        recent = select(func.count()).where(
            TroubleRow.workstation_id == workstation, TroubleRow.at > now - WITHIN
        )
        with self._database.read() as session:
            room = session.get_one(WorkstationRow, workstation).room_id
            many = (session.scalar(recent) or 0) >= MOST
        if many:
            self._presence.troubled(workstation, TOO_MANY)
            return
        row = TroubleRow(
            workstation_id=workstation, room_id=room, kind=trouble.kind, detail=trouble.detail, at=now
        )
        who = f"workstation:{workstation}"
        data = {"kind": trouble.kind, "detail": trouble.detail}
        with self._database.write() as session:
            session.add(row)
            append(session, now, Fact("workstation.trouble", who, who, data))
        changed = PcTroubled(workstation, trouble.kind, trouble.detail)
        self._bus.publish(SeatsChanged(room, (workstation,)), changed)

    def latest(self, lesson: Lesson) -> Mapping[str, Alarm]:
        """By PC of the lesson's room: the newest since the lesson began."""
        where = TroubleRow.room_id == lesson.room, TroubleRow.at >= lesson.starts_at
        with self._database.read() as session:
            rows: Sequence[TroubleRow] = session.scalars(
                select(TroubleRow).where(*where).order_by(TroubleRow.id)
            ).all()
        return {row.workstation_id: alarm(row.kind, row.detail, row.at) for row in rows}


def alarm(kind: str, detail: str, at: datetime) -> Alarm:
    sentence = SENTENCES.get(kind, "Something on the PC is out of order.")
    return Alarm(kind, f"{sentence} {detail}".strip(), at)
