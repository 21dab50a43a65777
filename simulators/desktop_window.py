"""What simulated screens share: wallpaper, task bar, windows, pointer, and two screens without a desktop."""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from simulators.desktop_canvas import HEIGHT, WIDTH, Canvas, Colour

BAR = 40  # height of the task bar
TITLE = 34  # height of a window's title bar
LONDON = ZoneInfo("Europe/London")
WALLPAPERS = (
    ((28, 78, 128), (142, 190, 214), "#1f5c4b", "#2f7d5f"),
    ((67, 56, 120), (231, 160, 140), "#3a2f55", "#54406f"),
    ((24, 94, 96), (206, 226, 196), "#28594a", "#3f7a54"),
    ((36, 48, 74), (118, 146, 184), "#222c40", "#2f3c55"),
    ((120, 66, 48), (240, 204, 150), "#5b3a2e", "#7a4f38"),
)
ICONS: tuple[Colour, ...] = ("#f2b705", "#2f74c0", "#1f8a4c", "#c8472f", "#6b4fa3")


@dataclass(frozen=True, slots=True)
class Area:
    """A window's inside, in points."""

    x: float
    y: float
    w: float
    h: float


def wallpaper(canvas: Canvas, chance: Random) -> None:
    top, bottom, far, near = chance.choice(WALLPAPERS)
    canvas.gradient(top, bottom)
    canvas.disc(chance.uniform(800, 1150), chance.uniform(110, 200), 52, "#f6e7c8")
    for colour, height in ((far, 260), (near, 170)):
        crest = [(x, HEIGHT - height * chance.uniform(0.55, 1.0)) for x in range(0, WIDTH + 161, 160)]
        canvas.shape([(0, HEIGHT), *crest, (WIDTH, HEIGHT)], colour)
    for row, label in enumerate(("This PC", "Recycle Bin", "Shared drive", "Browser")):
        canvas.box(34, 26 + row * 84, 40, 36, ICONS[row % len(ICONS)], 6)
        canvas.box(40, 33 + row * 84, 28, 4, "#ffffff")
        canvas.text(22, 80 + row * 84, label, 12, "#ffffff")


def task_bar(canvas: Canvas, open_app: int) -> None:
    canvas.box(0, HEIGHT - BAR, WIDTH, BAR, "#1d2330")
    for column in (0, 1):
        for row in (0, 1):
            canvas.box(16 + column * 10, HEIGHT - 30 + row * 10, 8, 8, "#7fb4ea")
    canvas.box(52, HEIGHT - 31, 190, 22, "#313a4c", 5)
    canvas.text(62, HEIGHT - 15, "Search", 13, "#aab4c6")
    for slot, colour in enumerate(ICONS):
        x = 258 + slot * 44
        if slot == open_app:
            canvas.box(x - 8, HEIGHT - BAR, 36, BAR, "#39445a")
            canvas.box(x - 8, HEIGHT - 3, 36, 3, "#7fb4ea")
        canvas.box(x, HEIGHT - 30, 20, 20, colour, 4)


def tray(canvas: Canvas, now: datetime, user: str) -> None:
    """The part of the task bar that changes."""
    local = now.astimezone(LONDON)
    canvas.text(1020, HEIGHT - 15, user[:18], 13, "#aab4c6")
    canvas.text(1196, HEIGHT - 22, local.strftime("%H:%M"), 13, "#ffffff")
    canvas.text(1178, HEIGHT - 7, local.strftime("%d/%m/%Y"), 12, "#d5dbe6")


def window(canvas: Canvas, area: Area, title: str, colour: Colour) -> Area:
    """Draws the frame; returns the inside."""
    canvas.box(area.x - 1, area.y - 1, area.w + 2, area.h + 2, "#5d6675")
    canvas.box(area.x, area.y, area.w, area.h, "#ffffff")
    canvas.box(area.x, area.y, area.w, TITLE, "#e7eaf0")
    canvas.box(area.x + 12, area.y + 9, 16, 16, colour, 3)
    canvas.text(area.x + 38, area.y + 22, title, 13, "#2b3240")
    right, middle = area.x + area.w, area.y + TITLE / 2
    canvas.line([(right - 118, middle), (right - 106, middle)], "#2b3240", 1.4)
    canvas.frame(right - 74, middle - 5, 11, 11, "#2b3240")
    canvas.line([(right - 30, middle - 5), (right - 19, middle + 6)], "#2b3240", 1.4)
    canvas.line([(right - 30, middle + 6), (right - 19, middle - 5)], "#2b3240", 1.4)
    return Area(area.x, area.y + TITLE, area.w, area.h - TITLE)


def pointer(canvas: Canvas, x: float, y: float) -> None:
    arrow = [(0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12)]
    canvas.shape([(x + dx, y + dy) for dx, dy in arrow], "#ffffff")
    canvas.line([(x + dx, y + dy) for dx, dy in (*arrow, arrow[0])], "#111111")


def lock_screen(canvas: Canvas, message: str, ends_at: datetime) -> None:
    canvas.gradient((20, 29, 54), (38, 52, 92))
    canvas.ring(WIDTH / 2, 190, 42, "#e8edf8", 13)
    canvas.box(WIDTH / 2 - 62, 196, 124, 96, "#f0b429", 12)
    canvas.disc(WIDTH / 2, 236, 12, "#5b3f00")
    canvas.box(WIDTH / 2 - 5, 238, 10, 30, "#5b3f00", 3)
    lines = [line for part in message.split("\n") for line in textwrap.wrap(part, 34)][:4] or [
        "Screens locked"
    ]
    for row, line in enumerate(lines):
        canvas.centred(376 + row * 62, line, 50, "#ffffff", "bold")
    until = ends_at.astimezone(LONDON).strftime("%H:%M")
    canvas.centred(660, f"Your teacher has locked this PC until {until} at the latest", 22, "#b9c6e6")


def sign_in_screen(canvas: Canvas, now: datetime, name: str) -> None:
    local = now.astimezone(LONDON)
    canvas.gradient((31, 68, 97), (77, 130, 150))
    canvas.centred(210, local.strftime("%H:%M"), 96, "#ffffff")
    canvas.centred(262, local.strftime("%A %d %B"), 28, "#e3eef3")
    canvas.box(WIDTH / 2 - 170, 380, 340, 46, "#ffffff", 6)
    canvas.text(WIDTH / 2 - 150, 410, "School login", 20, "#7b8794")
    canvas.box(WIDTH / 2 - 170, 440, 340, 46, "#ffffff", 6)
    canvas.text(WIDTH / 2 - 150, 470, "Password", 20, "#7b8794")
    canvas.centred(660, f"Northgate School · {name}", 20, "#d3e4ec")
