"""The pupil's screen, captured by the worker on it."""

import asyncio
from contextlib import suppress
from typing import Final

from workstation_agent.capture.camera import PATIENCE_S, WAIT_S, blind
from workstation_agent.capture.wire import look_args, picture_from
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import ScreenState
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.service.kit import Kit
from workstation_agent.service.links import WorkerLink
from workstation_agent.service.workers import Workers
from workstation_agent.worker.channel import Args, Said

NONE: Final = ScreenSize(0, 0)


def attach(kit: Kit) -> None:
    kit.screen = WorkerScreen(kit.workers)


class WorkerScreen:
    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._sizes: dict[str, ScreenSize] = {}
        self._stopping: set[asyncio.Task[None]] = set()
        workers.on("screen", self._resized)
        workers.on_arrival(self._measure)

    def size(self) -> ScreenSize:
        links = self._workers.links
        return self._sizes.get(links[0].display, NONE) if links else NONE

    async def capture(self, look: Look) -> Picture | None:
        try:
            said = await self._workers.call("capture", look_args(look), patience_s=WAIT_S + PATIENCE_S)
            return picture_from(said.result, said.blob) if said.result else None
        except asyncio.CancelledError:
            self._stop(look.watch)
            raise
        except ProtocolError as error:
            raise PlatformError(error.code, error.sentence) from error
        except PlatformError as error:
            if error.code != "worker.silent":
                raise
            return blind(look, ScreenState.FROZEN)

    def _stop(self, watch: str) -> None:
        async def stop() -> None:
            with suppress(PlatformError):  # without a worker there is no look either
                await self._workers.call("capture-stop", {"watch": watch})

        task = asyncio.get_running_loop().create_task(stop())
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    async def _measure(self, link: WorkerLink) -> None:
        self._keep(link, (await link.call("screen-size")).result)

    def _resized(self, link: WorkerLink, said: Said) -> None:
        self._keep(link, said.args)

    def _keep(self, link: WorkerLink, args: Args) -> None:
        width, height = args.get("width"), args.get("height")
        if isinstance(width, int) and isinstance(height, int):
            self._sizes[link.display] = ScreenSize(width, height)
