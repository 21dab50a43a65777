"""What the parts of the service make together: the platform that the agent's core works with.

A part is one module with `attach(kit)` and one line in PARTS. It puts what it can do into `kit.modes`,
`kit.deeds`, `kit.screen`, `kit.pupil` or `kit.stage`, asks workers through `kit.workers`, and starts what
must run beside with `kit.run_beside(function)`. What nobody puts in is reported as not supported.
"""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

from workstation_agent.core.events import Event, Picture
from workstation_agent.core.pupil_said import PupilView
from workstation_agent.live.stage import NoStage, Stage
from workstation_agent.platform.interface import Deed, Mode, PlatformError, Pupil, Screen, Session
from workstation_agent.platform.x11.sessions import XSession
from workstation_agent.protocol.acts import ActKind
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.watches import Looker
from workstation_agent.service.workers import NO_SCREEN, Workers

PARTS: Final = (
    "workstation_agent.service.session",
    "workstation_agent.service.lock",
    "workstation_agent.service.message",
    "workstation_agent.service.modes",
    "workstation_agent.service.pupil",
    "workstation_agent.service.screen",
    "workstation_agent.service.stage",
)


class NoScreen:
    def size(self) -> ScreenSize:
        return ScreenSize(0, 0)

    async def capture(self, *look: object) -> Picture | None:
        raise PlatformError("screen.none", NO_SCREEN)


class NoPupil:
    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        pass

    async def show(self, view: PupilView) -> None:
        pass


class Nobody:
    def user(self) -> str | None:
        return None


@dataclass
class Kit:
    """Is the Platform. `notice` hands the core an event; `server` is the controller's address.

    `root` is the machine's file system.
    """

    workers: Workers
    data_dir: Path
    notice: Callable[[Event], None]
    modes: dict[str, Mode] = field(default_factory=dict)
    deeds: dict[ActKind, Deed] = field(default_factory=dict)
    screen: Screen = field(default_factory=NoScreen)
    session: Session = field(default_factory=Nobody)
    pupil: Pupil = field(default_factory=NoPupil)
    stage: Stage = field(default_factory=NoStage)
    beside: list[Callable[[], Coroutine[None, None, None]]] = field(default_factory=list)
    server: str = ""
    root: Path = Path("/")

    def run_beside(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self.beside.append(work)

    @property
    def seat(self) -> XSession | None:
        """The pupil's own session, for what must start as the pupil; None when nobody is logged in."""
        return next((one for one in self.workers.sessions if one.person is not None), None)


def attach_all(kit: Kit, parts: Iterable[str] = PARTS) -> None:
    for name in parts:
        import_module(name).attach(kit)
