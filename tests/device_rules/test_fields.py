import pytest

from device_rules.fields import LAST_YEAR, as_list, read_devices, read_years
from device_rules.vocabulary import PERSONAL_DEVICES


@pytest.mark.parametrize(
    ("given", "years"),
    [
        ("9", [9]),
        ("7-9", [7, 8, 9]),
        (["7-8", "KS4", "7"], [7, 8, "KS4"]),
        ("9-9", [9]),
        (f"{LAST_YEAR}", [LAST_YEAR]),
    ],
)
def test_years(given, years):
    assert read_years(given) == years


@pytest.mark.parametrize("given", ["9-7", "9-", "7-1000000000", "1" * 5000, ""])
def test_years_that_make_no_sense(given):
    with pytest.raises(ValueError, match=r"write it like|whole number|is empty"):
        read_years(given)


def test_personal_stands_for_what_is_not_the_schools():
    assert set(read_devices(["personal", "school-device"])) == {*PERSONAL_DEVICES, "school-device"}


def test_one_word_is_a_list_of_one():
    assert as_list("phone") == ["phone"]
