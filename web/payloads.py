"""The body of each socket command: strict, bounded, and with nothing unexpected in it."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

MALFORMED = "This page sent something that cannot be read. Reload the page and try again."


def tidy(text: str) -> str:
    """Drop control and direction-changing characters: the text is shown on other people's screens."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text).strip()


def _web_address(url: str) -> str:
    bad = ValueError("A link starts with https:// or http:// and a site, such as https://bbc.co.uk/bitesize.")
    try:
        parts = urlsplit(url)
    except ValueError as error:  # such as http://[
        raise bad from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or " " in url:
        raise bad
    return url


def as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$")]
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=1200)]
Text = Annotated[str, Field(max_length=200), AfterValidator(tidy)]
Name = Annotated[str, Field(max_length=60), AfterValidator(tidy)]
PairingCode = Annotated[str, Field(max_length=120)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(tidy), AfterValidator(_web_address)]
Number = Annotated[int, Field(ge=1, le=2**53)]


class Payload(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class LessonSeats(Payload):
    lesson: Id
    seats: Ids


class LessonLock(LessonSeats):
    """Until the lesson's end, or for `minutes` if that is sooner."""

    message: Text = ""
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class LessonLink(LessonSeats):
    url: WebAddress


class LessonView(LessonSeats):
    """All that a page shows of its room now: small pictures, perhaps none, and at most one screen in full.

    `monitor` is the one shown in full, counted from 1; 0 is all of them. Of `lacking` it has no picture.
    """

    seats: Annotated[tuple[Id, ...], BeforeValidator(as_tuple), Field(max_length=1200)]
    full: Id | None = None
    monitor: Annotated[int, Field(strict=True, ge=0, le=16)] = 0
    lacking: Annotated[tuple[Id, ...], BeforeValidator(as_tuple), Field(max_length=1200)] = ()


class PupilSearch(Payload):
    text: Annotated[str, Field(max_length=60), AfterValidator(tidy)]


class PupilNamed(Payload):
    pupil: Id


class LeaveGiven(PupilNamed):
    """`note` is for the journal only."""

    reason: Literal["appointment", "illness", "family", "other"]
    note: Text = ""
    minutes: Annotated[int, Field(ge=5, le=120)] = 20


class LeaveNamed(Payload):
    leave: Number


class HoldPlaced(PupilNamed):
    """`sentence` is public, `reason` for the journal only. `days` are school days, today being the first."""

    sentence: Annotated[str, Field(max_length=120), AfterValidator(tidy)] = ""
    days: Annotated[int, Field(ge=1, le=5)] = 1
    reason: Text = ""


class HoldNamed(Payload):
    hold: Number


class NeedGiven(PupilNamed):
    """On `day`, written 2026-09-01, it ends or is looked at again. `reason` is for the journal only."""

    kind: Literal["medical", "adjustment", "young-carer", "emergency"]
    then: Literal["ends", "review"]
    day: Annotated[str, Field(max_length=10)]
    reason: Text


class NeedEnded(Payload):
    need: Number
    reason: Text


class StationNamed(Payload):
    station: Id


class StationAdopt(StationNamed):
    """`name` and `gate` may be left empty for a station that the school's list names."""

    pairing_code: PairingCode
    name: Name = ""
    gate: Name = ""


class StationReplace(StationNamed):
    """`spare` is `station` itself when the spare was set up under the same id."""

    spare: Id
    pairing_code: PairingCode


class StationLogAsked(StationNamed):
    everything: bool = False


class ModeOrdered(Payload):
    """`scope` is `all`, `gate:<name>` or `station:<id>`; `minutes` None for as long as is usual."""

    scope: Annotated[str, Field(max_length=80)]
    mode: Literal["normal", "exam", "evacuate", "lockdown", "maintenance"]
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    drill: bool = False
    reason: Text = ""


class EmergencyOrdered(Payload):
    mode: Literal["evacuate", "lockdown"]
    drill: bool
    reason: Text = ""


class OrderNamed(Payload):
    order: Number


class LetterNamed(Payload):
    letter: Number


class TwiceNamed(Payload):
    """One time that a tag was seen at two stations."""

    number: Number


class WalkSet(Payload):
    """Nobody gets from one gate to the other in less than `seconds`; 0 for gates that are not compared."""

    one: Name
    other: Name
    seconds: Annotated[int, Field(ge=0, le=600)]


class Nothing(Payload):
    """The command says it all."""


_WORDS = {"patterns": "sites", "names": "programs"}


def sentence_for(error: ValidationError) -> str:
    """What the person at the page can do about the first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    kind, where, bounds = first["type"], first["loc"], first.get("ctx", {})
    field = _WORDS.get(str(where[0]), str(where[0])) if where else ""
    if kind == "value_error":
        return str(bounds["error"])
    if kind == "string_too_long":
        which = f"One of the {field}" if len(where) > 1 else f"The {field}"
        return f"{which} is too long: at most {bounds['max_length']} characters."
    if kind == "too_long":
        return f"At most {bounds['max_length']} {field} at once."
    if kind == "too_short":
        return f"Choose at least one of the {field} first."
    return MALFORMED
