"""What a live session draws on a simulated screen: a frame with a name, hands, or somebody else's picture."""

from dataclasses import dataclass
from typing import Final

from simulators.desktop_canvas import HEIGHT, WIDTH, Canvas
from simulators.desktop_window import pointer
from simulators.shown_picture import ShownPicture, fitted
from workstation_agent.protocol.sessions import Show, ShowMode

RED: Final = "#b3261e"
BLUE: Final = "#1f4fa3"
_THICK: Final = 6
_LINE: Final = 34  # above the picture, in points
_WINDOW: Final = (213, 100, 854, 520)  # x, y, w, h in points


@dataclass(frozen=True, slots=True)
class LiveScene:
    """`pointer` is in parts of the screen. With a `show` in full, nothing else is seen."""

    controlled_by: str | None = None
    shown_by: str | None = None
    pointer: tuple[float, float] | None = None
    typed: str = ""
    show: Show | None = None
    picture: ShownPicture | None = None

    @property
    def covers(self) -> bool:
        return self.show is not None and self.show.mode is ShowMode.FULL

    @property
    def key(self) -> object:
        """Equal for equal pictures."""
        shown = (self.show.show, self.picture.seq if self.picture else 0) if self.show else None
        return self.controlled_by, self.shown_by, self.pointer, self.typed, shown


NO_SESSION: Final = LiveScene()


def draw_live(canvas: Canvas, live: LiveScene) -> None:
    if live.show is not None:
        _show(canvas, live.show, live.picture)
    if live.shown_by is not None:
        _frame(canvas, f"{live.shown_by} is showing this screen to the class", BLUE)
    if live.controlled_by is not None:
        _frame(canvas, f"{live.controlled_by} is controlling this PC", RED)
        if live.typed:
            canvas.box(WIDTH / 2 - 260, HEIGHT - 110, 520, 40, "#ffffff", 6)
            canvas.text(WIDTH / 2 - 245, HEIGHT - 83, live.typed, 18, "#1b1f27")
        if live.pointer is not None:
            pointer(canvas, round(live.pointer[0] * WIDTH), round(live.pointer[1] * HEIGHT))


def _frame(canvas: Canvas, words: str, colour: str) -> None:
    for x, y, w, h in (
        (0, 0, WIDTH, _THICK),
        (0, HEIGHT - _THICK, WIDTH, _THICK),
        (0, 0, _THICK, HEIGHT),
        (WIDTH - _THICK, 0, _THICK, HEIGHT),
    ):
        canvas.box(x, y, w, h, colour)
    canvas.box(WIDTH / 2 - 250, 0, 500, 40, colour, 8)
    canvas.centred(27, words, 17, "#ffffff", "bold")


def _show(canvas: Canvas, show: Show, picture: ShownPicture | None) -> None:
    full = show.mode is ShowMode.FULL
    x, y, w, h = (0, 0, WIDTH, HEIGHT) if full else _WINDOW
    canvas.box(x, y, w, h, "#0e1319", 0 if full else 8)
    canvas.text(x + 16, y + 23, f"{show.title} · shown by {show.by}", 15, "#e9eef2")
    if picture is None:
        return
    room = round(w * canvas.scale), round((h - _LINE) * canvas.scale)
    image = fitted(picture, room)
    left = round(x * canvas.scale) + (room[0] - image.width) // 2
    top = round((y + _LINE) * canvas.scale) + (room[1] - image.height) // 2
    canvas.image.paste(image, (left, top))
