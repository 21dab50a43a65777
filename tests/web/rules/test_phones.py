from datetime import datetime

from controller.domain.timetable import LONDON
from device_rules.vocabulary import Storage, Verdict
from tests.web.rules.site import policy_of, questions
from web.rules.phones import COLUMNS, Row, phone_rows


def test_years_of_a_key_stage_that_are_treated_alike_share_a_row() -> None:
    rows = list(phone_rows(questions()))
    assert [(row.stage, row.title) for row in rows] == [
        ("KS3", "Years 7–9"),
        ("KS4", "Years 10–11"),
        ("KS5", "Years 12–13"),
    ]
    assert all(len(row.answers) == len(COLUMNS) for row in rows)


def test_the_seeds_table_is_as_its_document_says() -> None:
    told = {row.stage: [answer.decision.verdict for answer in row.answers] for row in phone_rows(questions())}
    expected = [Verdict.ALLOWED, Verdict.FORBIDDEN, Verdict.FORBIDDEN, Verdict.FORBIDDEN]
    assert told == dict.fromkeys(("KS3", "KS4", "KS5"), expected)


def test_pouches_are_for_the_lower_years() -> None:
    kept = {row.stage: row.answers[0].decision.storage for row in phone_rows(questions())}
    assert kept == {"KS3": Storage.LOCKED_POUCH, "KS4": Storage.LOCKED_POUCH, "KS5": Storage.NONE}


def test_a_year_that_is_treated_otherwise_stands_by_itself() -> None:
    in_july = questions(at=datetime(2025, 7, 1, 10, 5, tzinfo=LONDON))
    assert [row.title for row in phone_rows(in_july)][2:] == ["Year 12", "Year 13"]
    middle = questions(policy_of("years: 8, verdict: forbidden"))
    assert [row.title for row in phone_rows(middle)] == ["Year 7", "Year 8", "Year 9", "Years 10–11"]


def test_years_with_a_gap_are_listed() -> None:
    assert Row("KS3", (7, 9), ()).title == "Years 7 and 9"
