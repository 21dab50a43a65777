from datetime import UTC, datetime

import pytest

from device_rules.errors import SituationError
from device_rules.situation import read_situation, read_time
from tests.device_rules.samples import QUESTION


def test_reads_every_field():
    read = read_situation(QUESTION | {"year": "9", "authorised_by": "slt", "exemption": "medical"})
    assert (read.role, read.year, read.device, read.activity) == ("pupil", 9, "phone", "use")
    assert (read.place, read.during, read.authorised_by, read.exemption) == (
        "classroom",
        "lesson",
        "slt",
        "medical",
    )


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2025-10-06T12:40", 11),
        ("2025-12-01T12:40", 12),
        ("2025-10-06T12:40Z", 12),
        ("2025-10-06 12:40+02:00", 10),
    ],
)
def test_a_naive_time_is_londons(text, hour):
    assert read_time(text).astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time": None}, "the time is missing; give a date and a time of day"),
        ({"time": "12:40"}, "`12:40` is not a time; give a date and a time of day"),
        ({"time": "2025-10-06"}, "`2025-10-06` has no time of day; write it like `2025-10-06T12:40`"),
        ({"time": "tomorrow"}, "`tomorrow` is not a time"),
        ({"role": None}, "the role is missing; use `pupil`, `staff` or `visitor`"),
        ({"device": "tablets"}, "`tablets` is not a known device; did you mean `tablet`?"),
        ({"device": ["phone"]}, "is not a known device"),
        ({"authorised_by": "hed"}, "`hed` is not a known authorised-by; did you mean `head`?"),
        ({"year": "nine"}, "`nine` is not a year group"),
        ({"year": True}, "`True` is not a year group"),
        ({"year": -1}, "`-1` is not a year group"),
        ({"year": "1" * 5000}, "is not a year group; give a whole number"),
        ({"year": 10**5000}, "`that long number` is not a year group"),
        ({"year": 100}, "`100` is not a year group"),
        ({"colour": "red"}, "`colour` is not part of a situation"),
        ({"authorised-by": "head"}, "did you mean `authorised_by`?"),
    ],
)
def test_a_mistake_is_one_sentence(change, sentence):
    with pytest.raises(SituationError) as caught:
        read_situation(QUESTION | change)
    assert sentence in str(caught.value)


def test_the_time_read_is_aware():
    assert isinstance(read_time("2025-10-06T12:40"), datetime)
    assert read_time("2025-10-06T12:40").tzinfo is not None
