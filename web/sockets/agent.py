"""The door of the lab PCs: who connects with which key, and what each says. Nothing said is believed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from socketio.exceptions import ConnectionRefusedError as Refusal  # type: ignore[import-untyped]  # no types

from controller.clock import Clock
from controller.domain.school import Workstation
from controller.errors import SchoolbellError
from controller.services.batch import Batch
from controller.services.lab.build import Lab
from controller.services.lab.live.build import LiveSessions
from controller.services.lab.proofs import Said
from web.outbox import Outbox
from web.sockets import pupils
from web.sockets.frames import FrameRelay
from web.sockets.meter import Allowance, Meter
from workstation_agent.protocol import events
from workstation_agent.protocol.about import About
from workstation_agent.protocol.acts import Acted
from workstation_agent.protocol.beat import Beat
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.events import ServerMessage
from workstation_agent.protocol.frame import frame_header, frame_picture
from workstation_agent.protocol.limits import NAMESPACE
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.sessions import Session, Shown
from workstation_agent.protocol.troubles import Trouble

log = logging.getLogger(__name__)

ALLOWANCE = Allowance(messages_per_s=40, bytes_per_s=3_000_000)
DROP_AFTER = 400
"""Refused messages in a row after which a PC's connection is ended."""
_NAMES = {message: name for name, message in events.SERVER_EVENTS.items()}


class SocketLine:
    """One connection to one PC."""

    def __init__(self, server: Any, outbox: Outbox, sid: str) -> None:
        self._server, self._outbox, self._sid = server, outbox, sid

    def send(self, message: ServerMessage, on_ack: Callable[[], None] | None = None) -> None:
        acked = (lambda *_: on_ack()) if on_ack else None
        name = _NAMES[type(message)]
        self._outbox.tell(self._sid, name, message.to_json(), namespace=NAMESPACE, on_ack=acked)

    def send_binary(self, event: str, data: bytes) -> None:
        self._outbox.tell(self._sid, event, data, namespace=NAMESPACE)

    def close(self) -> None:
        self._server.disconnect(self._sid, namespace=NAMESPACE)


@dataclass(slots=True)
class _Pc:
    """`user`: who was logged in by its last report."""

    workstation: Workstation
    line: SocketLine
    meter: Meter
    reported: bool = False
    user: str | None = None


