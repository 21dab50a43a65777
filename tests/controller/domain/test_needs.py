from datetime import date, datetime

import pytest

from controller.domain.needs import Need, Terms, terms
from controller.domain.timetable import LONDON
from controller.errors import Refused
from device_rules.vocabulary import Exemption

NOW = datetime(2025, 10, 6, 10, 5, tzinfo=LONDON)


def test_they_have_an_end_or_a_day_on_which_somebody_looks_again() -> None:
    day = date(2025, 12, 19)
    assert terms(" Asked by the family ", "2025-12-19", ends=True, now=NOW) == Terms(
        "Asked by the family", ends_on=day
    )
    assert terms("GP", "2025-12-19", ends=False, now=NOW) == Terms("GP", review_on=day)


@pytest.mark.parametrize(
    ("reason", "day", "code"),
    [
        (" ", "2025-12-19", "need.needs-reason"),
        ("GP", "", "need.bad-day"),
        ("GP", "19 December", "need.bad-day"),
        ("GP", "2025-10-05", "need.bad-day"),
        ("GP", "2027-01-01", "need.bad-day"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said(reason: str, day: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        terms(reason, day, ends=False, now=NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(("review", "due"), [(None, False), (date(2025, 10, 7), False), (NOW.date(), True)])
def test_it_is_due_from_its_day_on(review: date | None, due: bool) -> None:
    need = Need(1, "p1", "A B", "9D", Exemption.MEDICAL, "C", NOW, None, review)
    assert need.is_due(NOW) is due
