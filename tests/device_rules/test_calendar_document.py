import re
from pathlib import Path

import pytest

from device_rules.calendar import CalendarError, school_time_after
from device_rules.calendar_document import read_calendar
from device_rules.situation import read_time
from tests.device_rules.samples import day

DOCS = (Path(__file__).parents[2] / "docs" / "school-time.md").read_text("utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)[0]


def test_the_example_in_the_docs_reads_as_it_says():
    calendar = read_calendar(EXAMPLE)
    assert calendar.why_closed(day("2025-09-01")) == "INSET day"
    assert calendar.why_closed(day("2025-10-31")) == "Half-term"
    assert [week.name for week in calendar.weeks] == ["A", "B"]
    assert len(calendar.sessions_on(day("2025-09-12"))) == 1
    end = school_time_after(calendar, read_time("2025-10-06T10:00"), sessions=2)
    assert end == read_time("2025-10-06T15:10")


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        (
            "monday:",
            "mnday:",
            "line 13: `weeks.A.mnday.[key]`: `mnday` is not a weekday; did you mean `monday`?",
        ),
        ("08:40-12:10", "08:40", "`08:40` is not a session; write it like `08:40-12:10`"),
        ("08:40-12:10", "8.40-12:10", "`8.40` is not a time of day; write it like `08:45`"),
        ("2025-12-19", "2025-12-99", "`2025-12-99` is not a date"),
        (
            "until: 2025-10-31",
            "until: 2052-10-31",
            "`Half-term` lasts from 2025-10-27 until 2052-10-31; check",
        ),
        (
            "week: B",
            "week: C",
            "the term `Spring` starts with week `C`, which is not one; use `A` or",
        ),
        ("terms:", "trems:", "`terms`"),
        ("why: INSET day", "why: [", "is not YAML"),
        ("name: Autumn", "name: ''", "`terms.0.name`"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(was, becomes, sentence):
    assert was in EXAMPLE
    with pytest.raises(CalendarError) as caught:
        read_calendar(EXAMPLE.replace(was, becomes), "year.yaml")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("year.yaml")
    assert "\n" not in str(caught.value)
