"""A simulated PC's screen: believable, moving, different on each seat, and cheap at any size."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Final

from simulators.desktop_apps import App, CodeEditor, Nothing, Spreadsheet, WordProcessor
from simulators.desktop_canvas import HEIGHT, WIDTH, Canvas
from simulators.desktop_limits import Closed, RefusedPage, allows_app, allows_site, message_window, signs
from simulators.desktop_live import NO_SESSION, LiveScene, draw_live
from simulators.desktop_paint import Paint
from simulators.desktop_web import SentPage, WebPage
from simulators.desktop_window import lock_screen, pointer, sign_in_screen, task_bar, tray, wallpaper
from workstation_agent.protocol.restrictions import Apps, Sites

APPS: Final[dict[str, Callable[[Random], App]]] = {
    "document": WordProcessor,
    "web": WebPage,
    "sheet": Spreadsheet,
    "code": CodeEditor,
    "paint": Paint,
    "desktop": Nothing,
}
# How often each is seen in a room; an empty desktop is rare.
_SHARES: Final = {"document": 6, "web": 6, "sheet": 3, "code": 4, "paint": 3, "desktop": 1}
SMALL: Final = 640  # pixels across, at most, of what counts as a thumbnail


# The programs that show these windows, by the names that a list of programs would use.
PROGRAMS: Final = {
    "document": "libreoffice-writer",
    "web": "browser",
    "sheet": "libreoffice-calc",
    "code": "thonny",
    "paint": "tuxpaint",
    "desktop": "",
}
STARTED: Final = ("document", "sheet", "code", "paint")


@dataclass(frozen=True, slots=True)
class Front:
    """The window in front; fronts of one name on one PC look alike."""

    name: str
    app: App = field(compare=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that decides what is on the screen, besides the app's own movement."""

    user: str | None
    url: str | None = None
    lock: str | None = None
    lock_ends: datetime | None = None
    blank: bool = False
    program: str | None = None
    message: str | None = None
    sites: Sites | None = None
    apps: Apps | None = None
    muted: bool = False
    storage: bool = False
    live: LiveScene = NO_SESSION


@dataclass(slots=True)
class Desktop:
    """`seed` decides the wallpaper, the app, its content and its rhythm; `kind` picks the app by name."""

    name: str
    seed: int
    kind: str | None = None
    _app: App = field(init=False)
    _fronts: dict[str, App] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.kind:
            self.kind = Random(self.seed).choices(list(_SHARES), list(_SHARES.values()))[0]
        self._app = APPS[self.kind](Random(f"{self.seed} {self.kind}"))

    def fingerprint(self, scene: Scene, now: datetime, t: float) -> str:
        """Equal for equal pictures; costs next to nothing."""
        minute = now.strftime("%Y%m%d%H%M")
        if scene.lock is not None:
            return f"lock|{scene.lock}|{scene.lock_ends}"
        if scene.blank:
            return "blank"
        if scene.user is None:
            return f"sign-in|{minute}"
        front, marks = self._front(scene), (scene.message, scene.muted, scene.storage)
        if scene.live.covers:
            return f"show|{scene.live.key}"
        here = f"{front.app.key(t)}|{self._pointer(t)}"
        return f"{scene.user}|{front.name}|{marks}|{minute}|{scene.live.key}|{here}"

    def draw(self, scene: Scene, now: datetime, t: float, width: int, height: int) -> Canvas:
        if scene.lock is not None:
            return _locked(scene.lock, scene.lock_ends or now, width, height)
        if scene.blank:
            return Canvas.blank(width, height)
        if scene.user is None:
            canvas = Canvas.blank(width, height)
            sign_in_screen(canvas, now, self.name)
            return canvas
        front = self._front(scene)
        canvas = self._still(front, width, height).copy()
        front.app.moving(canvas, t)
        tray(canvas, now, scene.user)
        signs(canvas, muted=scene.muted, storage=scene.storage)
        if scene.message is not None:
            message_window(canvas, scene.message)
        if scene.live.pointer is None:
            pointer(canvas, *self._pointer(t))
        draw_live(canvas, scene.live)
        return canvas

    def jpeg(self, scene: Scene, now: datetime, t: float, width: int, height: int, quality: int) -> bytes:
        out = io.BytesIO()
        self.draw(scene, now, t, width, height).image.save(out, "JPEG", quality=quality)
        return out.getvalue()

    def _front(self, scene: Scene) -> Front:
        """The newest window in front, as far as the lesson's lists of sites and programs let it be seen."""
        front = self._newest(scene)
        program = program_of(front.name)
        if scene.apps is not None and program and not allows_app(scene.apps, program):
            return self._kept(f"closed {program}", lambda: Closed(program))
        address = front.app.address if isinstance(front.app, WebPage | SentPage) else None
        if scene.sites is not None and address is not None and not allows_site(scene.sites, address):
            return self._kept(f"refused {address}", lambda: RefusedPage(address))
        return front

    def _newest(self, scene: Scene) -> Front:
        if scene.program is not None:
            return self._kept(f"program {scene.program}", lambda: _program(self.seed, scene.program or ""))
        if scene.url is not None:
            return self._kept(f"sent {scene.url}", lambda: SentPage(scene.url or ""))
        return Front(self.kind or "", self._app)

    def _kept(self, name: str, make: Callable[[], App]) -> Front:
        if name not in self._fronts:
            self._fronts = {**dict(list(self._fronts.items())[-3:]), name: make()}
        return Front(name, self._fronts[name])

    def _still(self, front: Front, width: int, height: int) -> Canvas:
        kept = _small_still if width <= SMALL else _large_still
        return kept(self.seed, front, width, height)

    def _pointer(self, t: float) -> tuple[int, int]:
        """It rests for some seconds, then is elsewhere."""
        chance = Random(self.seed * 1009 + int(t / 7))
        return chance.randrange(WIDTH // 8, WIDTH * 7 // 8), chance.randrange(HEIGHT // 6, HEIGHT * 5 // 6)


def program_of(front: str) -> str:
    """The program whose window that is."""
    kind, _, rest = front.partition(" ")
    return rest if kind == "program" else PROGRAMS.get(kind, "browser")


def _program(seed: int, program: str) -> App:
    kind = next((kind for kind, name in PROGRAMS.items() if name == program), None)
    return APPS[kind or Random(program).choice(STARTED)](Random(f"{seed} {program}"))


def _paint_still(seed: int, front: Front, width: int, height: int) -> Canvas:
    """What does not move, painted once for a size."""

    def paint(canvas: Canvas) -> None:
        wallpaper(canvas, Random(seed))
        front.app.still(canvas)
        task_bar(canvas, front.app.icon)

    return Canvas.smooth(width, height, paint)


# A room's thumbnails are kept; of the large ones, which are 3 MB each, only those looked at last.
_small_still = lru_cache(maxsize=160)(_paint_still)
_large_still = lru_cache(maxsize=4)(_paint_still)


@lru_cache(maxsize=8)
def _locked(message: str, ends_at: datetime, width: int, height: int) -> Canvas:
    """A locked room shows one picture sixty times."""
    return Canvas.smooth(width, height, lambda canvas: lock_screen(canvas, message, ends_at))


def fitted(width: int, height: int) -> tuple[int, int]:
    """The largest size of a screen's proportions that fits."""
    by = min(width / WIDTH, height / HEIGHT)
    return max(1, round(WIDTH * by)), max(1, round(HEIGHT * by))
