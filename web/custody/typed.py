"""What was typed into the custody desk's forms, read into words of the domain: strict, bounded, and tidy."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from controller.domain.timetable import LONDON
from controller.errors import Refused
from controller.services.custody.changing import Seen
from device_rules.vocabulary import KeptFor, Length
from web.payloads import tidy

Word = TypeVar("Word", bound=StrEnum)
LONGEST = 400
SOONER: Mapping[str, tuple[str, Length]] = {
    "1": ("the end of this half-day", 1),
    "end-of-day": ("the end of the school day", KeptFor.END_OF_DAY),
    "2": ("two half-days of school", 2),
    "4": ("four half-days of school", 4),
}
"""Lengths that a person may choose instead of the policy's, where they are shorter."""


def text(name: str, most: int = LONGEST) -> str:
    """Raises Refused for what is longer."""
    typed = tidy(request.values.get(name, ""))
    if len(typed) > most:
        raise Refused("form.too-long", f"That is too long: at most {most} characters.")
    return typed


def query() -> str:
    """What is searched for; what is longer than a name is cut."""
    return tidy(request.args.get("q", ""))[:60]


def ticked(name: str) -> bool:
    return request.form.get(name) == "1"


def word(kind: type[Word], name: str, default: Word | None = None) -> Word:
    """Raises Refused for a word that no field of the page has."""
    given = request.values.get(name, "")
    if given in set(kind):
        return kind(given)
    if default is not None and not given:
        return default
    raise Refused("form.malformed", "Choose one of the answers that the page offers.")


def length(name: str) -> Length | None:
    chosen = SOONER.get(request.values.get(name, ""))
    return chosen[1] if chosen else None


def seen(number: int) -> Seen:
    given = request.form.get("revision", "")
    known = given.isascii() and given.isdecimal() and len(given) < 10
    return Seen(number, int(given) if known else 0)


def moment(name: str) -> datetime:
    """As a browser's date and time field writes it, in the school's own time. Raises Refused."""
    try:
        return datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=LONDON)
    except ValueError as error:
        raise Refused("form.no-time", "Give the day and the time.") from error


def shown_date(name: str) -> datetime | None:
    """The due date that the page had shown, as it wrote it; none where safeguarding decides."""
    given = request.form.get(name, "")
    try:
        return datetime.fromisoformat(given) if given else None
    except ValueError:
        return None
