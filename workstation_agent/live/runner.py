"""The run loop of live sessions, beside that of the core, so that neither waits for the other."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from workstation_agent.errors import AgentError
from workstation_agent.live.stage import Stage
from workstation_agent.live.state import (
    Begin,
    Begun,
    Do,
    Draw,
    Drawn,
    End,
    Event,
    LiveState,
    Say,
    Stopped,
    Tick,
    step,
    wait_s,
)
from workstation_agent.protocol.events import SESSION, SHOWN
from workstation_agent.protocol.sessions import Control, Session

IDLE_S: Final = 60.0

log = logging.getLogger(__name__)

Send = Callable[[str, dict[str, object]], Awaitable[None]]


class Live:
    def __init__(self, stage: Stage, send: Send, clock: Callable[[], float] = time.monotonic) -> None:
        self._stage, self._send, self._clock = stage, send, clock
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._state = LiveState()
        self._drawing: asyncio.Task[None] | None = None
        self._missed: Drawn | None = None  # came while another was being drawn

    def notice(self, event: Event) -> None:
        self._inbox.put_nowait(event)

    async def run(self) -> None:
        """Until cancelled; whatever is going on then ends."""
        try:
            while True:
                self._state, effects = step(self._state, await self._next(), self._clock())
                for effect in effects:
                    await _PERFORM[type(effect)](self, effect)
        finally:
            if self._drawing:
                self._drawing.cancel()
            for slot in self._state.held:
                await asyncio.shield(self._end(End(slot)))

    async def _next(self) -> Event:
        patience_s = wait_s(self._state, self._clock())
        try:
            async with asyncio.timeout(IDLE_S if patience_s is None else patience_s):
                return await self._inbox.get()
        except TimeoutError:
            return Tick()

    async def _begin(self, effect: Begin) -> None:
        what = effect.what
        session = what.session if isinstance(what, Control) else what.show
        trouble = await _trouble(self._stage.begin(what, partial(self.notice, Stopped(session))))
        self.notice(Begun(session, trouble))

    async def _end(self, effect: End) -> None:
        if trouble := await _trouble(self._stage.end(effect.slot)):
            log.warning("%s", trouble)

    async def _do(self, effect: Do) -> None:
        try:
            self._stage.do(effect.inputs)
        except AgentError as error:
            log.warning("%s", error.sentence)

    async def _draw(self, effect: Draw) -> None:
        """One picture at a time: the controller sends the next when this one is shown."""
        if self._drawing and not self._drawing.done():
            self._missed = Drawn(effect.frame.show, effect.frame.seq, lost=True)
            return
        self._drawing = asyncio.get_running_loop().create_task(self._draw_it(effect))

    async def _draw_it(self, effect: Draw) -> None:
        if trouble := await _trouble(self._stage.draw(effect.frame)):
            log.debug("%s", trouble)
        missed, self._missed = self._missed, None
        self.notice(missed or Drawn(effect.frame.show, effect.frame.seq, lost=bool(trouble)))

    async def _say(self, effect: Say) -> None:
        event = SESSION if isinstance(effect.said, Session) else SHOWN
        await self._send(event, effect.said.to_json())


async def _trouble(work: Awaitable[None]) -> str:
    try:
        await work
    except AgentError as error:
        return error.sentence
    return ""


# Any: each method takes its own effect, which the key beside it proves.
_PERFORM: Final[dict[type, Callable[[Live, Any], Awaitable[None]]]] = {
    Begin: Live._begin,
    End: Live._end,
    Do: Live._do,
    Draw: Live._draw,
    Say: Live._say,
}
