"""From the words of a person, a form or a line of JSON to a Situation."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from device_rules.decide import WORDS, unknown
from device_rules.errors import SituationError, instead, shortened
from device_rules.model import Situation
from device_rules.school_day import LONDON
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Place, Role

Word = TypeVar("Word", bound=StrEnum)
FIELDS = (*WORDS, "year", "time")
FIELD_SET = frozenset(FIELDS)
KNOWN: dict[type[StrEnum], dict[Any, Any]] = {
    kind: {str(word): word for word in kind} for kind in WORDS.values()
}
LAST_YEAR = 99  # no year group is later, and whoever writes more digits means something else


def read_situation(words: Mapping[str, object]) -> Situation:
    """Keys are those of FIELDS; a naive `time` is in Europe/London. Raises SituationError with a sentence."""
    if not words.keys() <= FIELD_SET:
        raise _foreign(words)
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


def _foreign(words: Mapping[str, object]) -> SituationError:
    key = next(key for key in words if key not in FIELD_SET)
    return SituationError(f"`{shortened(key)}` is not part of a situation; {instead(key, FIELDS)}")


def read_time(value: object) -> datetime:
    """ISO 8601 with a date and a time of day; without a zone it is a wall clock in Europe/London."""
    if value is None:
        raise SituationError("the time is missing; give a date and a time of day, such as `2025-10-06T12:40`")
    text = str(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        sentence = (
            f"`{shortened(value)}` is not a time; give a date and a time of day, such as `2025-10-06T12:40`"
        )
        raise SituationError(sentence) from error
    if "T" not in text and " " not in text:
        raise SituationError(f"`{text}` has no time of day; write it like `{text}T12:40`")
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
        found: Word = KNOWN[kind][value]
    except (KeyError, TypeError) as error:  # TypeError: a list or the like
        raise unknown(name, value) from error
    return found


def _year(value: object) -> int | None:
    if value is None:
        return None
    year = value if type(value) is int else _digits(value)
    if not 0 <= year <= LAST_YEAR:
        raise _no_year(value)
    return year


def _digits(value: object) -> int:
    text = value if isinstance(value, str) else ""
    if not text.isdecimal() or len(text) > len(str(LAST_YEAR)):
        raise _no_year(value)
    return int(text)


def _no_year(value: object) -> SituationError:
    return SituationError(f"`{shortened(value)}` is not a year group; give a whole number, such as 9")
