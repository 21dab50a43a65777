"""Which PCs are connected now, what they last said, and the line by which each is reached."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import update

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.school import Workstation
from controller.domain.seats import Known
from controller.locks import quick_lock
from controller.services.batch import Batch
from controller.services.bus import EventBus
from controller.storage.database import Database
from controller.storage.journal import Fact, append_all
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.beat import CALM_S
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.events import ServerMessage
from workstation_agent.protocol.report import Report, Why

SILENT_AFTER_S = 15.0
"""Three calm beats missed, and a PC is taken for lost."""
NOTE_EVERY_S = 60.0
ANSWERS_WITHIN_S = 0.5
"""What a PC has not answered by then is no longer waited for, so that one slow PC holds up no page."""
TAKEOVERS, WITHIN_S = 3, 60.0
"""So often in so many seconds, and it is no longer one PC that lost its network for a moment."""
SHARED_KEY = "Two PCs seem to use this one's key: revoke it, then enrol each with a code of its own."


class Line(Protocol):
    """A connection to one PC. All return at once."""

    def send(self, message: ServerMessage, on_ack: Callable[[], None] | None = None) -> None: ...
    def send_binary(self, event: str, data: bytes) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Here:
    """`heard_s` is real time, by the link's clock: a wire does not run at a simulated school's speed.

    `since_s` is when this connection began. `takeovers`: when, lately, one took the place of another that
    had not ended.
    `reported`: whether it has said anything of itself. `every_s`: how often it says that it is there.
    """

    workstation: Workstation
    line: Line
    since: datetime
    heard_s: float
    known: Known = field(default=Known())
    trouble: str = ""
    takeovers: tuple[float, ...] = ()
    reported: bool = False
    every_s: float = CALM_S
    since_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Note:
    """That a PC came or went, to be written down."""

    workstation: Workstation
    at: datetime
    kind: str
    data: dict[str, object]
    agent: str

    @property
    def fact(self) -> Fact:
        who = f"workstation:{self.workstation.id}"
        return Fact(self.kind, who, who, self.data)


class Presence:
    """`link` is the clock of the wire, always a real one outside tests."""

    def __init__(self, database: Database, clock: Clock, link: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._link, self._bus = database, clock, link, bus
        self._here: dict[str, Here] = {}
        self._asked_s: dict[str, float] = {}  # when a PC was told what it ought to be, until it answers
        self._lock = quick_lock()
        self._noted_s = link.monotonic()
        self._notes: Batch[_Note] = Batch(self._write_notes)

    def connect(self, workstation: Workstation, line: Line, agent: str) -> None:
        """The newest connection of a PC is the one that counts: an older one is closed, and journaled."""
        now, now_s = self._clock.now(), self._link.monotonic()
        with self._lock:
            before = self._here.get(workstation.id)
            takeovers = _takeovers(before, now_s)
            trouble = SHARED_KEY if len(takeovers) >= TAKEOVERS else ""
            here = Here(workstation, line, now, now_s, trouble=trouble, takeovers=takeovers, since_s=now_s)
            self._here[workstation.id] = here
        what = "replaced" if before else "connected"
        self._note(workstation, f"workstation.{what}", {"agent": agent}, agent=agent)
        if before:
            before.line.close()

    def disconnect(self, workstation: str, line: Line, why: str = "the connection ended") -> bool:
        """False when this line had been replaced already, so that nothing was lost by its end."""
        with self._lock:
            here = self._here.get(workstation)
            if here is None or here.line is not line:
                return False
            del self._here[workstation]
            self._asked_s.pop(workstation, None)
        self._note(here.workstation, "workstation.lost", {"why": why})
        return True

    def drop(self, workstation: str, why: str) -> None:
        here = self.of(workstation)
        if here and self.disconnect(workstation, here.line, why):
            here.line.close()

    def heard(self, workstation: str) -> None:
        self._change(workstation, heard_s=self._link.monotonic())

    def beats(self, workstation: str, every_s: float) -> None:
        self._change(workstation, heard_s=self._link.monotonic(), every_s=every_s)

    def reported(self, workstation: str, report: Report) -> None:
        """Keeps what the PC says; nothing is published, since the report's own effects come after."""
        self._asked_s.pop(workstation, None)
        held = frozenset([one.id for one in report.in_force])
        self._change(
            workstation,
            known=Known(held, _not_held(report), report.user, report.version),
            reported=True,
            heard_s=self._link.monotonic(),
        )

    def troubled(self, workstation: str, sentence: str) -> None:
        self._change(workstation, trouble=sentence)

    def of(self, workstation: str) -> Here | None:
        return self._here.get(workstation)

    def all(self, room: str | None = None) -> list[Here]:
        with self._lock:
            return [one for one in self._here.values() if room in (None, one.workstation.room)]

    def settled(self) -> bool:
        """Whether all PCs have answered what they were last told to be, or have had time enough to."""
        asked_s = self._asked_s.copy().values()
        return not asked_s or self._link.monotonic() - max(asked_s) >= ANSWERS_WITHIN_S

    def silence_s(self, room: str) -> dict[str, float]:
        """For how many seconds nothing was heard of each PC of the room that is connected."""
        now = self._link.monotonic()
        return {one.workstation.id: now - one.heard_s for one in self.all(room)}

    def send(
        self, workstation: str, message: ServerMessage, on_ack: Callable[[], None] | None = None
    ) -> bool:
        """False when the PC is not connected; nothing is kept for later."""
        here = self.of(workstation)
        if here is None:
            return False
        if type(message) is Desired:
            self._asked_s[workstation] = self._link.monotonic()
        here.line.send(message, on_ack)
        return True

    def send_binary(self, workstation: str, event: str, data: bytes) -> bool:
        """As `send`."""
        here = self.of(workstation)
        if here is None:
            return False
        here.line.send_binary(event, data)
        return True

    def tick(self) -> None:
        now_s = self._link.monotonic()
        for here in self.all():
            if now_s - here.heard_s > SILENT_AFTER_S:
                self.drop(here.workstation.id, "it fell silent")
        if now_s - self._noted_s >= NOTE_EVERY_S:
            self._noted_s = now_s
            self._note_seen(here.workstation.id for here in self.all())

    def _change(self, workstation: str, **fields: object) -> None:
        with self._lock:
            if here := self._here.get(workstation):
                self._here[workstation] = replace(here, **fields)  # type: ignore[arg-type]  # our own fields

    def _note(self, workstation: Workstation, kind: str, data: dict[str, object], agent: str = "") -> None:
        self._notes.add(_Note(workstation, self._clock.now(), kind, data, agent))

    def _write_notes(self, notes: Sequence[_Note]) -> None:
        """A room that comes back, or goes, is one transaction."""
        seen = [{"id": one.workstation.id, "last_seen_at": one.at} for one in notes]
        agents = [{"id": one.workstation.id, "agent": one.agent} for one in notes if one.agent]
        with self._database.write() as session:
            session.execute(update(WorkstationRow), seen)
            if agents:
                session.execute(update(WorkstationRow), agents)
            append_all(session, notes[-1].at, [one.fact for one in notes])
        rooms: dict[str, dict[str, None]] = {}
        for one in notes:
            rooms.setdefault(one.workstation.room, {})[one.workstation.id] = None
        self._bus.publish(*(SeatsChanged(room, tuple(seats)) for room, seats in rooms.items()))

    def _note_seen(self, workstations: Iterable[str]) -> None:
        """So that a controller killed now still knows to the minute when each PC was last seen."""
        seen = update(WorkstationRow).where(WorkstationRow.id.in_(list(workstations)))
        with self._database.write() as session:
            session.execute(seen.values(last_seen_at=self._clock.now()))


def _not_held(report: Report) -> frozenset[str]:
    """What this PC will never hold is shown as what it cannot hold now."""
    never = [one.id for one in report.ended if one.why is Why.UNSUPPORTED]
    return frozenset([*never, *(one.id for one in report.failing)])


def _takeovers(before: Here | None, now_s: float) -> tuple[float, ...]:
    if before is None:
        return ()
    return (*(at for at in before.takeovers if now_s - at < WITHIN_S), now_s)
