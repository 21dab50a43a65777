"""Remote control of one PC: one controller at a time, for as long as their page is open and says so.

The PC shows a frame round its screen with the teacher's name; it ends by itself when it is not renewed.
"""

from dataclasses import dataclass
from threading import RLock

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import LabSessionChanged
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.examined import Examined
from controller.services.lab.live.records import Begun, SessionKind, SessionRecords
from controller.services.lab.presence import Here, Presence
from workstation_agent.protocol.inputs import Input
from workstation_agent.protocol.sessions import Control, Inputs, Session, SessionEnd, SessionState, Uncontrol

PAGE_TTL_S = 15.0
"""A page says at least every 5 s that it goes on; three times missed and it has gone."""
RENEW_EVERY_S = 4.0
TTL_S = 15.0
MAX_UNANSWERED = 40
"""Messages of input that a PC has not acknowledged: more, and it hangs."""
ENDS = {
    SessionEnd.PUPIL: "Somebody at {pc} ended the control.",
    SessionEnd.TIME: "{pc} ended the control, since it heard nothing more from here.",
    SessionEnd.FAILED: "{pc} cannot be controlled: {detail}.",
}


@dataclass(slots=True)
class _Control:
    session: str
    viewer: str
    by: Account
    lesson: Lesson
    here: Here
    page_until_s: float
    renewed_s: float
    state: SessionState | None = None
    unanswered: int = 0

    @property
    def workstation(self) -> str:
        return self.here.workstation.id

    @property
    def pc(self) -> str:
        return self.here.workstation.name


class Controls:
    """`link` is the clock of the wire; `clock` is the school's, by which lessons end."""

    def __init__(
        self,
        clock: Clock,
        link: Clock,
        bus: EventBus,
        presence: Presence,
        records: SessionRecords,
        examined: Examined,
    ) -> None:
        self._clock, self._link, self._bus = clock, link, bus
        self._presence, self._records, self._examined = presence, records, examined
        self._held: dict[str, _Control] = {}
        self._lock = RLock()

    def start(self, viewer: str, by: Account, lesson: Lesson, workstation: str) -> str:
        """The session's id. Raises Refused when the PC is away, in an exam, or somebody else's now."""
        self._examined.refuse([workstation])
        with self._lock:
            here = self._presence.of(workstation)
            if here is None:
                raise Refused("control.away", "That PC is off or out of reach, so it cannot be controlled.")
            if known := self._held.get(workstation):
                if known.viewer != viewer:
                    sentence = (
                        f"{known.by.display_name} controls {known.pc} now. Wait until they have ended it."
                    )
                    raise Refused("control.taken", sentence)
                return known.session
            begun = Begun(SessionKind.CONTROL, by, lesson, workstation, 1, here.known.user)
            session, now_s = self._records.start(begun), self._link.monotonic()
            control = _Control(session, viewer, by, lesson, here, now_s + PAGE_TTL_S, now_s)
            self._held[workstation] = control
            self._ask(control)
            return session

    def keep(self, viewer: str, session: str) -> bool:
        """The page goes on. False when that control is over."""
        with self._lock:
            control = self._find(viewer, session)
            if control:
                control.page_until_s = self._link.monotonic() + PAGE_TTL_S
            return control is not None

    def input(self, viewer: str, session: str, events: tuple[Input, ...]) -> None:
        """Raises Refused when nothing of it was done; it is never kept for later."""
        with self._lock:
            control = self._find(viewer, session)
            if control is None:
                raise Refused("control.over", "The control of that PC has ended.")
            if control.state is SessionState.PAUSED:
                sentence = f"{control.pc} is locked: unlock it, and the control goes on."
                raise Refused("control.locked", sentence)
            if control.unanswered >= MAX_UNANSWERED:
                raise Refused("control.no-answer", f"{control.pc} does not answer, so nothing was done.")
            control.unanswered += 1
        self._presence.send(
            control.workstation, Inputs(session, events), on_ack=lambda: self._answered(control)
        )

    def stop(self, viewer: str, session: str) -> None:
        with self._lock:
            if control := self._find(viewer, session):
                self._end(control, "the teacher ended it")

    def leave(self, viewer: str) -> None:
        with self._lock:
            for control in [one for one in self._held.values() if one.viewer == viewer]:
                self._end(control, "the page was closed")

    def said(self, workstation: str, session: Session) -> bool:
        """What the PC says became of it. False when it is none of its."""
        with self._lock:
            control = self._held.get(workstation)
            if control is None or control.session != session.session:
                return False
            control.state = session.state
            if session.state is SessionState.OVER:
                why = session.why or SessionEnd.FAILED
                self._end(control, why.value, ENDS[why].format(pc=control.pc, detail=session.detail))
            else:
                self._tell(control, session.state.value, "")
            return True

    def returned(self, workstation: str) -> None:
        """A PC that has just connected has ended all that it held."""
        with self._lock:
            if control := self._held.get(workstation):
                self._lost(control)

    def of(self, workstation: str) -> str | None:
        """Who controls it now."""
        with self._lock:
            control = self._held.get(workstation)
            return control.by.display_name if control else None

    def tick(self) -> None:
        now, now_s = self._clock.now(), self._link.monotonic()
        with self._lock:
            for control in list(self._held.values()):
                here = self._presence.of(control.workstation)
                if control.lesson.ends_at <= now:
                    self._end(control, "the lesson ended", "The lesson is over, so the control has ended.")
                elif control.page_until_s <= now_s:
                    self._end(control, "the page fell silent", "The control has ended.")
                elif here is None or here.line is not control.here.line:
                    self._lost(control)
                elif now_s - control.renewed_s >= RENEW_EVERY_S:
                    control.renewed_s = now_s
                    self._ask(control)

    def _find(self, viewer: str, session: str) -> _Control | None:
        mine = (one for one in self._held.values() if (one.viewer, one.session) == (viewer, session))
        return next(mine, None)

    def _answered(self, control: _Control) -> None:
        with self._lock:
            control.unanswered = max(0, control.unanswered - 1)

    def _ask(self, control: _Control) -> None:
        self._presence.send(control.workstation, Control(control.session, control.by.display_name, TTL_S))

    def _lost(self, control: _Control) -> None:
        self._end(control, "the PC was lost", f"{control.pc} was lost, so the control has ended.")

    def _end(self, control: _Control, why: str, sentence: str = "") -> None:
        """Gone from the PC first: what cannot be journaled may not go on either."""
        self._held.pop(control.workstation, None)
        self._presence.send(control.workstation, Uncontrol(control.session))
        self._tell(control, SessionState.OVER.value, sentence)
        self._records.end(control.session, why)

    def _tell(self, control: _Control, state: str, sentence: str) -> None:
        self._bus.publish(
            LabSessionChanged(
                control.viewer, "control", control.session, control.workstation, state, sentence
            )
        )
