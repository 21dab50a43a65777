"""A matrix for a terminal or an e-mail: fixed columns, wrapped."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from device_rules.matrix import Matrix, Row, Sheet
from device_rules.phrases import ACTIVITIES, of_devices, of_places

FIRST, OTHER = 24, 20  # characters in a column
GAP = "  "


def as_text(made: Matrix) -> str:
    policy = made.policy
    head = [policy.title, policy.document, f"As it stands on {made.on}. Version {policy.version}."]
    return "\n".join([*head, *(line for sheet in made.sheets for line in _sheet(made, sheet))]) + "\n"


def _sheet(made: Matrix, sheet: Sheet) -> Iterator[str]:
    yield ""
    yield of_devices(sheet.devices).upper()
    widths = [FIRST, *(OTHER for _ in made.columns)]
    yield from _lines(["", *(column.name for column in made.columns)], widths)
    yield GAP.join("-" * width for width in widths)
    for row in sheet.rows:
        yield from _lines([f"{ACTIVITIES[row.activity]}, {of_places(row.places)}", *_cells(row)], widths)


def _cells(row: Row) -> Iterable[str]:
    return ["\n".join(line.text for line in cell.lines) for cell in row.cells]


def _lines(texts: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [
        [part for line in text.splitlines() for part in wrap(line, width)]
        for text, width in zip(texts, widths, strict=True)
    ]
    for parts in zip_longest(*columns, fillvalue=""):
        yield GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
