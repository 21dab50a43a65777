"""The reports over three made-up weeks, held against what the database says when it is asked plainly."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.documents.model import Document, Section
from controller.documents.spreadsheet import to_csv
from controller.domain.check_trends import Cohort
from controller.domain.school_weeks import Span
from controller.domain.timetable import LONDON
from controller.errors import Refused, SchoolbellError
from controller.services.reports.checking import Group
from controller.services.reports.proof import prove
from controller.storage.tables.checks import ClassCheckRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import GrantRow

SPAN = Span(date(2025, 9, 1), date(2025, 9, 22))
NOTHING = Span(date(2025, 8, 4), date(2025, 8, 8))
BEFORE = Span(date(2025, 5, 6), date(2025, 5, 9))


def section(document: Document, title: str) -> Section:
    return next(one for one in document.sections if one.title.startswith(title))


@pytest.fixture(scope="module")
def report(lived: Services) -> Document:
    return lived.reporting.reports.report(SPAN, Group())


def test_every_check_is_counted_once(lived: Services, report: Document) -> None:
    rows = section(report, "Checks made").table.rows
    with lived.database.read() as session:
        morning = session.scalar(select(func.count()).where(ClassCheckRow.morning))
        lesson = session.scalar(select(func.count()).where(~ClassCheckRow.morning))
    assert sum(int(row[1].split()[0]) for row in rows) == morning
    assert sum(int(row[3].split()[0]) for row in rows) == lesson
    assert rows[1][1].endswith(" of 150")  # 30 forms with pouches, five mornings
    assert rows[-1][1].endswith(" of 30")  # the Monday on which it is read


def test_every_leave_is_counted_and_small_counts_are_not_shown(lived: Services, report: Document) -> None:
    table = section(report, "Leave given").table
    with lived.database.read() as session:
        half = select(func.count()).where(GrantRow.issued_at < datetime(2025, 8, 1, tzinfo=LONDON))
        given = session.scalar(half.select_from(GrantRow))
    assert table.rows[-1][-1] == f"{given}"
    cells = [cell for row in table.rows for cell in row[1:]]
    assert "*" in cells
    assert all(cell == "*" or int(cell) == 0 or int(cell) >= 5 for cell in cells)


def test_standing_needs_are_counts_that_cannot_be_worked_out(report: Document) -> None:
    rows = section(report, "Standing needs").table.rows
    assert rows[-1][0] == "All"
    assert [row[0] for row in rows[:-1]] == ["Adjustment", "Medical", "Young carer"]
    assert all(row.count("*") != 1 for row in rows)
    assert all(cell == "*" or int(cell) % 5 == 0 for row in rows for cell in row[1:])


def told_of_pupils(document: Document) -> list[Section]:
    return [one for one in document.sections if one.title.startswith(("Leave given", "Standing needs"))]


def test_reports_whose_days_differ_by_one_say_the_same_of_leave_and_needs(lived: Services) -> None:
    days = [Span(date(2025, 9, 1), date(2025, 9, day)) for day in (20, 21, 22)]
    assert len({str(told_of_pupils(lived.reporting.reports.report(one, Group()))) for one in days}) == 1


def test_a_half_term_that_was_counted_is_not_counted_anew(lived: Services, report: Document) -> None:
    """What it says after a pupil has gone would otherwise be one less."""
    with lived.database.write() as session:
        gone = session.scalars(select(GrantRow).where(GrantRow.kind == "medical")).first()
        assert gone is not None
        gone.kind = "trip"
    try:
        again = lived.reporting.reports.evidence(NOTHING)
        assert told_of_pupils(again) == told_of_pupils(report)
    finally:
        with lived.database.write() as session:
            session.get_one(GrantRow, gone.id).kind = "medical"


def test_releases_say_the_middle_and_the_slowest_of_a_week(report: Document) -> None:
    rows = section(report, "Time to clear").table.rows
    assert [row[1] for row in rows] == ["4", "5", "5", "0"]
    slow = next(row for row in section(report, "Each release").table.rows if row[0] == "Mon 15 Sep 2025")
    assert (slow[1:3], slow[3].split()[0]) == (("815", "North gate"), "11")
    assert (rows[2][3].split()[0], rows[2][4].split()[0]) == ("7", "11")  # a jam on one day


@pytest.mark.parametrize("by", [Cohort.FORM, Cohort.CLASS])
def test_forms_and_classes_are_of_one_year(lived: Services, by: Cohort) -> None:
    document = lived.reporting.reports.report(SPAN, Group(by, 9))
    table = section(document, "Phones locked").table
    names = table.columns[1:] if by is Cohort.FORM else tuple(row[0] for row in table.rows)
    assert all(name.startswith("9") for name in names)
    assert len(names) >= 6


def test_nothing_names_a_pupil(lived: Services, report: Document) -> None:
    with lived.database.read() as session:
        pupils = session.scalars(select(PupilRow)).all()
    for document in (report, lived.reporting.reports.evidence(SPAN)):
        text = to_csv(document).decode("utf-8-sig")
        assert not any(one.id in text or f"{one.given} {one.family}" in text for one in pupils)


def test_the_evidence_names_no_class_either(lived: Services) -> None:
    text = to_csv(lived.reporting.reports.evidence(SPAN)).decode("utf-8-sig")
    assert "9B" not in text
    assert "/Co" not in text


def test_weeks_without_anything_are_a_report_that_says_so(lived: Services) -> None:
    document = lived.reporting.reports.report(NOTHING, Group())
    assert section(document, "Checks made").table.rows == ()
    assert section(document, "Time to clear").table.rows == ()
    assert section(lived.reporting.reports.evidence(BEFORE), "Policy in force").table.rows == ()


@pytest.fixture(scope="module")
def number(lived: Services) -> int:
    """An evidence pack's."""
    by = next(one for one in lived.accounts.all() if one.username == "safeguarding")
    return lived.reporting.packs.make(by, SPAN)


