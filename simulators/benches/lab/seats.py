"""Simulated seats: what an agent says on the wire, with pictures drawn beforehand."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from simulators.benches.lab.websocket import Client
from workstation_agent.backoff import Backoff
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.events import BEAT, FRAME, REPORT
from workstation_agent.protocol.frame import FrameHeader, encode_frame
from workstation_agent.protocol.limits import NAMESPACE

BEAT_S = 5.0
SCREEN = {"width": 1280, "height": 720}
THUMB = (320, 180)


@dataclass(slots=True)
class Pictures:
    """When each picture was sent, until it is shown. `late` pictures are those that had to be left out."""

    jpegs: Sequence[bytes]
    sent: dict[tuple[str, int], float] = field(default_factory=dict)
    count: int = 0
    late: int = 0


class Seat(Client):
    """One PC. `proved_at`: when the controller had its newest report that something is in force."""

    def __init__(self, url: str, hello: Hello, pictures: Pictures, lost: Callable[["Seat"], None]) -> None:
        super().__init__(url, NAMESPACE, hello.to_json())
        self.hello, self.id = hello, hello.workstation
        self.here = False
        self.held: tuple[str, ...] = ()
        self.proved_at = 0.0
        self.proved: tuple[str, ...] = ()
        self.watch = ""
        self._pictures, self._lost = pictures, lost
        self._seq = 0
        self._busy = False

    def heard(self, event: str, arguments: list[object], answer: Callable[[], None] | None) -> None:
        if answer:
            answer()
        said = arguments[0]
        assert isinstance(said, dict)
        if event == "desired":
            self._obey(said)
        elif event == "watch" and said["size"] == "thumb":
            self.watch = said["watch"]
        elif event == "unwatch" and said["watch"] == self.watch:
            self.watch = ""

    def down(self, why: str) -> None:
        self.here = False
        self._lost(self)

    def show(self) -> None:
        """Sends a picture, unless nobody looks or the one before has not been answered (protocol §7.2)."""
        if not self.watch or not self.here:
            return
        if self._busy:
            self._pictures.late += 1
            return
        self._seq += 1
        jpegs = self._pictures.jpegs
        header = FrameHeader(self.watch, self._seq, time.time_ns() // 1_000_000, *THUMB)
        body = encode_frame(header, jpegs[(self._seq + hash(self.id)) % len(jpegs)])
        self._busy = True
        self._pictures.count += 1
        self._pictures.sent[self.id, self._seq] = time.perf_counter()
        self.emit_binary(FRAME, body, self._answered)

    def beat(self) -> None:
        if self.here:
            self.emit(BEAT, {})

    def _answered(self, _: list[object]) -> None:
        self._busy = False

    def _obey(self, desired: dict[str, object]) -> None:
        leases = desired["leases"]
        assert isinstance(leases, list)
        held = tuple(lease["id"] for lease in leases)
        self.here, self.held = True, held
        since = "2026-01-01T00:00:00+00:00"
        report = {
            "version": desired["version"],
            "in_force": [{"id": one, "since": since} for one in held],
            "ended": [],
            "failing": [],
            "user": "pupil",
            "screen": SCREEN,
        }
        self.emit(REPORT, report, on_ack=lambda _: self._prove(held))

    def _prove(self, held: tuple[str, ...]) -> None:
        self.proved, self.proved_at = held, time.perf_counter()


class Seats:
    """All of them, dialling again by the agent's own rule when the connection is lost."""

    def __init__(self, url: str, hellos: Sequence[Hello], jpegs: Sequence[bytes]) -> None:
        self._url, self._hellos = url, hellos
        self.pictures = Pictures(jpegs)
        self.all: dict[str, Seat] = {}
        self._backoffs = {one.workstation: Backoff(random.Random(one.workstation)) for one in hellos}
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def here(self) -> int:
        return sum(seat.here for seat in self.all.values())

    @property
    def watched(self) -> int:
        return sum(bool(seat.watch) for seat in self.all.values())

    async def connect(self, count: int | None = None) -> None:
        """All that are not connected yet, at once, or the first `count`. Returns when they are in."""
        wanted = [one for one in self._hellos[:count] if one.workstation not in self.all]
        for hello in wanted:
            self._start(self._dial(hello))
        while self.here < len(self.all) or len(self.all) < len(self._hellos[:count]):
            await asyncio.sleep(0.005)

    async def beat(self) -> None:
        """For ever; spread over the interval, as they are in a school."""
        while True:
            for part in range(10):
                for seat in list(self.all.values())[part::10]:
                    seat.beat()
                await asyncio.sleep(BEAT_S / 10)

    def close(self) -> None:
        self._closing = True
        for seat in self.all.values():
            seat.close()

    async def _dial(self, hello: Hello) -> None:
        seat = Seat(self._url, hello, self.pictures, self._lost)
        loop = asyncio.get_running_loop()
        while not self._closing:
            with suppress(OSError):
                await loop.create_connection(lambda: seat, seat.host, seat.port)
                self.all[hello.workstation] = seat
                return
            await asyncio.sleep(self._backoffs[hello.workstation].pause_s())

    async def _dial_again(self, hello: Hello) -> None:
        await asyncio.sleep(self._backoffs[hello.workstation].pause_s())
        await self._dial(hello)

    def _lost(self, seat: Seat) -> None:
        if not self._closing:
            self._start(self._dial_again(seat.hello))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
