"""A table as people send it from Excel or from the school's own system: CSV of any of its usual kinds."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from controller.errors import Refused

LARGEST = 5_000_000  # bytes
ROWS_AT_MOST = 20_000
DELIMITERS = ",;\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where it stands in the file. A cell that is not there is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` as the file names them, in small letters; rows without any text are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes) -> Table:
    """UTF-8 or UTF-16 with a mark, UTF-8 without, else Windows-1252; commas, semicolons or tabs.

    Raises Refused for what is no table.
    """
    if len(content) > LARGEST:
        raise Refused("table.too-large", f"That file is larger than {LARGEST // 1_000_000} MB.")
    text = decoded(content)
    if "\x00" in text:
        raise Refused("table.not-csv", "That is not a CSV file. In Excel choose Save as, CSV UTF-8.")
    lines = _lines(text)
    header = next(lines, None)
    if header is None:
        raise Refused("table.empty", "That file is empty. Its first line names the columns.")
    columns = tuple(" ".join(name.lower().split()) for name in header[1])
    return Table(columns, tuple(_rows(columns, lines)))


def decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.removeprefix(codecs.BOM_UTF8).decode("cp1252", errors="replace")


def safe_cell(text: str) -> str:
    """So that no spreadsheet takes what a person typed for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """For Excel as well: with a byte order mark, and nothing in it that would be reckoned."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """With the number of the line on which each begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Refused("table.not-csv", f"Line {begins} cannot be read as CSV: {error}.") from error


def _rows(columns: Sequence[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for count, (line, cells) in enumerate(lines):
        if count >= ROWS_AT_MOST:
            raise Refused("table.too-long", f"That file has more than {ROWS_AT_MOST} lines: split it.")
        yield Row(line, dict(zip(columns, cells, strict=False)))
