"""What a pupil has open. Each app draws its still part once, and its moving part each time."""

import textwrap
from dataclasses import dataclass
from random import Random
from typing import Protocol

from simulators.desktop_canvas import Canvas, Colour
from simulators.desktop_window import Area, window
from simulators.desktop_words import ESSAYS, PROGRAMS, SHEETS

FULL = Area(0, 0, 1280, 680)


class App(Protocol):
    """`t` is seconds of the pupil's time. Equal keys mean equal pictures."""

    icon: int

    def key(self, t: float) -> object: ...

    def still(self, canvas: Canvas) -> None: ...

    def moving(self, canvas: Canvas, t: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A pupil works for a while and rests for a while. Counts of letters, rows or strokes come from here."""

    work_s: float
    rest_s: float
    per_s: float
    least: int
    total: int
    head_start: int

    @classmethod
    def of(cls, chance: Random, per_s: float, total: int, least: int = 0) -> "Rhythm":
        """Runs from `least` up to `total`, then begins again; at t = 0 it is anywhere between."""
        head_start = chance.randrange(total - least)
        return cls(chance.uniform(6, 25), chance.uniform(3, 25), per_s, least, total, head_start)

    def done(self, t: float) -> int:
        rounds, into = divmod(t, self.work_s + self.rest_s)
        worked = int((rounds * self.work_s + min(into, self.work_s)) * self.per_s)
        return self.least + (self.head_start + worked) % (self.total - self.least)


class Nothing:
    """The desktop itself: nobody has opened anything yet."""

    icon = -1

    def __init__(self, chance: Random) -> None:
        pass

    def key(self, t: float) -> object:
        return "desktop"

    def still(self, canvas: Canvas) -> None:
        pass

    def moving(self, canvas: Canvas, t: float) -> None:
        pass


class WordProcessor:
    icon = 1
    _ROWS = 17

    def __init__(self, chance: Random) -> None:
        self._title, essay = chance.choice(sorted(ESSAYS.items()))
        self._picture = chance.random() < 0.5
        self._ink: Colour = chance.choice(("#1b2a44", "#7a2432", "#1f5f3f", "#4b3080"))
        self._lines = textwrap.wrap(essay, 44 if self._picture else 66)
        letters = sum(map(len, self._lines))
        self._rhythm = Rhythm.of(chance, chance.uniform(2.5, 5), letters, letters // 3)

    def key(self, t: float) -> object:
        return self._rhythm.done(t), int(t * 2) % 2

    def still(self, canvas: Canvas) -> None:
        inside = window(canvas, FULL, f"{self._title} - Writer", "#2f74c0")
        canvas.box(inside.x, inside.y, inside.w, 66, "#f4f5f8")
        for column, tab in enumerate(("File", "Home", "Insert", "Layout", "Review", "View")):
            canvas.text(20 + column * 66, inside.y + 20, tab, 13, "#2f74c0" if column == 1 else "#444")
        for column in range(14):
            canvas.box(20 + column * 34, inside.y + 34, 22, 20, "#d5dae4" if column % 4 else "#9fb4d3", 3)
        canvas.box(0, inside.y + 66, 1280, inside.h - 66, "#d9dde5")
        canvas.box(250, 116, 780, 564, "#ffffff")
        canvas.text(330, 172, self._title, 26, self._ink, "bold")
        if self._picture:
            canvas.box(742, 194, 230, 190, "#bcd3e3")
            canvas.disc(910, 236, 22, "#f3d98b")
            canvas.shape([(742, 384), (810, 270), (866, 340), (910, 290), (972, 384)], self._ink)
            canvas.text(742, 404, "Figure 1", 13, "#555555", "serif")

    def moving(self, canvas: Canvas, t: float) -> None:
        shown = self._typed(self._rhythm.done(t))
        top = max(0, len(shown) - self._ROWS)
        x, y = 330.0, 210.0
        for row, line in enumerate(shown[top:]):
            y = 210 + row * 27
            last = row == len(shown) - top - 1
            x = 330 + (canvas.words if last else canvas.text)(330, y, line, 18, "#222222", "serif")
        if int(t * 2) % 2:
            canvas.box(x + 2, y - 16, 2, 20, "#000000")
        words = sum(len(line.split()) for line in shown)
        canvas.text(266, 672, f"Page 1 of 1   ·   {words} words   ·   English (UK)", 11, "#6a7380")

    def _typed(self, letters: int) -> list[str]:
        shown = []
        for line in self._lines:
            shown.append(line[:letters])
            letters -= len(line)
            if letters <= 0:
                break
        return shown


class Spreadsheet:
    icon = 2
    _COLUMNS, _ROWS, _W, _H = 9, 21, 126, 26

    def __init__(self, chance: Random) -> None:
        self._title, (self._heads, self._names) = chance.choice(sorted(SHEETS.items()))
        self._values = [[chance.randrange(4, 99) for _ in range(2)] for _ in self._names]
        self._cells = len(self._names) * 3
        self._rhythm = Rhythm.of(chance, 0.4, self._cells + 12, 4)

    def key(self, t: float) -> object:
        return self._rhythm.done(t)

    def still(self, canvas: Canvas) -> None:
        inside = window(canvas, FULL, f"{self._title}.xlsx - Sheets", "#1f8a4c")
        canvas.box(0, inside.y, 1280, 72, "#f1f6f2")
        for column in range(16):
            canvas.box(20 + column * 34, inside.y + 12, 22, 20, "#cfdcd3" if column % 5 else "#8fbf9f", 3)
        canvas.box(20, inside.y + 42, 90, 24, "#ffffff")
        canvas.box(120, inside.y + 42, 1140, 24, "#ffffff")
        canvas.box(0, 106, 1280, 26, "#e4e9e6")
        canvas.box(0, 106, 44, 574, "#e4e9e6")
        for column in range(self._COLUMNS + 1):
            canvas.line([(44 + column * self._W, 106), (44 + column * self._W, 680)], "#cdd3cf")
            canvas.text(100 + column * self._W, 124, "ABCDEFGHIJ"[column], 12, "#4d5a52")
        for row in range(self._ROWS):
            y = 132 + row * self._H
            canvas.line([(0, y), (1280, y)], "#dde2df")
            canvas.text(16, y + 18, str(row + 1), 12, "#4d5a52")
        for column, head in enumerate(self._heads):
            self._put(canvas, column, 0, head, "bold")
        for row, name in enumerate(self._names):
            self._put(canvas, 0, row + 1, name)

    def moving(self, canvas: Canvas, t: float) -> None:
        done = self._rhythm.done(t)
        for cell in range(min(done, self._cells)):
            row, column = divmod(cell, 3)
            self._put(canvas, column + 1, row + 1, str(self._value(row, column)))
        row, column = divmod(min(done, self._cells - 1), 3)
        x, y = 44 + (column + 1) * self._W, 132 + (row + 1) * self._H
        for grow in (0, 1):
            canvas.frame(x - grow, y - grow, self._W + 2 * grow, self._H + 2 * grow, "#1f8a4c")
        canvas.text(30, 93, f"{'BCD'[column]}{row + 2}", 13)
        canvas.text(130, 93, f"=B{row + 2}+C{row + 2}" if column == 2 else str(self._value(row, column)), 13)
        if done >= self._cells:
            self._chart(canvas)

    def _value(self, row: int, column: int) -> int:
        return sum(self._values[row]) if column == 2 else self._values[row][column]

    def _put(self, canvas: Canvas, column: int, row: int, text: str, face: str = "sans") -> None:
        canvas.text(52 + column * self._W, 150 + row * self._H, text, 14, "#1c2b22", face)

    def _chart(self, canvas: Canvas) -> None:
        canvas.box(640, 190, 520, 330, "#9aa5a0")
        canvas.box(641, 191, 518, 328, "#ffffff")
        canvas.text(662, 222, self._title, 17, "#1c2b22", "bold")
        colours: tuple[Colour, ...] = ("#2f74c0", "#f2a33a", "#1f8a4c", "#c8472f", "#6b4fa3", "#3aa6a6")
        for bar, name in enumerate(self._names):
            height = self._value(bar, 2) * 1.15
            canvas.box(675 + bar * 78, 486 - height, 46, height, colours[bar])
            canvas.text(677 + bar * 78, 506, name, 12, "#444")
        canvas.line([(662, 486), (1140, 486)], "#666666")


class CodeEditor:
    icon = 4
    _KEYWORDS = frozenset("def for in if not return import from while else break and or True False".split())

    def __init__(self, chance: Random) -> None:
        self._name, self._lines = chance.choice(sorted(PROGRAMS.items()))
        letters = sum(len(line) + 1 for line in self._lines)
        self._rhythm = Rhythm.of(chance, chance.uniform(1.5, 3.5), letters, letters // 3)

    def key(self, t: float) -> object:
        return self._rhythm.done(t), int(t * 2) % 2

    def still(self, canvas: Canvas) -> None:
        inside = window(canvas, FULL, f"{self._name} - Code", "#6b4fa3")
        canvas.box(0, inside.y, 1280, inside.h, "#1e1f29")
        canvas.box(0, inside.y, 200, inside.h, "#262835")
        canvas.text(18, 62, "PROJECT", 11, "#8a8fa8", "bold")
        for row, name in enumerate(sorted(PROGRAMS)):
            if name == self._name:
                canvas.box(0, 76 + row * 26, 200, 24, "#3a3d52")
            canvas.text(30, 93 + row * 26, name, 13, "#d6d9e6")
        canvas.box(200, inside.y, 150, 28, "#1e1f29")
        canvas.text(216, 53, self._name, 13, "#ffffff")
        canvas.box(350, inside.y, 930, 28, "#2b2d3b")
        canvas.box(200, 566, 1080, 114, "#15161d")
        canvas.text(216, 586, "TERMINAL", 11, "#8a8fa8", "bold")
        canvas.text(216, 608, f"$ python {self._name}", 14, "#9fd6a4", "mono")
        canvas.box(0, 660, 1280, 20, "#6b4fa3")
        canvas.text(14, 674, "main   ·   Python 3.13   ·   UTF-8", 11, "#ffffff")

    def moving(self, canvas: Canvas, t: float) -> None:
        letters, row, x = self._rhythm.done(t), 0, 262.0
        for row, line in enumerate(self._lines):
            canvas.text(216, 84 + row * 18.4, f"{row + 1:>2}", 13, "#5c6078", "mono")
            x = self._code(canvas, 84 + row * 18.4, line[: max(0, letters)])
            letters -= len(line) + 1
            if letters < 0:
                break
        if int(t * 2) % 2:
            canvas.box(x, 72 + row * 18.4, 2, 15, "#ffffff")

    def _code(self, canvas: Canvas, y: float, line: str) -> float:
        """A letter is 0.602 of its size wide in every mono face there is, near enough."""
        x = 262 + (len(line) - len(line.lstrip())) * 8.43
        if line.lstrip().startswith("#"):
            return x + canvas.text(x, y, line.strip(), 14, "#7d8f79", "mono")
        for word in line.split(" "):
            if word:
                canvas.text(x, y, word, 14, self._colour(word), "mono")
                x += (len(word) + 1) * 8.43
        return x - 8.43 if line.strip() else x

    def _colour(self, word: str) -> str:
        if word in self._KEYWORDS:
            return "#c792ea"
        if word[:1] in "\"'(" and any(quote in word for quote in "\"'"):
            return "#c3e88d"
        return "#f78c6c" if word.strip("(),[]:").isdigit() else "#d6deeb"
