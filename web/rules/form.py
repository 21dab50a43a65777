"""The form «what would happen if…»: the words of a question as fields, each with its mistake beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controller.domain.timetable import local
from device_rules.decide import WORDS
from device_rules.model import Policy, Situation
from web.rules.words import as_sentence, label

LONGEST_WORD = 60  # characters; longer ones cannot be typed into this form
NAMES = ("role", "year", "device", "activity", "place", "time", "during", "authorised_by", "exemption")
MAY_BE_EMPTY = {"during": "By the timetable", "authorised_by": "Nobody", "exemption": "None"}
TITLES = {
    "role": "Who",
    "year": "Year",
    "device": "Device",
    "activity": "What for",
    "place": "Where",
    "time": "When",
    "during": "During",
    "authorised_by": "With permission from",
    "exemption": "Exemption",
}
HINTS = {"exemption": "Supposed: nobody's own record is looked at."}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """`value` is shown again as it was given, also where it is no known word. No choices: it is typed."""

    name: str
    title: str
    value: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    error: str = ""
    kind: str = "text"


def given_words(query: Mapping[str, str]) -> dict[str, str]:
    """What an address asks; anything else in it is not ours."""
    return {name: query[name].strip()[:LONGEST_WORD] for name in NAMES if name in query}


def usual_words(policy: Policy) -> dict[str, str]:
    """The question that a form begins with."""
    asked = {"role": "pupil", "device": "phone", "activity": "use", "place": "classroom"}
    return dict.fromkeys(NAMES, "") | asked | {"year": str(policy.years[0])}


def words_of(situation: Situation) -> dict[str, str]:
    """The words that ask this again, at whatever time it then is."""
    said = {name: getattr(situation, name) for name in NAMES if name != "time"}
    return {name: str(word) for name, word in said.items() if word is not None}


def fields_for(
    words: Mapping[str, str], policy: Policy, now: datetime, mistakes: Mapping[str, str]
) -> dict[str, Field]:
    """By name, in the form's order. `mistakes` are the sentences of the rules."""
    sentences = {name: as_sentence(mistake) for name, mistake in mistakes.items()}
    return {
        name: _time_field(words[name], now, sentences.get(name, ""))
        if name == "time"
        else _field(name, words[name], policy, sentences.get(name, ""))
        for name in NAMES
    }


def _field(name: str, value: str, policy: Policy, error: str) -> Field:
    choices = [*_choices(name, policy)]
    if value not in {choice.value for choice in choices}:
        choices.append(Choice(value, value or "Choose"))
    return Field(name, TITLES[name], value, tuple(choices), HINTS.get(name, ""), error)


def _choices(name: str, policy: Policy) -> Iterable[Choice]:
    if name == "year":
        return [Choice(str(year), f"Year {year}") for year in policy.years]
    words: type[StrEnum] = WORDS[name]
    empty = [Choice("", MAY_BE_EMPTY[name])] if name in MAY_BE_EMPTY else []
    return [*empty, *(Choice(word.value, label(word)) for word in words)]


def _time_field(value: str, now: datetime, error: str) -> Field:
    """A browser's own picker, unless it would swallow what was typed."""
    shown = value if error else _picked(datetime.fromisoformat(value) if value else now)
    return Field("time", TITLES["time"], shown, error=error, kind="text" if error else "datetime-local")


def _picked(at: datetime) -> str:
    wall_clock = local(at) if at.tzinfo else at
    return wall_clock.replace(tzinfo=None).isoformat(timespec="minutes")
