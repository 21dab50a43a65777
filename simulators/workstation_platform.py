"""What a simulated lab PC can do: every mode and every deed, shown on its drawn desktop.

`motion` is the pupil's time, in seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from simulators.desktop import Desktop, Scene, fitted
from simulators.desktop_changes import Changes
from simulators.workstation_stage import SimulatedStage
from workstation_agent.clock import Clock
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.core.pupil_said import PupilView
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.acts import Act, ActKind, OpenUrl, ShowMessage, StartProgram
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.restrictions import (
    APPS,
    BLANK,
    KINDS,
    LOCK,
    MUTE,
    SITES,
    STORAGE,
    Apps,
    Sites,
)
from workstation_agent.protocol.watches import Looker

SCREEN: Final = ScreenSize(1920, 1080)
OPEN_S: Final = 600.0  # how long a pupil leaves open what the teacher opened
READ_S: Final = 45.0  # how long a message stays before it is closed
LOG_IN_S: Final = 25.0  # how long a pupil takes to log in again


class SimulatedPlatform:
    """Screen, session and pupil in one. `power` is told of a restart or a shut down that was asked for."""

    def __init__(
        self,
        desktop: Desktop,
        user: str | None,
        clock: Clock,
        motion: Callable[[], float],
        power: Callable[[ActKind], None] = lambda _: None,
        *,
        booted: bool = False,
    ) -> None:
        self.screen = self.session = self.pupil = self
        self.name = user
        self.pictures = 0
        self.holds: dict[str, Lease] = {}
        self.lookers_told: tuple[Looker, ...] = ()
        self.view = PupilView(None)
        self.broken: dict[str, str] = {}
        self.modes: Mapping[str, SimulatedMode] = {
            kind: SimulatedMode(self.holds, kind, self.broken) for kind in KINDS
        }
        self.deeds: Mapping[ActKind, SimulatedDeed] = {
            kind: SimulatedDeed(deed) for kind, deed in self._deeds().items()
        }
        self.stage = SimulatedStage()
        self.opened: list[str] = []
        self._changes = Changes()
        self._shown: dict[ActKind, tuple[str, float]] = {}  # what was shown last, and until when
        self._logged_in_s = motion() + LOG_IN_S if booted else 0.0
        self._desktop, self._clock, self._motion, self._power = desktop, clock, motion, power

    @property
    def locked(self) -> str | None:
        held = self.holds.get(LOCK)
        return held.message if held else None

    def size(self) -> ScreenSize:
        return SCREEN

    def user(self) -> str | None:
        return self.name if self._motion() >= self._logged_in_s else None

    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        self.lookers_told = lookers

    async def show(self, view: PupilView) -> None:
        self.view = view

    async def capture(self, look: Look) -> Picture | None:
        scene, now, t = self.scene(), self._clock.now(), self._motion()
        fingerprint = self._desktop.fingerprint(scene, now, t)
        if fingerprint == look.since:
            return None
        self.pictures += 1
        drawn = self._desktop.draw(scene, now, t, *fitted(look.width, look.height))
        return self._changes.picture(look, drawn.image, fingerprint)

    def scene(self) -> Scene:
        lock = self.holds.get(LOCK)
        return Scene(
            self.user(),
            url=self._now(ActKind.OPEN_URL),
            lock=lock.message if lock else None,
            lock_ends=lock.ends_at if lock else None,
            blank=BLANK in self.holds,
            program=self._now(ActKind.START_PROGRAM),
            message=self._now(ActKind.MESSAGE),
            sites=self._sites(),
            apps=self._apps(),
            muted=MUTE in self.holds,
            storage=STORAGE in self.holds,
            live=self.stage.live,
        )

    def _sites(self) -> Sites | None:
        held = self.holds.get(SITES)
        return held.limits if held and isinstance(held.limits, Sites) else None

    def _apps(self) -> Apps | None:
        held = self.holds.get(APPS)
        return held.limits if held and isinstance(held.limits, Apps) else None

    def _now(self, kind: ActKind) -> str | None:
        text, until_s = self._shown.get(kind, ("", 0.0))
        return text if text and self._motion() < until_s else None

    def _show(self, kind: ActKind, text: str, for_s: float) -> None:
        self._shown[kind] = text, self._motion() + for_s

    def _deeds(self) -> Mapping[ActKind, Callable[[Act], None]]:
        return {
            ActKind.OPEN_URL: self._open,
            ActKind.MESSAGE: self._tell,
            ActKind.START_PROGRAM: self._launch,
            ActKind.LOG_OFF: self._log_off,
            ActKind.RESTART: lambda act: self._power(act.what.kind),
            ActKind.SHUT_DOWN: lambda act: self._power(act.what.kind),
        }

    def _open(self, act: Act) -> None:
        assert isinstance(act.what, OpenUrl)
        self.opened = [*self.opened, act.what.url][-20:]
        self._show(ActKind.OPEN_URL, act.what.url, OPEN_S)
        self._shown.pop(ActKind.START_PROGRAM, None)  # the newest window is in front

    def _tell(self, act: Act) -> None:
        assert isinstance(act.what, ShowMessage)
        self._show(ActKind.MESSAGE, act.what.text, READ_S)

    def _launch(self, act: Act) -> None:
        assert isinstance(act.what, StartProgram)
        self._show(ActKind.START_PROGRAM, act.what.program, OPEN_S)

    def _log_off(self, act: Act) -> None:
        self._shown.clear()
        self._logged_in_s = self._motion() + LOG_IN_S


@dataclass(frozen=True, slots=True)
class SimulatedMode:
    holds: dict[str, Lease]
    kind: str
    broken: Mapping[str, str]

    async def hold(self, lease: Lease) -> None:
        if trouble := self.broken.get(self.kind):
            raise PlatformError("simulated.broken", trouble)
        self.holds[self.kind] = lease

    async def lift(self) -> None:
        self.holds.pop(self.kind, None)


@dataclass(frozen=True, slots=True)
class SimulatedDeed:
    deed: Callable[[Act], None]

    async def do(self, act: Act) -> None:
        self.deed(act)
