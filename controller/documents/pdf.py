"""A document as PDF: A4, with a language and a title for screen readers, and a font that knows most names.

The same document makes the same bytes: no clock and no chance is asked.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)

from controller.documents.model import Document, Section, Table
from controller.documents.pdf_chart import drawing

FONTS = Path(__file__).with_name("fonts")
REGULAR, BOLD = "Schoolbell", "Schoolbell-Bold"
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, SOFT, LINE, HEADER = (colors.HexColor(one) for one in ("#18222c", "#4c5863", "#c9cdc5", "#eef1ec"))

Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]

TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=17, leading=22, textColor=INK)
SCHOOL = ParagraphStyle("school", fontName=REGULAR, fontSize=9, leading=13, textColor=SOFT)
HEADING = ParagraphStyle("heading", fontName=BOLD, fontSize=12, leading=16, textColor=INK, spaceBefore=14)
BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=8.5, leading=12, textColor=INK)
HOW = ParagraphStyle("how", parent=BODY, fontSize=7.5, leading=10.5, textColor=SOFT, spaceAfter=5)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=10.5)
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD)


def to_pdf(document: Document) -> bytes:
    _add_fonts()
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"{document.title}, {document.school}",
        author=document.school,
        creator="Schoolbell",
        lang="en-GB",
        displayDocTitle=1,
        initialFontName=REGULAR,
        invariant=1,
    )

    def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(REGULAR, 7)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 10 * mm, document.foot)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {canvas.getPageNumber()}")

    template.build(_story(document), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _story(document: Document) -> list[Flowable]:
    story: list[Flowable] = [_text(document.school, SCHOOL), _text(document.title, TITLE), Spacer(0, 4 * mm)]
    if document.about:
        story += [_about(document.about)]
    for section in document.sections:
        story += _section(section)
    return story


def _about(lines: tuple[tuple[str, str], ...]) -> Flowable:
    rows = [[_text(name, HEAD), _text(value, CELL)] for name, value in lines]
    table = LongTable(rows, colWidths=[WIDTH * 0.27, WIDTH * 0.73])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(2)]))
    return table


def _section(section: Section) -> list[Flowable]:
    parts: list[Flowable] = [
        CondPageBreak((95 if section.chart else 45) * mm),
        _text(section.title, HEADING),
        _text(section.how, HOW),
    ]
    if not section.table.rows:
        return [*parts, _text(section.empty, BODY)]
    if section.chart:
        parts += [drawing(section.chart, WIDTH, REGULAR), Spacer(0, 2 * mm)]
    return [*parts, _table(section.table)]


def _table(table: Table) -> Flowable:
    rows = [[_text(cell, HEAD) for cell in table.columns]]
    rows += [[_text(cell, CELL) for cell in row] for row in table.rows]
    style: list[Command] = [
        ("BACKGROUND", (0, 0), (-1, 0), HEADER),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *_padding(2.5),
    ]
    if table.totals:
        style.append(("LINEABOVE", (0, -1), (-1, -1), 1, SOFT))
    made = LongTable(rows, colWidths=_widths(table), repeatRows=1)
    made.setStyle(TableStyle(style))
    return made


def _widths(table: Table) -> list[float]:
    """By the longest word of each column, so that a name has room and a number does not take it."""
    longest = [
        max(min(len(row[at]), 34) for row in (table.columns, *table.rows)) + 3
        for at in range(len(table.columns))
    ]
    return [WIDTH * one / sum(longest) for one in longest]


def _padding(points: float) -> list[Command]:
    return [(side, (0, 0), (-1, -1), points) for side in ("TOPPADDING", "BOTTOMPADDING")]


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


@cache
def _add_fonts() -> None:
    """DejaVu Sans: Latin, Greek and Cyrillic in full. Only the letters that are used go into a document."""
    for name, file in ((REGULAR, "DejaVuSans.ttf"), (BOLD, "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
