"""The server's side of the workstation protocol on a real socket; it does what the test tells it to."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import socketio
from aiohttp import web

from workstation_agent.protocol import enrolment
from workstation_agent.protocol.about import About
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.events import (
    ABOUT,
    ACCEPTED,
    ACT,
    ACTED,
    AGENT_EVENTS,
    ASK_NOTICE,
    BEAT,
    CONCERN,
    DESIRED,
    FRAME,
    HAND,
    HIDE,
    REPORT,
    TROUBLE,
    UNWATCH,
    WATCH,
    AgentMessage,
)
from workstation_agent.protocol.frame import FrameHeader, frame_header
from workstation_agent.protocol.limits import ENROL_PATH, NAMESPACE
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Unwatch, Watch

WRONG_KEY = "that key belongs to another PC; enrol this one with its own code"
PUPIL = (HAND, ACCEPTED, CONCERN, HIDE, ASK_NOTICE)


@dataclass
class Seat:
    """What the controller knows and has heard of one PC."""

    name: str
    key_hash: bytes
    desired: Desired = field(default_factory=lambda: Desired(1))
    sid: str | None = None
    connections: int = 0
    about: list[About] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    acted: list[Acted] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    said: list[AgentMessage] = field(default_factory=list)  # by the pupil
    frames: list[tuple[FrameHeader, bytes]] = field(default_factory=list)
    beats: int = 0
    unanswered: int = 0
    most_unanswered: int = 0

    @property
    def in_force(self) -> list[str]:
        return [one.id for one in self.reports[-1].in_force] if self.reports else []


class FakeController:
    """Codes map to the PC's name, or to the code of a refusal. `frame_pace` is awaited before each answer."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.seats: dict[str, Seat] = {}
        self.enrolments: list[EnrolRequest] = []
        self.refused: list[str] = []
        self.frame_pace = asyncio.Event()
        self.frame_pace.set()
        self.port = 0
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """On the port that it had before, if it was started before."""
        self._server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins=[])
        app = web.Application()
        app.router.add_post(ENROL_PATH, self._enrol)
        self._server.attach(app)
        for event, handler in self._handlers().items():
            self._server.on(event, handler, namespace=NAMESPACE)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        assert self._runner is not None
        for seat in self.seats.values():
            if seat.sid is not None:
                await self._server.disconnect(seat.sid, namespace=NAMESPACE)
        await self._server.shutdown()
        await self._runner.cleanup()

    def add_seat(self, workstation: str, key: str, name: str = "PC-01") -> Seat:
        seat = Seat(name, hashlib.sha256(key.encode()).digest())
        self.seats[workstation] = seat
        return seat

    async def want(self, workstation: str, desired: Desired) -> None:
        """Sets and sends the desired state; a PC that is away gets it when it connects."""
        self.seats[workstation].desired = desired
        await self._emit(workstation, DESIRED, desired)

    async def act(self, workstation: str, act: Act) -> None:
        await self._emit(workstation, ACT, act)

    async def watch(self, workstation: str, watch: Watch) -> None:
        await self._emit(workstation, WATCH, watch)

    async def unwatch(self, workstation: str, watch: str) -> None:
        await self._emit(workstation, UNWATCH, Unwatch(watch))

    async def send_raw(self, workstation: str, event: str, body: object) -> None:
        await self._server.emit(event, body, to=self.seats[workstation].sid, namespace=NAMESPACE)

    async def drop(self, workstation: str) -> None:
        await self._server.disconnect(self.seats[workstation].sid, namespace=NAMESPACE)

    async def until(self, true: Callable[[], object], within_s: float = 10.0) -> None:
        """Returns as soon as `true()` holds; looked at whenever anything arrives."""
        async with asyncio.timeout(within_s):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def _emit(self, workstation: str, event: str, message: Desired | Act | Watch | Unwatch) -> None:
        sid = self.seats[workstation].sid
        if sid is not None:
            await self._server.emit(event, message.to_json(), to=sid, namespace=NAMESPACE)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "connect": self._connect,
            "disconnect": self._disconnect,
            ABOUT: self._about,
            REPORT: self._report,
            ACTED: self._acted,
            TROUBLE: self._trouble,
            FRAME: self._frame,
            BEAT: self._beat,
            **{event: self._hear(event) for event in PUPIL},
        }

    def _hear(self, event: str) -> Callable[..., object]:
        async def hear(sid: str, body: object) -> None:
            self._seat(sid).said.append(AGENT_EVENTS[event].from_json(body))

        return hear

    async def _enrol(self, request: web.Request) -> web.Response:
        asked = EnrolRequest.from_json(await request.json())
        self.enrolments.append(asked)
        name = self.codes.pop(asked.code, enrolment.CODE_UNKNOWN)
        if name.startswith("enrol."):
            refused = EnrolRefused(name, f"No luck with code {asked.code}. Ask at the admin desk.")
            return web.json_response(refused.to_json(), status=403)
        workstation, key = f"ws-{name.lower()}", f"key-of-{name}"
        self.add_seat(workstation, key, name)
        return web.json_response(Enrolled(workstation, name, key).to_json())

    async def _connect(self, sid: str, environ: object, auth: object) -> None:
        try:
            hello = Hello.from_json(auth)
        except ProtocolError as error:
            raise self._refuse(error.sentence) from error
        seat = self.seats.get(hello.workstation)
        if seat is None or seat.key_hash != hashlib.sha256(hello.key.encode()).digest():
            raise self._refuse(WRONG_KEY)
        seat.sid, seat.connections = sid, seat.connections + 1
        self._changed.set()
        await self._server.emit(DESIRED, seat.desired.to_json(), to=sid, namespace=NAMESPACE)

    def _refuse(self, sentence: str) -> Exception:
        self.refused.append(sentence)
        self._changed.set()
        return socketio.exceptions.ConnectionRefusedError(sentence)

    def _seat(self, sid: str) -> Seat:
        self._changed.set()
        return next(seat for seat in self.seats.values() if seat.sid == sid)

    async def _disconnect(self, sid: str, reason: str) -> None:
        for seat in self.seats.values():
            seat.sid = None if seat.sid == sid else seat.sid
        self._changed.set()

    async def _about(self, sid: str, body: object) -> None:
        self._seat(sid).about.append(About.from_json(body))

    async def _report(self, sid: str, body: object) -> None:
        self._seat(sid).reports.append(Report.from_json(body))

    async def _acted(self, sid: str, body: object) -> None:
        self._seat(sid).acted.append(Acted.from_json(body))

    async def _trouble(self, sid: str, body: object) -> None:
        self._seat(sid).troubles.append(Trouble.from_json(body))

    async def _beat(self, sid: str, body: object) -> None:
        self._seat(sid).beats += 1

    async def _frame(self, sid: str, frame: bytes) -> None:
        seat = self._seat(sid)
        seat.frames.append((frame_header(frame), frame))
        seat.unanswered += 1
        seat.most_unanswered = max(seat.most_unanswered, seat.unanswered)
        await self.frame_pace.wait()
        seat.unanswered -= 1
