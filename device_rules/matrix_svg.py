"""A matrix as one SVG picture, for a slide or a noticeboard. Its text can be read and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

from device_rules.matrix import Cell, Matrix, Row, Sheet
from device_rules.phrases import ACTIVITIES, of_devices, of_places
from device_rules.vocabulary import Verdict

FIRST, OTHER = 190, 170  # pixels in a column
LETTER, LINE, PAD, MARGIN = 6.3, 15, 7, 24  # pixels: a letter's mean width, a line, in a cell, around it all
PAPER = {
    Verdict.ALLOWED: "#e4f2e4",
    Verdict.ALLOWED_DISCREETLY: "#e4f2e4",
    Verdict.NEEDS_AUTHORISATION: "#fdf1d3",
    Verdict.FORBIDDEN: "#fbe3e1",
    Verdict.NOT_COVERED: "#f0f0f0",
}
HEAD = "#ececec"
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped text on one colour."""

    lines: tuple[str, ...]
    paper: str
    bold: bool = False

    @property
    def height(self) -> int:
        return len(self.lines) * LINE + PAD


def as_svg(made: Matrix) -> str:
    """Everything that comes from a document is escaped."""
    width = MARGIN * 2 + FIRST + OTHER * len(made.columns)
    drawn, top = [_title(made)], MARGIN + LINE * 4
    for sheet in made.sheets:
        shapes, top = _sheet(made, sheet, top)
        drawn += shapes
    size = f'width="{width}" height="{top + MARGIN}" viewBox="0 0 {width} {top + MARGIN}"'
    body = "\n".join(drawn)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc"
 font-family="{FONT}" font-size="12" fill="#1a1a1a">
<title id="title">{escape(made.policy.title)}</title>
<desc id="desc">What each key stage, staff and visitors may do with each device, and where.</desc>
<rect width="100%" height="100%" fill="#fff"/>
{body}
</svg>
"""


def _title(made: Matrix) -> str:
    policy = made.policy
    lines = [policy.document, f"As it stands on {made.on}. Version {policy.version}."]
    rest = "\n".join(_text(line, MARGIN, MARGIN + 24 + LINE * (1 + n)) for n, line in enumerate(lines))
    return f"{_text(policy.title, MARGIN, MARGIN + 16, bold=True, size=20)}\n{rest}"


def _sheet(made: Matrix, sheet: Sheet, top: int) -> tuple[list[str], int]:
    heading = of_devices(sheet.devices)
    drawn = [_text(f"{heading[0].upper()}{heading[1:]}", MARGIN, top + 30, bold=True, size=16)]
    heads = [_block("", FIRST, HEAD), *(_block(column.name, OTHER, HEAD) for column in made.columns)]
    shapes, top = _band([[head] for head in heads], top + 40)
    drawn += shapes
    for row in sheet.rows:
        shapes, top = _band([_label(row), *(_blocks(cell) for cell in row.cells)], top)
        drawn += shapes
    return drawn, top


def _label(row: Row) -> list[Block]:
    text = ACTIVITIES[row.activity]
    activity = _block(f"{text[0].upper()}{text[1:]}", FIRST, "#f6f6f6")
    return [activity, _block(of_places(row.places), FIRST, "#f6f6f6", bold=False)]


def _blocks(cell: Cell) -> list[Block]:
    return [_block(line.text, OTHER, PAPER[line.verdict], bold=False) for line in cell.lines]


def _block(text: str, width: int, paper: str, bold: bool = True) -> Block:
    return Block(tuple(wrap(text, int((width - 2 * PAD) / LETTER))) or ("",), paper, bold)


def _band(cells: Sequence[Sequence[Block]], top: int) -> tuple[list[str], int]:
    """One row of the table, as high as its highest cell."""
    height = max(sum(block.height for block in blocks) for blocks in cells)
    drawn, left = [], MARGIN
    for index, blocks in enumerate(cells):
        width = OTHER if index else FIRST
        drawn += _stack(blocks, left, top, width, height)
        left += width
    return drawn, top + height


def _stack(blocks: Sequence[Block], left: int, top: int, width: int, height: int) -> list[str]:
    drawn, at = [], top
    for block in blocks:
        deep = top + height - at if block is blocks[-1] else block.height
        drawn.append(f'<rect x="{left}" y="{at}" width="{width}" height="{deep}" fill="{block.paper}"/>')
        drawn += [
            _text(line, left + PAD, at + LINE * (n + 1) - 1, bold=block.bold)
            for n, line in enumerate(block.lines)
        ]
        at += block.height
    frame = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#8a8a8a"/>'
    return [*drawn, frame]


def _text(text: str, left: int, top: int, bold: bool = False, size: int = 12) -> str:
    weight = ' font-weight="600"' if bold else ""
    larger = f' font-size="{size}"' if size != 12 else ""
    return f'<text x="{left}" y="{top}"{weight}{larger}>{escape(text)}</text>'
