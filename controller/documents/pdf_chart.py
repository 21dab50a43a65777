"""A chart drawn for paper: colours that differ in grey too, and a dash and a dot of its own for each line."""

from typing import Literal

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, String
from reportlab.lib import colors

from controller.documents.model import Chart
from controller.documents.plot import Frame, Plot, plot

HEIGHT, LEGEND, SIZE = 165.0, 14.0, 6.5
COLOURS = tuple(
    colors.HexColor(one)
    for one in ("#0d5f73", "#a35b00", "#5b3a8c", "#17633a", "#a01d1d", "#1c4f8c", "#6b6b00", "#4c5863")
)
DASHES = ([1000, 0], [5, 2], [2, 2], [7, 2, 2, 2])
Anchor = Literal["start", "middle", "end"]
GRID, INK = colors.HexColor("#dddfd8"), colors.HexColor("#4c5863")


def drawing(chart: Chart, width: float, font: str) -> Drawing:
    shown = plot(chart, Frame(width, HEIGHT))
    made = Drawing(width, HEIGHT + LEGEND)
    _add_axes(made, shown, font)
    for at, trace in enumerate(shown.traces):
        colour, dash = COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)]
        for band in trace.bands:
            pale = colors.Color(colour.red, colour.green, colour.blue, alpha=0.12)
            made.add(Polygon(_flat(band), fillColor=pale, strokeColor=None))
        for line in trace.lines:
            made.add(PolyLine(_flat(line), strokeColor=colour, strokeWidth=1.4, strokeDashArray=dash))
        for x, y in trace.dots:
            made.add(Circle(x, HEIGHT + LEGEND - y, 1.8, fillColor=colour, strokeColor=None))
    _add_legend(made, shown, font)
    return made


def _flat(points: tuple[tuple[float, float], ...]) -> list[float]:
    """On paper y grows upwards."""
    return [one for x, y in points for one in (x, HEIGHT + LEGEND - y)]


def _add_axes(made: Drawing, shown: Plot, font: str) -> None:
    frame = shown.frame
    for tick in shown.up:
        y = HEIGHT + LEGEND - tick.at
        made.add(Line(frame.left, y, frame.width - frame.right, y, strokeColor=GRID, strokeWidth=0.5))
        made.add(_word(frame.left - 5, y - 2, tick.text, font, "end"))
    for tick in shown.across:
        made.add(_word(tick.at, HEIGHT + LEGEND - (frame.height - 12), tick.text, font, "middle"))


def _add_legend(made: Drawing, shown: Plot, font: str) -> None:
    step = (shown.frame.width - shown.frame.left) / max(1, len(shown.traces))
    for at, trace in enumerate(shown.traces):
        x, colour = shown.frame.left + at * step, COLOURS[at % len(COLOURS)]
        dash = DASHES[at % len(DASHES)]
        made.add(Line(x, 5, x + 16, 5, strokeColor=colour, strokeWidth=1.4, strokeDashArray=dash))
        made.add(_word(x + 20, 3, trace.name, font, "start"))


def _word(x: float, y: float, text: str, font: str, anchor: Anchor) -> String:
    return String(x, y, text, fontName=font, fontSize=SIZE, fillColor=INK, textAnchor=anchor)
