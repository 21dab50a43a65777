"""A matrix as one HTML page that needs nothing else: readable by a screen reader, and printed on A4."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from device_rules.matrix import Cell, Line, Matrix, Row, Sheet
from device_rules.phrases import ACTIVITIES, of_devices, of_places
from device_rules.vocabulary import Verdict

STYLE = Path(__file__).parent / "matrix.css"
SIGNS = {  # so that no answer is told by its colour alone
    Verdict.ALLOWED: "✓",
    Verdict.ALLOWED_DISCREETLY: "✓",
    Verdict.NEEDS_AUTHORISATION: "?",
    Verdict.FORBIDDEN: "✗",
    Verdict.NOT_COVERED: "–",
}
SCOPE = (
    "For people without a medical grant, a reasonable adjustment or another exemption, "
    "and before anybody has given a permission. “Not covered” means that the policy does not say."
)


def as_html(made: Matrix) -> str:
    """Everything that comes from a document is escaped."""
    policy, on = made.policy, made.on.isoformat()
    sheets = "\n".join(_sheet(made, sheet, index) for index, sheet in enumerate(made.sheets))
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(policy.title)}</title>
<style>
{STYLE.read_text("utf-8")}</style>
</head>
<body>
<header>
<h1>{escape(policy.title)}</h1>
<p>{escape(policy.document)}</p>
<p>As it stands on <time datetime="{on}">{on}</time>. Version {escape(policy.version)}.</p>
<p>{SCOPE}</p>
</header>
<main>
{sheets}
</main>
</body>
</html>
"""


def _sheet(made: Matrix, sheet: Sheet, index: int) -> str:
    name = escape(_heading(sheet))
    heads = "".join(f'<th scope="col">{escape(column.name)}</th>' for column in made.columns)
    numbers = {reason: number for number, reason in enumerate(sheet.because, 1)}
    rows = "\n".join(_rows(sheet, index, numbers))
    reasons = "\n".join(
        f'<li id="{_anchor(index, number)}">{escape(source)} <code>{escape(rule)}</code></li>'
        for (rule, source), number in numbers.items()
    )
    return f"""<section aria-labelledby="sheet-{index}">
<h2 id="sheet-{index}">{name}</h2>
<div class="table" role="region" aria-labelledby="sheet-{index}" tabindex="0">
<table>
<caption>{name}: what each key stage, staff and visitors may do, and where</caption>
<thead><tr><th scope="col">Activity</th><th scope="col">Place</th>{heads}</tr></thead>
{rows}
</table>
</div>
<h3>What the school’s document says</h3>
<ol>
{reasons}
</ol>
</section>"""


def _heading(sheet: Sheet) -> str:
    text = of_devices(sheet.devices)
    return f"{text[0].upper()}{text[1:]}"


def _rows(sheet: Sheet, index: int, numbers: dict[tuple[str, str], int]) -> Iterator[str]:
    for activity, group in groupby(sheet.rows, key=lambda row: row.activity):
        rows = list(group)
        head = f'<th scope="rowgroup" rowspan="{len(rows)}">{_capital(ACTIVITIES[activity])}</th>'
        lines = [_row(row, index, numbers, head if first else "") for first, row in _firsts(rows)]
        yield "<tbody>\n" + "\n".join(lines) + "\n</tbody>"


def _firsts(rows: list[Row]) -> Iterator[tuple[bool, Row]]:
    return ((position == 0, row) for position, row in enumerate(rows))


def _row(row: Row, index: int, numbers: dict[tuple[str, str], int], head: str) -> str:
    cells = "".join(_cell(cell, index, numbers) for cell in row.cells)
    return f'<tr>{head}<th scope="row">{_capital(of_places(row.places))}</th>{cells}</tr>'


def _cell(cell: Cell, index: int, numbers: dict[tuple[str, str], int]) -> str:
    lines = "".join(_line(line) for line in cell.lines)
    found = sorted(numbers[reason] for reason in cell.because)
    links = ", ".join(f'<a href="#{_anchor(index, number)}">{number}</a>' for number in found)
    return f'<td>{lines}{f"""<p class="why">See {links}</p>""" if found else ""}</td>'


def _line(line: Line) -> str:
    sign = f'<span aria-hidden="true">{SIGNS[line.verdict]}</span>'
    return f'<p class="{line.verdict}">{sign} {escape(line.text)}</p>'


def _anchor(index: int, number: int) -> str:
    return f"because-{index}-{number}"


def _capital(text: str) -> str:
    return escape(f"{text[0].upper()}{text[1:]}")
