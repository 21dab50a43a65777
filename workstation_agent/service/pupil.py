"""The pupil's side of the service: what the core shows goes to the worker, what pupils do to the core."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilView,
)
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.page_address import Shown, address_of
from workstation_agent.protocol.acts import Act, ActKind, Power
from workstation_agent.protocol.pupil import clean_title
from workstation_agent.protocol.watches import Looker
from workstation_agent.service.kit import Kit
from workstation_agent.service.links import WorkerLink
from workstation_agent.worker.channel import Args, Said

BEHIND_S: Final = 3.0  # a browser writes its session file up to 2.5 s after a page was opened

log = logging.getLogger(__name__)


def attach(kit: Kit) -> None:
    side = PupilDesk(kit)
    kit.pupil = side
    for name, hear in side.hears.items():
        kit.workers.on(name, partial(_heard, hear))
    kit.workers.on_arrival(side.again)


def _heard(hear: Callable[[Mapping[str, object]], None], _link: WorkerLink, said: Said) -> None:
    hear(said.args)


class PupilDesk:
    def __init__(self, kit: Kit, home: Callable[[], Path | None] | None = None) -> None:
        self._kit = kit
        self._home = home or self._pupils_home
        self._view: Args = {"view": PupilView(None).to_json()}
        self._lookers: Args = {"lookers": []}
        self._errands: set[asyncio.Task[None]] = set()
        self.hears: Mapping[str, Callable[[Mapping[str, object]], None]] = {
            "hand": self._hand,
            "concern": self._concern,
            "hide": self._hide,
            "unhide": lambda _: kit.notice(HideEnded()),
            "accepted": self._accepted,
            "log-off": lambda _: self._start(self._log_off()),
        }

    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        self._lookers = {"lookers": [[one.by, one.size.value] for one in lookers]}
        await self._call("lookers", self._lookers)

    async def show(self, view: PupilView) -> None:
        self._view = {"view": view.to_json()}
        await self._call("pupil", self._view)

    async def again(self, link: WorkerLink) -> None:
        """A worker that has just come knows of nothing."""
        await link.call("lookers", self._lookers)
        await link.call("pupil", self._view)

    async def _call(self, name: str, args: Args) -> None:
        """With no screen there is nobody to tell; whoever comes is told on arrival."""
        if self._kit.workers.links:
            await self._kit.workers.call(name, args)

    def _hand(self, args: Mapping[str, object]) -> None:
        self._kit.notice(HandPressed(args.get("up") is True))

    def _accepted(self, args: Mapping[str, object]) -> None:
        version = args.get("version")
        self._kit.notice(NoticeAccepted(_new("a"), version if isinstance(version, int) else 0))

    def _concern(self, args: Mapping[str, object]) -> None:
        what, about = str(args.get("what", "")), str(args.get("about", ""))
        self._kit.notice(ConcernMade(_new("c"), what, about, args.get("talk") is True))

    def _hide(self, args: Mapping[str, object]) -> None:
        number, title = _new("h"), str(args.get("title", ""))
        windows = args.get("windows")
        shown = Shown(title, windows if isinstance(windows, int) else 0)
        self._kit.notice(HidePressed(number, clean_title(title)))
        home = self._home()
        if home is not None:
            self._start(self._find_address(number, shown, home))

    async def _find_address(self, number: str, shown: Shown, home: Path) -> None:
        await asyncio.sleep(BEHIND_S)
        address = await asyncio.to_thread(address_of, shown, home)
        if address:
            self._kit.notice(HideAddress(number, address))

    async def _log_off(self) -> None:
        """The pupil would rather not accept the notice."""
        deed = self._kit.deeds.get(ActKind.LOG_OFF)
        if deed is None:
            log.warning("this PC cannot log a pupil off")
            return
        try:
            await deed.do(Act(_new("o"), 30.0, Power(ActKind.LOG_OFF)))
        except PlatformError as error:
            log.warning("the pupil could not be logged off: %s", error.sentence)

    def _pupils_home(self) -> Path | None:
        seat = self._kit.seat
        return Path(seat.person.home) if seat is not None and seat.person is not None else None

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)  # type: ignore[arg-type]  # a coroutine
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _new(kind: str) -> str:
    return f"{kind}-{uuid4().hex}"
