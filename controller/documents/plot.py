"""Where the parts of a line chart lie, for whatever draws it. Pure: no pixels, no colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from controller.documents.model import Chart, Point

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
TICKS = 5
LABELS_AT_MOST = 14

At = tuple[float, float]
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The place for the lines within a picture; y grows downwards, as on a page of the web."""

    width: float
    height: float
    left: float = 46
    right: float = 12
    top: float = 12
    bottom: float = 26


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One series: `bands` outline what is possible, `lines` run through their middles, `dots` on them."""

    name: str
    bands: tuple[tuple[At, ...], ...]
    lines: tuple[tuple[At, ...], ...]
    dots: tuple[At, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    frame: Frame
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    traces: tuple[Trace, ...]


def plot(chart: Chart, frame: Frame) -> Plot:
    lowest, highest, step = _range(chart)
    span = frame.height - frame.top - frame.bottom

    def y(value: float) -> float:
        return round(frame.top + span * (highest - value) / (highest - lowest), 1)

    xs = _places(len(chart.labels), frame)
    every = max(1, ceil(len(xs) / LABELS_AT_MOST))
    return Plot(
        frame=frame,
        across=tuple(Tick(x, label) for x, label in list(zip(xs, chart.labels, strict=True))[::every]),
        up=tuple(
            Tick(y(value), f"{value} {chart.unit}") for value in range(int(lowest), int(highest) + 1, step)
        ),
        traces=tuple(_trace(one.name, _runs(xs, one.points), y) for one in chart.series),
    )


def _range(chart: Chart) -> tuple[float, float, int]:
    """A share ends at 100 and begins as high as it can; what is counted begins at 0. And the step between."""
    points = [point for one in chart.series for point in one.points if point]
    if chart.unit == "%":
        lowest = min((point.low for point in points), default=0) // 10 * 10
        step = next(one for one in STEPS if (100 - min(lowest, 80)) / one <= TICKS)
        return 100 - ceil((100 - min(lowest, 80)) / step) * step, 100, step
    most = max((point.high for point in points), default=1) or 1
    step = next((one for one in STEPS if most / one <= TICKS), STEPS[-1])
    return 0, ceil(most / step) * step, step


def _places(count: int, frame: Frame) -> list[float]:
    span = frame.width - frame.left - frame.right
    return [round(frame.left + span * (at + 0.5) / count, 1) for at in range(count)]


Run = list[tuple[float, Point]]


def _runs(xs: Sequence[float], points: Sequence[Point | None]) -> list[Run]:
    """A line is broken where nothing is known, so that no value is made up."""
    pairs = groupby(zip(xs, points, strict=True), key=lambda pair: pair[1] is not None)
    return [[(x, point) for x, point in run if point] for known, run in pairs if known]


def _trace(name: str, runs: Sequence[Run], y: Scale) -> Trace:
    wide = [run for run in runs if any(point.low < point.high for _, point in run)]
    return Trace(
        name=name,
        bands=tuple(
            (
                *((x, y(point.high)) for x, point in run),
                *((x, y(point.low)) for x, point in reversed(run)),
            )
            for run in wide
            if len(run) > 1
        ),
        lines=tuple(tuple((x, y(point.middle)) for x, point in run) for run in runs if len(run) > 1),
        dots=tuple((x, y(point.middle)) for run in runs for x, point in run),
    )
