"""A chart as SVG in the page itself: colours of the page, read out by its title, with its table beside it."""

from markupsafe import Markup, escape

from controller.documents.model import Chart
from controller.documents.plot import At, Frame, Plot, Trace, plot

FRAME = Frame(720, 260)


def svg(chart: Chart) -> Markup:
    shown = plot(chart, FRAME)
    parts = [*_axes(shown), *(_trace(at, one) for at, one in enumerate(shown.traces))]
    label = escape(f"{chart.title}. The table has every number.")
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        int(FRAME.width), int(FRAME.height), label, Markup("").join(parts)
    )


def _axes(shown: Plot) -> list[Markup]:
    frame = shown.frame
    line = Markup('<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>')
    word = Markup('<text class="chart-word" x="{}" y="{}" text-anchor="{}">{}</text>')
    lines = [line.format(frame.left, frame.width - frame.right, tick.at, tick.at) for tick in shown.up]
    ups = [word.format(frame.left - 6, tick.at + 4, "end", tick.text) for tick in shown.up]
    return [
        *lines,
        *ups,
        *(word.format(one.at, frame.height - 6, "middle", one.text) for one in shown.across),
    ]


def _trace(at: int, trace: Trace) -> Markup:
    bands = [Markup('<polygon class="chart-band" points="{}"/>').format(_points(one)) for one in trace.bands]
    lines = [Markup('<polyline class="chart-line" points="{}"/>').format(_points(one)) for one in trace.lines]
    dots = [Markup('<circle class="chart-dot" cx="{}" cy="{}" r="3.2"/>').format(x, y) for x, y in trace.dots]
    inside = Markup("").join([*bands, *lines, *dots])
    return Markup('<g data-series="{}">{}</g>').format(at % 8, inside)


def _points(points: tuple[At, ...]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
