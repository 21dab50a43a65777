"""What a simulated screen shows of a lesson's limits: a refused page, a closed program, two signs."""

import textwrap
from urllib.parse import urlsplit

from simulators.desktop_canvas import HEIGHT, WIDTH, Canvas
from simulators.desktop_web import browser
from simulators.desktop_window import Area, window
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites, matches


def allows_site(sites: Sites, address: str) -> bool:
    listed = any(matches(pattern, address) for pattern in sites.patterns)
    return listed == (sites.mode is ListMode.ONLY)


def allows_app(apps: Apps, program: str) -> bool:
    listed = program.casefold() in {name.casefold().removesuffix(".exe") for name in apps.names}
    return listed == (apps.mode is ListMode.ONLY)


class RefusedPage:
    """A browser that its own policy keeps from an address."""

    icon = 0

    def __init__(self, address: str) -> None:
        self.address = address

    def key(self, t: float) -> object:
        return self.address

    def still(self, canvas: Canvas) -> None:
        host = urlsplit(self.address).hostname or self.address
        browser(canvas, host, self.address)
        canvas.box(120, 180, 54, 66, "#7b8794", 6)
        canvas.box(132, 200, 30, 5, "#ffffff")
        canvas.text(120, 320, f"{host} is blocked", 34, "#1c2530", "bold")
        canvas.text(120, 366, "This page is not on the list for this lesson.", 20, "#4a5563")
        canvas.text(120, 402, "ERR_BLOCKED_BY_ADMINISTRATOR", 14, "#8a94a3")

    def moving(self, canvas: Canvas, t: float) -> None:
        pass


class Closed:
    """The desktop, with a word of why the program went away."""

    icon = -1

    def __init__(self, program: str) -> None:
        self._program = program

    def key(self, t: float) -> object:
        return self._program

    def still(self, canvas: Canvas) -> None:
        canvas.box(WIDTH - 400, HEIGHT - 148, 380, 92, "#1d2330", 8)
        canvas.text(WIDTH - 376, HEIGHT - 112, f"{self._program[:30]} was closed", 17, "#ffffff", "bold")
        canvas.text(WIDTH - 376, HEIGHT - 84, "It is not on the list for this lesson.", 15, "#d5dbe6")

    def moving(self, canvas: Canvas, t: float) -> None:
        pass


def message_window(canvas: Canvas, text: str) -> None:
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, 46)][:6] or [""]
    height = 116 + 32 * len(lines)
    area = Area(WIDTH / 2 - 330, (HEIGHT - height) / 2, 660, height)
    inside = window(canvas, area, "A message from your teacher", "#2f74c0")
    for row, line in enumerate(lines):
        canvas.text(inside.x + 32, inside.y + 46 + row * 32, line, 24, "#1c2530")
    canvas.box(inside.x + inside.w - 122, area.y + height - 46, 96, 32, "#2f74c0", 5)
    canvas.text(inside.x + inside.w - 86, area.y + height - 24, "OK", 16, "#ffffff", "bold")


def signs(canvas: Canvas, *, muted: bool, storage: bool) -> None:
    """In the task bar: the loudspeaker, struck through when it is muted, and a struck USB stick."""
    x, y = 962, HEIGHT - 26
    canvas.shape(
        [(x, y + 3), (x + 5, y + 3), (x + 11, y - 2), (x + 11, y + 14), (x + 5, y + 9), (x, y + 9)], "#d5dbe6"
    )
    if muted:
        _strike(canvas, x, y)
    if storage:
        canvas.box(x - 34, y - 1, 14, 10, "#d5dbe6", 2)
        canvas.box(x - 31, y + 9, 8, 5, "#8a94a3")
        _strike(canvas, x - 36, y)


def _strike(canvas: Canvas, x: float, y: float) -> None:
    canvas.line([(x - 2, y - 4), (x + 18, y + 16)], "#f05b4a", 2.4)
