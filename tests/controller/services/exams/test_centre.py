from datetime import date

import pytest

from controller.bootstrap import Services
from controller.domain.exams.gate import CATEGORIES
from controller.domain.exams.ratios import USUAL, each
from controller.domain.exams.sittings import Centre, ExamType
from controller.errors import Refused
from controller.services.exams.centre import ExamCentre
from tests.controller.services.exams.exam_school import officer

DAY = date(2025, 10, 6)


def test_the_centre_is_given_once_and_can_be_mended(school: Services) -> None:
    centre, by = ExamCentre(school.database, school.clock), officer(school)
    assert centre.centre() is None
    centre.set_centre(by, Centre("61234", " Northgate School ", "head@northgate.example"))
    centre.set_centre(by, Centre("61235", "Northgate School"))
    assert centre.centre() == Centre("61235", "Northgate School")


@pytest.mark.parametrize("given", [Centre("6123", "N"), Centre("6123a", "N"), Centre("61234", " ")])
def test_a_centre_needs_a_number_of_five_digits_and_a_name(school: Services, given: Centre) -> None:
    with pytest.raises(Refused):
        ExamCentre(school.database, school.clock).set_centre(officer(school), given)


def test_the_school_keeps_its_own_list_of_what_counts(school: Services) -> None:
    centre, by = ExamCentre(school.database, school.clock), officer(school)
    assert centre.categories() == CATEGORIES
    centre.set_categories(by, ["Phone", " Watch ", "", "Phone"])
    assert centre.categories() == ("Phone", "Watch")
    with pytest.raises(Refused, match="from 1 to 30"):
        centre.set_categories(by, [" "])


def test_a_figure_set_later_counts_before_one_of_the_same_day(school: Services) -> None:
    centre, by = ExamCentre(school.database, school.clock), officer(school)
    assert centre.ratios() == USUAL
    centre.set_ratio(by, ExamType.ON_SCREEN, 25, DAY, "Our reading")
    centre.set_ratio(by, ExamType.ON_SCREEN, 15, DAY, "This year's instructions")
    assert each(centre.ratios(), ExamType.ON_SCREEN, DAY) == (15, False)
    assert each(centre.ratios(), ExamType.ON_SCREEN, date(2025, 10, 5)) == (20, True)


@pytest.mark.parametrize(("candidates", "source"), [(0, "x"), (101, "x"), (30, " ")])
def test_a_figure_is_whole_and_has_a_source(school: Services, candidates: int, source: str) -> None:
    with pytest.raises(Refused):
        ExamCentre(school.database, school.clock).set_ratio(
            officer(school), ExamType.WRITTEN, candidates, DAY, source
        )
