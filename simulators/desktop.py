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
from simulators.desktop_paint import Paint
from simulators.desktop_web import SentPage, WebPage
from simulators.desktop_window import lock_screen, pointer, sign_in_screen, task_bar, tray, wallpaper

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


@dataclass(frozen=True, slots=True)
class Scene:
    """All that decides what is on the screen, besides the app's own movement."""

    user: str | None
    url: str | None = None
    lock: str | None = None
    lock_ends: datetime | None = None


@dataclass(slots=True)
class Desktop:
    """`seed` decides the wallpaper, the app, its content and its rhythm; `kind` picks the app by name."""

    name: str
    seed: int
    kind: str | None = None
    _app: App = field(init=False)
    _sent: SentPage | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if not self.kind:
            self.kind = Random(self.seed).choices(list(_SHARES), list(_SHARES.values()))[0]
        self._app = _app(self.seed, self.kind, None)

    def fingerprint(self, scene: Scene, now: datetime, t: float) -> str:
        """Equal for equal pictures; costs next to nothing."""
        minute = now.strftime("%Y%m%d%H%M")
        if scene.lock is not None:
            return f"lock|{scene.lock}|{scene.lock_ends}"
        if scene.user is None:
            return f"sign-in|{minute}"
        return f"{scene.user}|{scene.url}|{minute}|{self._front(scene).key(t)}|{self._pointer(t)}"

    def draw(self, scene: Scene, now: datetime, t: float, width: int, height: int) -> Canvas:
        if scene.lock is not None:
            return _locked(scene.lock, scene.lock_ends or now, width, height)
        if scene.user is None:
            canvas = Canvas.blank(width, height)
            sign_in_screen(canvas, now, self.name)
            return canvas
        app = self._front(scene)
        canvas = self._still(scene.url, width, height).copy()
        app.moving(canvas, t)
        tray(canvas, now, scene.user)
        pointer(canvas, *self._pointer(t))
        return canvas

    def jpeg(self, scene: Scene, now: datetime, t: float, width: int, height: int, quality: int) -> bytes:
        out = io.BytesIO()
        self.draw(scene, now, t, width, height).image.save(out, "JPEG", quality=quality)
        return out.getvalue()

    def _front(self, scene: Scene) -> App:
        if scene.url is None:
            return self._app
        if self._sent is None or self._sent.url != scene.url:
            self._sent = SentPage(scene.url)
        return self._sent

    def _still(self, url: str | None, width: int, height: int) -> Canvas:
        kept = _small_still if width <= SMALL else _large_still
        return kept(self.seed, self.kind or "", url, width, height)

    def _pointer(self, t: float) -> tuple[int, int]:
        """It rests for some seconds, then is elsewhere."""
        chance = Random(self.seed * 1009 + int(t / 7))
        return chance.randrange(WIDTH // 8, WIDTH * 7 // 8), chance.randrange(HEIGHT // 6, HEIGHT * 5 // 6)


def _app(seed: int, kind: str, url: str | None) -> App:
    return APPS[kind](Random(f"{seed} {kind}")) if url is None else SentPage(url)


def _paint_still(seed: int, kind: str, url: str | None, width: int, height: int) -> Canvas:
    """What does not move, painted once for a size."""

    def paint(canvas: Canvas) -> None:
        app = _app(seed, kind, url)
        wallpaper(canvas, Random(seed))
        app.still(canvas)
        task_bar(canvas, app.icon)

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
