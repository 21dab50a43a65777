"""The table of pupils' phones: a row for the years of a key stage that are treated alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from controller.services.rule_questions import Answer, RuleQuestions
from device_rules.errors import listed
from device_rules.model import Decision
from device_rules.vocabulary import Activity, Device, During, Place


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    detail: str
    activity: Activity
    place: Place
    during: During


COLUMNS = (
    Column("Bring it", "to school", Activity.BRING, Place.SITE, During.LESSON),
    Column("Use it", "in lessons", Activity.USE, Place.CLASSROOM, During.LESSON),
    Column("Use it", "at social times", Activity.USE, Place.SOCIAL_AREA, During.SOCIAL_TIME),
    Column("Take photographs", "at social times", Activity.PHOTOGRAPH, Place.SITE, During.SOCIAL_TIME),
)


@dataclass(frozen=True, slots=True)
class Row:
    """`answers` are about the first of `years`, and the same for all of them; one for each column."""

    stage: str
    years: tuple[int, ...]
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        first, last = self.years[0], self.years[-1]
        if first == last:
            return f"Year {first}"
        unbroken = last - first == len(self.years) - 1
        return f"Years {first}–{last}" if unbroken else f"Years {listed(self.years, 'and')}"


def phone_rows(questions: RuleQuestions) -> Iterator[Row]:
    for stage, years in questions.policy.key_stages.items():
        asked = [(year, _answers(questions, year)) for year in sorted(years)]
        for _, alike in groupby(asked, key=lambda one: _decisions(one[1])):
            group = list(alike)
            yield Row(stage, tuple(year for year, _ in group), group[0][1])


def _answers(questions: RuleQuestions, year: int) -> tuple[Answer, ...]:
    return tuple(
        questions.pupil(year, Device.PHONE, column.activity, column.place, column.during)
        for column in COLUMNS
    )


def _decisions(answers: Sequence[Answer]) -> list[Decision]:
    return [answer.decision for answer in answers]
