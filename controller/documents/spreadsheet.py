"""A document as CSV: its tables one below the other, each under its title and how it was reckoned."""

from controller.documents.model import Document, Section
from controller.domain.spreadsheets import write_table

Rows = list[tuple[str, ...]]


def to_csv(document: Document) -> bytes:
    """Nothing in it would be reckoned by a spreadsheet."""
    rows: Rows = [*document.about]
    for section in document.sections:
        rows += _rows(section)
    return write_table((document.school, document.title), rows)


def _rows(section: Section) -> Rows:
    head: Rows = [(), (section.title,), (section.how,)]
    if not section.table.rows:
        return [*head, (section.empty,)]
    return [*head, section.table.columns, *section.table.rows]