class AgentDoor:
    """`link` is the clock of the wire."""

    def __init__(
        self, server: Any, lab: Lab, live: LiveSessions, outbox: Outbox, frames: FrameRelay, link: Clock
    ) -> None:
        self._server, self._lab, self._live, self._outbox = server, lab, live, outbox
        self._frames, self._link = frames, link
        self._pcs: dict[str, _Pc] = {}
        self._arrivals: Batch[str] = Batch(lab.desired.push)
        self._reports: Batch[Said] = Batch(lab.proofs.prove)
        server.on("connect", self._connect, namespace=NAMESPACE)
        server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        for event, take in self._takers().items():
            server.on(event, self._guarded(event, take), namespace=NAMESPACE)

    def _takers(self) -> dict[str, Callable[[_Pc, object], None]]:
        return {
            events.REPORT: self._report,
            events.ACTED: self._acted,
            events.TROUBLE: self._trouble,
            events.ABOUT: self._about,
            events.FRAME: self._frame,
            events.SESSION: self._session,
            events.SHOWN: self._shown,
            events.BEAT: self._beat,
            **self._pupils_takers(),
        }

    def _pupils_takers(self) -> dict[str, Callable[[_Pc, object], None]]:
        def of(take: pupils.Take) -> Callable[[_Pc, object], None]:
            return lambda pc, body: take(pc.workstation.id, body)

        return {event: of(take) for event, take in pupils.takers(self._lab.pupils).items()}

    def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        try:
            hello = Hello.from_json(auth)
            workstation = self._lab.enrolment.authenticate(hello, environ.get("REMOTE_ADDR", ""))
        except (ProtocolError, SchoolbellError) as error:
            log.warning("agent refused from=%s code=%s", environ.get("REMOTE_ADDR"), error.code)
            raise Refusal(error.sentence, {"code": error.code}) from error
        line = SocketLine(self._server, self._outbox, sid)
        self._pcs[sid] = _Pc(workstation, line, Meter(ALLOWANCE, self._link))
        self._lab.presence.connect(workstation, line, hello.agent)
        self._arrivals.add(workstation.id)

    def _disconnect(self, sid: str, reason: object = None) -> None:
        pc = self._pcs.pop(sid, None)
        if pc:
            self._lab.presence.disconnect(pc.workstation.id, pc.line)

    def _guarded(self, event: str, take: Callable[[_Pc, object], None]) -> Callable[..., None]:
        """Returning is the acknowledgement: this PC may send its next."""

        def handle(sid: str, body: object = None, *_: object) -> None:
            pc = self._pcs.get(sid)
            if pc is None or not self._admitted(pc, body):
                return
            self._lab.presence.heard(pc.workstation.id)
            try:
                take(pc, body)
            except ProtocolError as error:
                log.warning(
                    "agent said nonsense pc=%s event=%s: %s", pc.workstation.id, event, error.sentence
                )
                self._lab.presence.troubled(
                    pc.workstation.id, f"It sent what we cannot read: {error.sentence}."
                )
            except Exception:  # one PC's message must not end its connection, nor anybody's
                log.exception("agent's message failed pc=%s event=%s", pc.workstation.id, event)

        return handle

    def _admitted(self, pc: _Pc, body: object) -> bool:
        if pc.meter.admits(len(body) if isinstance(body, bytes | str) else 200):
            return True
        self._lab.presence.troubled(pc.workstation.id, "It sends more than it may; the rest is dropped.")
        if pc.meter.refused_in_a_row >= DROP_AFTER:
            self._lab.presence.drop(pc.workstation.id, "it sent far too much")
        return False

    def _report(self, pc: _Pc, body: object) -> None:
        report = Report.from_json(body)
        self._lab.presence.reported(pc.workstation.id, report)
        self._reports.add((pc.workstation.id, report))
        if report.user != pc.user or not pc.reported:
            pc.user = report.user
            self._lab.pupils.reported(pc.workstation.id)
        if not pc.reported:  # only now is it ready to send pictures
            pc.reported = True
            self._lab.watches.returned(pc.workstation.id)
            self._live.returned(pc.workstation.id)

    def _beat(self, pc: _Pc, body: object) -> None:
        self._lab.presence.beats(pc.workstation.id, Beat.from_json(body).every_s)

    def _about(self, pc: _Pc, body: object) -> None:
        self._lab.computers.take_about(pc.workstation.id, About.from_json(body))

    def _trouble(self, pc: _Pc, body: object) -> None:
        self._lab.troubles.take(pc.workstation.id, Trouble.from_json(body))

    def _acted(self, pc: _Pc, body: object) -> None:
        if not self._lab.acts.take_acted(pc.workstation.id, Acted.from_json(body)):
            raise ProtocolError("acted.unknown", "it answered an order that it was never given")

    def _session(self, pc: _Pc, body: object) -> None:
        """What is said of a session that has just ended is no news."""
        self._live.said(pc.workstation.id, Session.from_json(body))

    def _shown(self, pc: _Pc, body: object) -> None:
        self._live.shows.shown(pc.workstation.id, Shown.from_json(body))

    def _frame(self, pc: _Pc, body: object) -> None:
        header = frame_header(body)
        assert isinstance(body, bytes)
        taken = self._lab.watches.take(pc.workstation.id, header, frame_picture(body))
        if taken:
            self._frames.send(*taken)
        else:
            self._live.feeds.take(pc.workstation.id, header, frame_picture(body))
