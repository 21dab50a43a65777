"""One document as CSV and as PDF, with everything in it that breaks either."""

import csv
import io
import re

import pytest

from controller.documents.model import Chart, Document, Point, Section, Series, Table
from controller.documents.pdf import to_pdf
from controller.documents.plot import Frame, plot
from controller.documents.spreadsheet import to_csv

NAMES = "Zoë Łukasiewicz, Ångström, Иван, Ελένη & <b>Bobby</b>"
CHART = Chart(
    "Locked",
    "%",
    ("8 Sep", "15 Sep", "22 Sep"),
    (
        Series("Year 7", (Point(95, 96), Point(90, 95), Point(97, 98))),
        Series("Year 8", (Point(61, 62), None, Point(100, 100))),
    ),
)
DOCUMENT = Document(
    title="Phones in school",
    school="Northgate School",
    about=(("Policy", NAMES), ("Sum", "=1+1")),
    sections=(
        Section(
            "Locked",
            "How it is reckoned.",
            Table(("Week", "Year 7"), (("8 Sep", "95 %"), ("=cmd()", "2")), True),
            CHART,
        ),
        Section("Long", "Many.", Table(("Name", "Number"), tuple((NAMES, str(at)) for at in range(120)))),
        Section("Empty", "None.", Table(("Week",), ()), empty="No drill was held."),
    ),
    foot="Made by Ms D. Hallam",
)


def test_a_spreadsheet_reckons_nothing_in_it() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(DOCUMENT).decode("utf-8-sig"))))
    assert rows[0] == ["Northgate School", "Phones in school"]
    assert ["Sum", "'=1+1"] in rows
    assert ["'=cmd()", "2"] in rows
    assert ["No drill was held."] in rows
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_pdf_is_the_same_bytes_each_time_and_says_what_it_is() -> None:
    pdf = to_pdf(DOCUMENT)
    assert pdf == to_pdf(DOCUMENT)
    assert pdf.startswith(b"%PDF-")
    assert b"/Lang (en-GB)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert b"(Phones in school, Northgate School)" in pdf
    assert pdf.count(b"/Type /Page\n") >= 4


def test_only_the_letters_that_are_used_are_in_it() -> None:
    """Both fonts whole would be more than a megabyte."""
    pdf = to_pdf(DOCUMENT)
    fonts = set(re.findall(rb"/BaseFont /([A-Z]{6}\+DejaVuSans[^ /\n]*)", pdf))
    assert len(fonts) == 2
    assert b"/FontFile2" in pdf
    assert len(pdf) < 150_000


def test_a_document_without_anything_is_still_a_page() -> None:
    empty = Document("Nothing", "Northgate School", (), ())
    assert b"/Type /Page\n" in to_pdf(empty)
    assert to_csv(empty).decode("utf-8-sig").strip() == "Northgate School,Nothing"


FRAME = Frame(720, 260)


def test_a_chart_keeps_within_its_frame_and_breaks_where_nothing_is_known() -> None:
    shown = plot(CHART, FRAME)
    seven, eight = shown.traces
    assert len(seven.lines) == len(seven.bands) == 1
    assert (eight.lines, len(eight.dots)) == ((), 2)
    for x, y in [point for trace in shown.traces for part in (*trace.bands, *trace.lines) for point in part]:
        assert FRAME.left <= x <= FRAME.width - FRAME.right
        assert FRAME.top <= y <= FRAME.height - FRAME.bottom
    assert [tick.text for tick in shown.up] == ["60 %", "70 %", "80 %", "90 %", "100 %"]


@pytest.mark.parametrize(("most", "ticks"), [(0, 2), (4, 5), (13.5, 4), (1234, 4)])
def test_what_is_counted_begins_at_nought(most: float, ticks: int) -> None:
    shown = plot(Chart("Time", "min", ("a",), (Series("All", (Point(most, most),)),)), FRAME)
    assert shown.up[0].text == "0 min"
    assert len(shown.up) == ticks


def test_a_chart_of_nothing_has_axes() -> None:
    assert plot(Chart("Nothing", "%", (), ()), FRAME).up


def test_many_weeks_are_not_all_labelled() -> None:
    labels = tuple(str(at) for at in range(40))
    shown = plot(Chart("Year", "%", labels, (Series("All", (None,) * 40),)), FRAME)
    assert len(shown.across) <= 14
