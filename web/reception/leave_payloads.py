"""The bodies of the commands about leave. Times are the school's own, in a form's way: 2026-09-01T13:10."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from web.payloads import Id, Name, Number, Payload, PupilNamed, Text, as_tuple, tidy

Kind = Literal["early-leaver", "medical", "trip", "off-site-college", "young-carer", "exam"]
Reason = Literal[
    "appointment",
    "illness",
    "family",
    "other",
    "health",
    "visit",
    "fixture",
    "course",
    "call-home",
    "hand-in",
]
Moment = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})?$")]
Clock = Annotated[str, Field(pattern=r"^([0-9]{2}:[0-9]{2})?$")]
Day = Annotated[str, Field(max_length=10)]


class LeaveAsked(Payload):
    """`minutes` counts where `until` is empty. Empty `starts`: now. `note` is for the journal."""

    pupils: Annotated[tuple[Id, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=200)]
    kind: Kind
    reason: Reason
    note: Text = ""
    title: Name = ""
    minutes: Annotated[int, Field(ge=5, le=12 * 60)] = 20
    starts: Moment = ""
    until: Moment = ""
    back_by: Moment = ""
    second: bool = False


class ClassNamed(Payload):
    """A form, or a teaching class."""

    group: Annotated[str, Field(max_length=64), AfterValidator(tidy)]


class RequestNamed(Payload):
    request: Number


class RequestDecided(RequestNamed):
    approves: bool
    word: Text = ""


class SeenBack(Payload):
    leave: Number
    word: Text


class WeeklyGiven(PupilNamed):
    """`weekdays`: 0 is Monday. `week`: of a timetable of several; empty for every week."""

    place: Name
    weekdays: Annotated[
        tuple[Annotated[int, Field(ge=0, le=4)], ...], BeforeValidator(as_tuple), Field(max_length=5)
    ]
    week: Name = ""
    starts: Clock
    ends: Clock
    back_by: Clock = ""
    first: Day
    last: Day
    review: Day


class WeeklyNamed(Payload):
    weekly: Number


class WeeklyReviewed(WeeklyNamed):
    review: Day
