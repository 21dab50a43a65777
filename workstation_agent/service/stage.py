"""Live sessions in the pupil's own session, by the worker there. Begun again when a new worker takes over."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import astuple

from workstation_agent.live.state import Slot, slot_of
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.inputs import Input, input_to_json
from workstation_agent.protocol.sessions import Control, Show, ShowFrame
from workstation_agent.service.kit import Kit
from workstation_agent.service.links import WorkerLink
from workstation_agent.service.workers import Workers
from workstation_agent.worker.channel import Said

log = logging.getLogger(__name__)


def attach(kit: Kit) -> None:
    kit.stage = WorkerStage(kit.workers)


class WorkerStage:
    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._now: dict[Slot, Control | Show] = {}
        self._stops: dict[str, Callable[[], None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        workers.on("session-stopped", self._stopped)
        workers.on_arrival(self._begin_again)

    async def begin(self, what: Control | Show, stop: Callable[[], None]) -> None:
        self._now[slot_of(what)] = what
        self._stops[_name(what)] = stop
        await self._workers.call("session-begin", _asked(what))

    async def end(self, slot: Slot) -> None:
        what = self._now.pop(slot, None)
        if what is None:
            return
        self._stops.pop(_name(what), None)
        if self._workers.links:
            await self._workers.call("session-end", {"slot": slot.value})

    def do(self, inputs: Sequence[Input]) -> None:
        """The line keeps the order in which the calls are begun."""
        task = asyncio.get_running_loop().create_task(self._do(inputs))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def draw(self, frame: ShowFrame) -> None:
        parts = None if frame.parts is None else [[*astuple(one)] for one in frame.parts]
        await self._workers.call("session-draw", {"parts": parts, "whole": frame.whole}, frame.picture)

    async def _do(self, inputs: Sequence[Input]) -> None:
        try:
            await self._workers.call("session-input", {"events": [input_to_json(one) for one in inputs]})
        except PlatformError as error:
            log.warning("input was not done: %s", error.sentence)

    async def _begin_again(self, link: WorkerLink) -> None:
        for what in self._now.values():
            await link.call("session-begin", _asked(what))

    def _stopped(self, link: WorkerLink, said: Said) -> None:
        stop = self._stops.get(str(said.args.get("session")))
        if stop:
            stop()


def _name(what: Control | Show) -> str:
    return what.session if isinstance(what, Control) else what.show


def _asked(what: Control | Show) -> dict[str, object]:
    asked: dict[str, object] = {"slot": slot_of(what).value, "session": _name(what), "by": what.by}
    if isinstance(what, Show):
        asked |= {"mode": what.mode.value, "title": what.title}
    return asked
