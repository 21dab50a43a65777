"""The run loop: feeds events to the core, and does what the core asks for."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from workstation_agent.clock import Clock
from workstation_agent.core.effects import (
    Capture,
    Do,
    Effect,
    Enforce,
    Lift,
    Save,
    SavePupil,
    Say,
    SendActed,
    SendBeat,
    SendFrame,
    SendPupil,
    SendReport,
    SendTrouble,
    ShowLookers,
    ShowPupil,
    StopCapture,
)
from workstation_agent.core.events import Captured, Did, Disconnected, Enforced, Event, Seen, Tick
from workstation_agent.core.exam import IN_EXAM, exam_of
from workstation_agent.core.moment import Moment
from workstation_agent.core.settle import wait_s
from workstation_agent.core.state import Abilities, State, begin
from workstation_agent.core.step import step
from workstation_agent.live.runner import Live
from workstation_agent.live.state import TOLD, Closed, Locked, Lost
from workstation_agent.platform.interface import Platform, PlatformError
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.events import ACTED, AGENT_EVENTS, BEAT, REPORT, TROUBLE
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.restrictions import BLANK, LOCK
from workstation_agent.protocol.watches import Looker
from workstation_agent.store import Store, StoreError

POLL_S: Final = 0.25  # while a lease is held: the lesson's clock may run faster than the loop's

Read = TypeVar("Read")
_EVENT_OF: Final = {message: event for event, message in AGENT_EVENTS.items()}

log = logging.getLogger(__name__)


class Link(Protocol):
    async def run(self, notice: Callable[[Event], None]) -> None: ...

    async def send(self, event: str, body: dict[str, object]) -> None: ...

    async def send_frame(self, header: FrameHeader, jpeg: bytes, notice: Callable[[Event], None]) -> None: ...


class Agent:
    """One lab PC's agent, from `run` until that is cancelled."""

    def __init__(
        self,
        link: Link,
        platform: Platform,
        store: Store,
        clock: Clock,
        link_clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._platform = platform
        self._store = store
        self._clock = clock
        self._link_clock = link_clock
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._to_save: dict[type, Callable[[], None]] = {}
        self._save_asked = asyncio.Event()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._errands: set[asyncio.Task[None]] = set()
        self._captures: dict[str, asyncio.Task[None]] = {}
        self._said = ""
        self._lookers: tuple[Looker, ...] = ()
        self._lookers_told: tuple[Looker, ...] = ()
        self._sessions = Live(platform.stage, link.send, link_clock)
        self._state: State | None = None

    @property
    def state(self) -> State | None:
        """None before `run`; for looking at only."""
        return self._state

    def notice(self, event: Event) -> None:
        if isinstance(event, TOLD):
            self._sessions.notice(event)
            return
        if isinstance(event, Disconnected):
            self._sessions.notice(Lost())
        self._inbox.put_nowait(event)

    async def run(self) -> None:
        screen, user = self._platform.screen.size(), self._platform.session.user()
        able = Abilities(frozenset(self._platform.modes), frozenset(self._platform.deeds))
        saved, pupil = self._read(self._store.saved), self._read(self._store.pupil)
        self._state = begin(saved, user, screen, able, self._now(), pupil)
        await self._feed(Tick())
        async with asyncio.TaskGroup() as group:
            group.create_task(self._link.run(self.notice))
            group.create_task(self._save_when_asked())
            group.create_task(self._live())
            group.create_task(self._sessions.run())

    async def _live(self) -> None:
        try:
            while True:
                event = await self._next()
                await self._look_around()
                await self._feed(event)
        finally:
            for task in self._errands:
                task.cancel()

    async def _next(self) -> Event:
        assert self._state is not None
        link_s, lease_s = wait_s(self._state, self._now())
        patience_s = link_s if lease_s is None else min(link_s, max(lease_s, 0.0), POLL_S)
        try:
            async with asyncio.timeout(patience_s):
                return await self._inbox.get()
        except TimeoutError:
            return Tick()

    async def _look_around(self) -> None:
        seen = Seen(self._platform.session.user(), self._platform.screen.size())
        assert self._state is not None
        if (seen.user, seen.screen) != (self._state.user, self._state.screen):
            await self._feed(seen)

    async def _feed(self, event: Event) -> None:
        assert self._state is not None
        self._state, effects = step(self._state, event, self._now())
        self._sessions.notice(Locked(any(one.lease.kind in (LOCK, BLANK) for one in self._state.book.held)))
        self._sessions.notice(Closed(IN_EXAM if exam_of(self._state.book) else ""))
        for effect in effects:
            await self._perform(effect)

    def _now(self) -> Moment:
        return Moment(self._clock.now(), self._clock.monotonic(), self._link_clock())

    def _read(self, read: Callable[[], Read | None]) -> Read | None:
        try:
            return read()
        except StoreError as error:
            self._say(error.sentence)
            return None

    async def _perform(self, effect: Effect) -> None:
        await _PERFORM[type(effect)](self, effect)

    async def _enforce(self, effect: Enforce) -> None:
        held = self._in_turn(effect.kind, partial(self._platform.modes[effect.kind].hold, effect.lease))
        self._start(self._answer(held, partial(Enforced, effect.kind, effect.lease)))

    async def _lift(self, effect: Lift) -> None:
        lifted = self._in_turn(effect.kind, self._platform.modes[effect.kind].lift)
        self._start(self._answer(lifted, partial(Enforced, effect.kind, None)))

    async def _do(self, effect: Do) -> None:
        done = self._platform.deeds[effect.act.what.kind].do(effect.act)
        self._start(self._answer(done, partial(Did, effect.act.order)))

    async def _in_turn(self, line: str, work: Callable[[], Awaitable[None]]) -> None:
        """A slow kind holds up no other; the lock fairly keeps the order of one kind's calls."""
        async with self._turns[line]:
            await work()

    async def _answer(self, work: Awaitable[None], event: Callable[[str], Event]) -> None:
        self.notice(event(await _trouble(work)))

    async def _show_lookers(self, effect: ShowLookers) -> None:
        self._lookers = effect.lookers
        self._start(self._tell_pupil("lookers", self._pupil_knows_who_looks))

    async def _pupil_knows_who_looks(self) -> None:
        """Only those who look now are worth telling of. Raises what the platform does."""
        now = self._lookers
        if now != self._lookers_told:
            await self._platform.pupil.lookers(now)
            self._lookers_told = now

    async def _show_pupil(self, effect: ShowPupil) -> None:
        self._start(self._tell_pupil("pupil", partial(self._platform.pupil.show, effect.view)))

    async def _tell_pupil(self, what: str, tell: Callable[[], Awaitable[None]]) -> None:
        if trouble := await _trouble(self._in_turn(what, tell)):
            self._say(trouble)

    async def _send_pupil(self, effect: SendPupil) -> None:
        message = effect.message
        await self._link.send(_EVENT_OF[type(message)], message.to_json())

    async def _capture(self, effect: Capture) -> None:
        async def capture() -> None:
            """Nothing is captured of a pupil who has not been told who looks: it is tried again later."""
            watch = effect.look.watch
            try:
                await self._in_turn("lookers", self._pupil_knows_who_looks)
                self.notice(Captured(watch, await self._platform.screen.capture(effect.look)))
            except Exception as error:  # noqa: BLE001  # the watch goes on, and it is in the log
                self.notice(Captured(watch, None, _sentence(error)))

        task = self._captures[effect.look.watch] = self._start(capture())
        task.add_done_callback(partial(self._captured, effect.look.watch))

    def _captured(self, watch: str, task: asyncio.Task[None]) -> None:
        if self._captures.get(watch) is task:
            del self._captures[watch]

    async def _stop_capture(self, effect: StopCapture) -> None:
        if task := self._captures.pop(effect.watch, None):
            task.cancel()

    async def _save(self, effect: Save) -> None:
        self._save_soon(Save, partial(self._store.keep, effect.saved))

    async def _save_pupil(self, effect: SavePupil) -> None:
        self._save_soon(SavePupil, partial(self._store.keep_pupil, effect.saved))

    def _save_soon(self, kind: type, keep: Callable[[], None]) -> None:
        self._to_save[kind] = keep
        self._save_asked.set()

    async def _send_report(self, effect: SendReport) -> None:
        await self._link.send(REPORT, effect.report.to_json())

    async def _send_acted(self, effect: SendActed) -> None:
        await self._link.send(ACTED, effect.acted.to_json())

    async def _send_trouble(self, effect: SendTrouble) -> None:
        await self._link.send(TROUBLE, effect.trouble.to_json())

    async def _send_frame(self, effect: SendFrame) -> None:
        try:
            await self._link.send_frame(effect.header, effect.jpeg, self.notice)
        except ProtocolError as error:
            self._say(error.sentence)

    async def _send_beat(self, effect: SendBeat) -> None:
        await self._link.send(BEAT, effect.beat.to_json())

    async def _say_it(self, effect: Say) -> None:
        self._say(effect.sentence)

    async def _save_when_asked(self) -> None:
        """In a thread, so that a slow disk holds up no lock; only the newest is worth saving."""
        while True:
            await self._save_asked.wait()
            self._save_asked.clear()
            waiting, self._to_save = self._to_save, {}
            for keep in waiting.values():
                await self._keep(keep)

    async def _keep(self, keep: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(keep)
        except StoreError as error:
            self._say(error.sentence)

    def _start(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    def _say(self, sentence: str) -> None:
        """Once, however often it happens in a row."""
        if sentence != self._said:
            log.warning("%s", sentence)
        self._said = sentence


async def _trouble(work: Awaitable[None]) -> str:
    try:
        await work
    except Exception as error:  # noqa: BLE001  # logged; one kind may not stay asked for ever
        return _sentence(error)
    return ""


def _sentence(error: Exception) -> str:
    if isinstance(error, PlatformError):
        return error.sentence
    log.error("a part of the platform failed", exc_info=error)
    return "the agent on this PC could not do that; its log says why"


# Any: each method takes its own effect, which the key beside it proves.
_PERFORM: Final[dict[type, Callable[[Agent, Any], Awaitable[None]]]] = {
    Enforce: Agent._enforce,
    Lift: Agent._lift,
    Do: Agent._do,
    Capture: Agent._capture,
    StopCapture: Agent._stop_capture,
    Save: Agent._save,
    SendReport: Agent._send_report,
    SendActed: Agent._send_acted,
    SendTrouble: Agent._send_trouble,
    ShowLookers: Agent._show_lookers,
    ShowPupil: Agent._show_pupil,
    SavePupil: Agent._save_pupil,
    SendPupil: Agent._send_pupil,
    SendFrame: Agent._send_frame,
    SendBeat: Agent._send_beat,
    Say: Agent._say_it,
}
