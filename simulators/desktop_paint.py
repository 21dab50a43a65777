"""A drawing program, with a poster of the sea that grows stroke by stroke."""

import math
from collections.abc import Callable
from random import Random

from simulators.desktop_apps import FULL, Rhythm
from simulators.desktop_canvas import Canvas, Colour, Point
from simulators.desktop_window import window

PALETTE: tuple[Colour, ...] = (
    "#1b1b1b",
    "#c0392b",
    "#e67e22",
    "#f1c40f",
    "#27ae60",
    "#2980b9",
    "#8e44ad",
    "#ffffff",
)
TITLES = ("SAVE OUR OCEANS", "UNDER THE SEA", "LESS PLASTIC", "LIFE IN THE REEF")
LEFT, TOP, RIGHT, BOTTOM = 120, 126, 1260, 664
POINTS = 30
Stroke = tuple[list[Point], Colour, float]


def _curve(x: Callable[[float], float], y: Callable[[float], float]) -> list[Point]:
    """Along one turn of a circle."""
    angles = [turn / (POINTS - 1) * math.tau for turn in range(POINTS)]
    return [(x(angle), y(angle)) for angle in angles]


def wave(chance: Random) -> Stroke:
    left, top, wide = (
        chance.uniform(LEFT + 20, RIGHT - 360),
        chance.uniform(250, 300),
        chance.uniform(160, 320),
    )
    return (
        _curve(lambda a: left + wide * a / math.tau, lambda a: top + 9 * math.sin(3 * a)),
        chance.choice(("#2980b9", "#1f6f9f", "#5dade2")),
        chance.uniform(4, 8),
    )


def fish(chance: Random) -> Stroke:
    """One line that crosses itself once: a body and a tail."""
    x, y = chance.uniform(LEFT + 110, RIGHT - 110), chance.uniform(340, 540)
    wide, high = chance.uniform(34, 70), chance.uniform(16, 34)
    way = chance.choice((-1, 1))
    return (
        _curve(
            lambda a: x + way * wide * (math.cos(a) - math.sin(a) ** 2 / math.sqrt(2)),
            lambda a: y + high * math.sin(2 * a),
        ),
        chance.choice(("#c0392b", "#e67e22", "#8e44ad", "#f1c40f")),
        chance.uniform(5, 9),
    )


def weed(chance: Random) -> Stroke:
    foot, high = chance.uniform(LEFT + 30, RIGHT - 30), chance.uniform(60, 170)
    return (
        _curve(lambda a: foot + 10 * math.sin(2 * a), lambda a: 640 - high * a / math.tau),
        chance.choice(("#27ae60", "#1e8449", "#58a65c")),
        chance.uniform(6, 11),
    )


class Paint:
    icon = 3

    def __init__(self, chance: Random) -> None:
        self._title = chance.choice(TITLES)
        self._strokes = [draw(chance) for draw in (*(wave, weed, fish) * 7, fish, fish)]
        total = len(self._strokes) * POINTS
        self._rhythm = Rhythm.of(chance, chance.uniform(4, 9), total, total // 3)

    def key(self, t: float) -> object:
        return self._rhythm.done(t)

    def still(self, canvas: Canvas) -> None:
        inside = window(canvas, FULL, "My poster - Paint", "#c8472f")
        canvas.box(0, inside.y, 1280, 76, "#f5f3f1")
        for slot, colour in enumerate(PALETTE):
            canvas.box(380 + slot * 40, inside.y + 20, 32, 32, "#8d8780", 4)
            canvas.box(382 + slot * 40, inside.y + 22, 28, 28, colour, 3)
        for slot in range(6):
            canvas.box(24 + slot * 46, inside.y + 18, 36, 36, "#ddd8d2", 5)
            canvas.line([(32 + slot * 46, 82 - slot % 3 * 6), (52 + slot * 46, 66)], "#5f5a54", 3)
        canvas.box(0, 110, 1280, 570, "#c9cdd3")
        canvas.box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, "#fffdf8")
        canvas.box(LEFT, 275, RIGHT - LEFT, BOTTOM - 275, "#d6ecf7")
        canvas.box(LEFT, 630, RIGHT - LEFT, BOTTOM - 630, "#efe0b8")
        canvas.disc(RIGHT - 110, TOP + 76, 44, "#f7d154")
        canvas.text(LEFT + 40, TOP + 92, self._title, 54, "#1f5f8b", "bold")

    def moving(self, canvas: Canvas, t: float) -> None:
        left = self._rhythm.done(t)
        end: Point = (LEFT, BOTTOM)
        for points, colour, width in self._strokes:
            part = points[: min(left, POINTS)]
            if len(part) > 1:
                canvas.line(part, colour, width)
                end = part[-1]
            left -= POINTS
            if left <= 0:
                break
        canvas.ring(end[0], end[1], 6, "#333333", 1.5)