class TestPacks:
    def proved(self, lived: Services, content: bytes) -> int:
        with lived.database.read() as session:
            return prove(session, content).row

    def test_a_pack_is_proved_by_the_journal(self, lived: Services, number: int) -> None:
        pack = lived.reporting.packs.all()[0]
        assert (pack.number, pack.by, pack.span) == (number, "Mrs R. Lindqvist", SPAN)
        content = to_csv(lived.reporting.packs.document(number))
        assert self.proved(lived, content) == pack.journal_row
        saved_again = content.replace(b"\r\n", b"\n")
        assert self.proved(lived, saved_again) == pack.journal_row

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("Mrs R. Lindqvist", "Ms A. Nobody", "changed after it was made"),
            ("Evacuate", "Lockdown", "changed after it was made"),
            ("Journal row,", "Journal row,1", "no such pack"),
            ("Journal hash,", "Journal hash,0", "no such pack"),
            ("Journal hash,", "Journal cash,", "lacks the lines"),
        ],
    )
    def test_a_pack_that_was_touched_is_not(
        self, lived: Services, number: int, old: str, new: str, sentence: str
    ) -> None:
        content = to_csv(lived.reporting.packs.document(number)).decode("utf-8-sig")
        assert old in content
        with pytest.raises(SchoolbellError, match=sentence):
            self.proved(lived, content.replace(old, new, 1).encode())

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n", b'"'])
    def test_what_is_no_pack_is_said_to_be_none(self, lived: Services, content: bytes) -> None:
        with pytest.raises(SchoolbellError, match="evidence pack"):
            self.proved(lived, content)

    def test_a_pack_stays_as_it_was_made(self, lived: Services, number: int) -> None:
        before = to_csv(lived.reporting.packs.document(number))
        with lived.database.write() as session:
            session.add(PupilRow(id="p9999", given="New", family="Pupil", year=9, form="9B"))
        assert to_csv(lived.reporting.packs.document(number)) == before

    def test_a_number_that_is_none(self, lived: Services) -> None:
        with pytest.raises(Refused, match="no such evidence pack"):
            lived.reporting.packs.document(4711)
