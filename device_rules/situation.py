"""From the words of a person, a form or a line of JSON to a Situation."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from device_rules.decide import WORDS, unknown
from device_rules.errors import SituationError, instead, shortened
from device_rules.model import Situation
from device_rules.school_day import LONDON
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Place, Role

Word = TypeVar("Word", bound=StrEnum)
FIELDS = (*WORDS, "year", "time")


def read_situation(words: Mapping[str, object]) -> Situation:
    """Keys are those of FIELDS; a naive `time` is in Europe/London. Raises SituationError with a sentence."""
    for key in words:
        if key not in FIELDS:
            raise SituationError(f"`{shortened(key)}` is not part of a situation; {instead(key, FIELDS)}")
    return Situation(
        role=_needed(Role, words, "role"),
        year=_year(words.get("year")),
        device=_needed(Device, words, "device"),
        activity=_needed(Activity, words, "activity"),
        place=_needed(Place, words, "place"),
        at=read_time(words.get("time")),
        during=_word(During, words, "during"),
        authorised_by=_word(Authoriser, words, "authorised_by"),
        exemption=_word(Exemption, words, "exemption"),
    )


def read_time(value: object) -> datetime:
    """ISO 8601 with a date and a time of day; without a zone it is a wall clock in Europe/London."""
    if value is None:
        raise SituationError("the time is missing; give a date and a time of day, such as `2025-10-06T12:40`")
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        sentence = (
            f"`{shortened(value)}` is not a time; give a date and a time of day, such as `2025-10-06T12:40`"
        )
        raise SituationError(sentence) from error
    if not {"T", " "} & set(str(value)):
        raise SituationError(f"`{value}` has no time of day; write it like `{value}T12:40`")
    return at if at.tzinfo else at.replace(tzinfo=LONDON)


def _needed(kind: type[Word], words: Mapping[str, object], name: str) -> Word:
    word = _word(kind, words, name)
    if word is None:
        raise SituationError(f"the {name} is missing; {instead('', kind)}")
    return word


def _word(kind: type[Word], words: Mapping[str, object], name: str) -> Word | None:
    value = words.get(name)
    if value is None:
        return None
    try:
        return kind(str(value))
    except ValueError as error:
        raise unknown(name, value) from error


def _year(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not str(value).isdecimal():
        raise SituationError(f"`{shortened(value)}` is not a year group; give a whole number, such as 9")
    return int(str(value))
