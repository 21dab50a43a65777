"""Pictures of a display, for whoever asks from an event loop.

One thread of its own does everything that touches the display, so a display that hangs holds up nobody.
Without anybody looking it sleeps, and after a while closes the display.
"""

import asyncio
import select
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

from workstation_agent.capture.glass import GlassError, Open
from workstation_agent.capture.stage import Ours, Stage, nothing
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.frame import ScreenState

WAIT_S: Final = 6.0
"""How long a look waits for a change; longer than between two checks of the whole screen."""
PATIENCE_S: Final = 3.0
"""So long after that, a display that has not answered counts as frozen."""
REST_S: Final = 30.0
REOPEN_S: Final = 2.0
SETTLE_S: Final = 0.004  # what is drawn in several strokes is not caught half done
_BLIND: Final = {ScreenState.FROZEN: "frozen", ScreenState.EXCLUDED: "excluded"}
"""The fingerprints of pictures that are none, so that a whole one follows."""


@dataclass(frozen=True, slots=True)
class _Ask:
    look: Look
    answer: "Future[Picture | None]"
    until_s: float


class Camera:
    """Safe to use from any thread."""

    def __init__(
        self, open_glass: Open, clock: Callable[[], float] = time.monotonic, ours: Ours = nothing
    ) -> None:
        self._open_glass, self._clock, self._ours = open_glass, clock, ours
        self._asks: list[_Ask] = []
        self._lock = Lock()
        self._bell, self._rings = socket.socketpair()
        self._bell.setblocking(False)
        self._rings.setblocking(False)
        self._stage: Stage | None = None
        self._stages = 0
        self._open_s = self._used_s = self._refreshed_s = 0.0
        self._why = ""
        self._closed = False
        self._thread = Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    @property
    def why(self) -> str:
        """Why the display could not be captured when last tried, in a sentence; empty if it could."""
        return self._why

    def ask(self, look: Look) -> "Future[Picture | None]":
        """Answered as soon as something has changed, or after some seconds with None. May be cancelled.

        A display that hangs answers nothing at all: do not wait longer than WAIT_S + PATIENCE_S.
        """
        answer: Future[Picture | None] = Future()
        with self._lock:
            self._asks.append(_Ask(look, answer, self._clock() + WAIT_S))
        self._ring()
        return answer

    async def capture(self, look: Look) -> Picture | None:
        answer = self.ask(look)
        try:
            async with asyncio.timeout(WAIT_S + PATIENCE_S):
                return await asyncio.wrap_future(answer)
        except TimeoutError:
            return blind(look, ScreenState.FROZEN)
        finally:
            answer.cancel()

    def close(self) -> None:
        self._closed = True
        self._ring()

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it rings already
            self._bell.send(b"!")

    def _run(self) -> None:
        while not self._closed:
            asks = self._open_asks()
            wait_s = self._serve(asks) if asks else self._rest()
            self._wait(wait_s)
        self._shut()

    def _open_asks(self) -> list[_Ask]:
        with self._lock:
            self._asks = [ask for ask in self._asks if not ask.answer.done()]
            return list(self._asks)

    def _serve(self, asks: list[_Ask]) -> float:
        """Answers what can be answered. Returns how long there is nothing to do unless the display stirs."""
        self._used_s = self._clock()
        try:
            stage = self._opened()
            self._look(stage, asks)
        except GlassError as error:
            self._fail(str(error))
            self._answer(asks, lambda ask: blind(ask.look, ScreenState.EXCLUDED))
        return self._next_s()

    def _look(self, stage: Stage, asks: list[_Ask]) -> None:
        stage.refresh()
        self._refreshed_s = self._clock()
        self._answer(asks, lambda ask: stage.picture(ask.look))

    def _answer(self, asks: list[_Ask], find: Callable[[_Ask], Picture | None]) -> None:
        for ask in asks:
            picture = find(ask)
            over = picture is not None or self._clock() >= ask.until_s
            if over and ask.answer.set_running_or_notify_cancel():
                ask.answer.set_result(picture)

    def _opened(self) -> Stage:
        if self._stage is not None and self._stage.glass.reshaped:
            self._shut()
        if self._stage is None:
            if self._clock() < self._open_s:
                raise GlassError(self._why)
            self._stages += 1
            self._stage = Stage(self._open_glass(), str(self._stages), self._clock, self._ours)
            self._why = ""
        return self._stage

    def _fail(self, why: str) -> None:
        self._shut()
        if self._clock() >= self._open_s:
            self._open_s = self._clock() + REOPEN_S
        self._why = why

    def _shut(self) -> None:
        stage, self._stage = self._stage, None
        if stage is not None:
            stage.glass.close()

    def _rest(self) -> float | None:
        idle_s = self._clock() - self._used_s
        if self._stage is None or idle_s >= REST_S:
            self._shut()
            return None
        return REST_S - idle_s

    def _next_s(self) -> float:
        asks = self._open_asks()
        times = [ask.until_s for ask in asks]
        if self._stage is None:
            times.append(self._open_s)
        elif asks:
            times.append(self._stage.check_s)
            if self._stage.deaf:
                times.append(self._refreshed_s + _pace_s(asks))
        return max(0.0, min(times, default=self._clock() + REST_S) - self._clock())

    def _wait(self, wait_s: float | None) -> None:
        """Until something is asked, the display stirs, or the time is over."""
        asks = self._open_asks()
        stirred = self._stirred() if asks else False
        stirs = self._stage.glass.fileno() if self._stage is not None and asks else None
        watched: list[socket.socket | int] = [self._rings] + ([stirs] if stirs is not None else [])
        ready, _, _ = select.select(watched, [], [], 0 if stirred else wait_s)
        if self._rings in ready:
            with suppress(BlockingIOError):
                self._rings.recv(4096)
        if stirred or stirs in ready:
            time.sleep(max(SETTLE_S, self._refreshed_s + _pace_s(asks) - self._clock()))

    def _stirred(self) -> bool:
        try:
            return self._stage is not None and self._stage.glass.stirred()
        except GlassError as error:
            self._fail(str(error))
            return True


def _pace_s(asks: list[_Ask]) -> float:
    """Not to look again sooner than this: what stirs may be nothing that can be seen."""
    return min(ask.look.interval_ms for ask in asks) / 4000


def blind(look: Look, state: ScreenState) -> Picture | None:
    """A state without a picture, told once."""
    mark = _BLIND[state]
    if look.since == mark:
        return None
    return Picture(b"", look.width, look.height, mark, (), state)
