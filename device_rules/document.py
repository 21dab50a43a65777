"""The schema of a policy document as a person writes it. Scalars arrive as text, so YAML guesses nothing."""

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from device_rules.errors import instead, shortened
from device_rules.vocabulary import (
    PERSONAL,
    PERSONAL_DEVICES,
    Activity,
    Authoriser,
    Breach,
    Device,
    During,
    Exemption,
    HeldAt,
    Place,
    ReleaseTo,
    Role,
    Storage,
    Verdict,
)

Moment = TypeVar("Moment", date, time)
NAMES = {
    HeldAt: "place to hold a device",
    ReleaseTo: "person to release to",
    During: "period",
}


def one(kind: type[StrEnum]) -> BeforeValidator:
    """Reads one word of `kind`, or says which word was probably meant."""

    def read(value: object) -> StrEnum:
        text = str(value)
        if text not in set(kind):
            name = NAMES.get(kind, kind.__name__.lower())
            raise ValueError(f"`{shortened(text)}` is not a known {name}; {instead(text, kind)}")
        return kind(text)

    return BeforeValidator(read)


def as_list(value: object) -> list[object]:
    if value in ("", []):
        raise ValueError("is empty; give a word or a list of words, or leave the field out")
    return list(value) if isinstance(value, list | tuple) else [value]


def read_date(value: object) -> date:
    return _iso(value, date.fromisoformat, "a date; write it like `2025-09-01`")


def read_time(value: object) -> time:
    return _iso(value, time.fromisoformat, "a time of day; write it like `08:45`")


def _iso(value: object, read: Callable[[str], Moment], advice: str) -> Moment:
    try:
        return read(str(value))
    except ValueError as error:
        raise ValueError(f"`{shortened(value)}` is not {advice}") from error


def read_years(value: object) -> list[int | str]:
    """Years as whole numbers, with `7-9` spelled out; the names of key stages are left as they are."""
    return [year for part in as_list(value) for year in _years(str(part))]


def _years(text: str) -> list[int | str]:
    first, dash, last = text.partition("-")
    if not first.isdecimal():
        return [text]
    if dash and not last.isdecimal():
        raise ValueError(f"`{text}` is not a range of years; write it like `7-9`")
    return list(range(int(first), int(last or first) + 1))


def read_devices(value: object) -> list[object]:
    given = as_list(value)
    spread = sorted(PERSONAL_DEVICES) if PERSONAL in given else []
    return [item for item in given if item != PERSONAL] + spread


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Ids = Annotated[tuple[str, ...], BeforeValidator(as_list)]
Day = Annotated[date, BeforeValidator(read_date)]
ClockTime = Annotated[time, BeforeValidator(read_time)]
Years = Annotated[tuple[int | str, ...], BeforeValidator(read_years)]
WholeYears = Annotated[tuple[int, ...], BeforeValidator(read_years)]
Roles = Annotated[tuple[Annotated[Role, one(Role)], ...], BeforeValidator(as_list)]
Devices = Annotated[tuple[Annotated[Device, one(Device)], ...], BeforeValidator(read_devices)]
Activities = Annotated[tuple[Annotated[Activity, one(Activity)], ...], BeforeValidator(as_list)]
Places = Annotated[tuple[Annotated[Place, one(Place)], ...], BeforeValidator(as_list)]
Period = Annotated[During, one(During)]
Periods = Annotated[tuple[Period, ...], BeforeValidator(as_list)]
Exemptions = Annotated[tuple[Annotated[Exemption, one(Exemption)], ...], BeforeValidator(as_list)]
People = Annotated[tuple[Annotated[Authoriser, one(Authoriser)], ...], BeforeValidator(as_list)]
Breaches = Annotated[tuple[Annotated[Breach, one(Breach)], ...], BeforeValidator(as_list)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dates(Part):
    """Both days are included."""

    start: Day = Field(alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Dates":
        return in_order(self, self.start, self.until)


class SchoolSession(Part):
    """Without `during`, all that is known is that it is school time."""

    start: ClockTime = Field(alias="from")
    until: ClockTime
    during: Period | None = None


class Row(Part):
    """One rule. A match field that is left out matches anything; an effect left out says nothing."""

    id: Id
    source: Text
    note: Text | None = None
    role: Roles | None = None
    years: Years | None = None
    device: Devices | None = None
    activity: Activities | None = None
    place: Places | None = None
    during: Periods | None = None
    exemption: Exemptions | None = None
    verdict: Annotated[Verdict, one(Verdict)] | None = None
    storage: Annotated[Storage, one(Storage)] | None = None
    authorisers: People | None = None
    on_breach: Breaches | None = None
    held_at: Annotated[HeldAt, one(HeldAt)] | None = None
    release_to: Annotated[ReleaseTo, one(ReleaseTo)] | None = None
    may_confiscate: People | None = None
    may_search: People | None = None
    overrides: Ids = ()
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> "Row":
        if self.verdict is Verdict.NOT_COVERED:
            raise ValueError("`not-covered` is what a policy answers where it is silent; leave the rule out")
        if self.authorisers and self.verdict is not Verdict.NEEDS_AUTHORISATION:
            raise ValueError("`authorisers` only go with `verdict: needs-authorisation`")
        if self.years and self.role and self.role != (Role.PUPIL,):
            raise ValueError("only pupils have years; write `role: pupil` or make two rules")
        if self.verdict is None and self.model_fields_set.isdisjoint(EFFECTS):
            raise ValueError(f"has no `verdict`; {instead('', set(Verdict) - {Verdict.NOT_COVERED})}")
        return in_order(self, self.start, self.until)


EFFECTS = ("storage", "on_breach", "held_at", "release_to", "may_confiscate", "may_search")


class Document(Part):
    title: Text
    document: Text
    effective: Dates
    review: Day | None = None
    note: Text | None = None
    key_stages: dict[str, WholeYears] = Field(min_length=1)
    school_day: tuple[SchoolSession, ...] = ()
    authorisers: People = ()
    rules: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _day_runs_forward(self) -> "Document":
        times = [moment for session in self.school_day for moment in (session.start, session.until)]
        if times != sorted(times):
            raise ValueError("`school_day` runs backwards; put its sessions in order, `from` before `until`")
        return self


Dated = TypeVar("Dated", Dates, Row)


def in_order(part: Dated, start: date | None, until: date | None) -> Dated:
    if start and until and until < start:
        raise ValueError(f"ends on {until}, before it starts on {start}; swap `from` and `until`")
    return part
