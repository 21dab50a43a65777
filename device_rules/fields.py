"""How the fields of a policy document are read, and what its published schema says of each."""

from collections.abc import Callable, Iterable
from datetime import date, time
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from device_rules.errors import instead, shortened
from device_rules.vocabulary import (
    MOST_SESSIONS,
    PERSONAL,
    PERSONAL_DEVICES,
    Activity,
    Authoriser,
    Breach,
    Device,
    During,
    Exemption,
    HeldAt,
    KeptFor,
    LeaveKind,
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
    LeaveKind: "kind of leave",
}
LAST_YEAR = 99  # no year group is later, and a range of years stays short
ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


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
    return list(dict.fromkeys(year for part in as_list(value) for year in _years(str(part))))


def _years(text: str) -> list[int | str]:
    first, dash, last = text.partition("-")
    if not first.isdecimal():
        return [text]
    if dash and not last.isdecimal():
        raise ValueError(f"`{shortened(text)}` is not a range of years; write it like `7-9`")
    start, end = _year(first), _year(last or first)
    if end < start:
        raise ValueError(f"`{text}` runs backwards; write it like `{end}-{start}`")
    return list(range(start, end + 1))


def _year(text: str) -> int:
    if len(text) > len(str(LAST_YEAR)):
        raise ValueError(f"`{shortened(text)}` is not a year group; give a whole number, such as 9")
    return int(text)


def read_devices(value: object) -> list[object]:
    given = as_list(value)
    spread = sorted(PERSONAL_DEVICES) if PERSONAL in given else []
    return [item for item in given if item != PERSONAL] + spread


def read_length(value: object) -> int | KeptFor:
    text = str(value)
    if text in set(KeptFor):
        return KeptFor(text)
    if text.isdecimal() and len(text) <= len(str(MOST_SESSIONS)) and 1 <= int(text) <= MOST_SESSIONS:
        return int(text)
    raise ValueError(
        f"`{shortened(value)}` is not how long a device is kept; give 1 to {MOST_SESSIONS} school sessions "
        f"(mornings and afternoons), or `{KeptFor.END_OF_DAY}`"
    )


def says(*words: Iterable[str]) -> WithJsonSchema:
    """One of the words, or a list of them."""
    word = {"enum": [str(word) for kind in words for word in kind]}
    return WithJsonSchema({"anyOf": [word, {"type": "array", "items": word, "minItems": 1}]})


def says_one(kind: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"enum": [str(word) for word in kind]})


YEAR = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LAST_YEAR}, {"type": "string"}]}
YEARS = WithJsonSchema({"anyOf": [*YEAR["anyOf"], {"type": "array", "items": YEAR, "minItems": 1}]})
A_RULE = {"type": "string", "pattern": ID}
SPEAKS = [verdict for verdict in Verdict if verdict is not Verdict.NOT_COVERED]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=ID, max_length=80)]
Ids = Annotated[
    tuple[str, ...],
    BeforeValidator(as_list),
    WithJsonSchema({"anyOf": [A_RULE, {"type": "array", "items": A_RULE, "minItems": 1}]}),
]
Day = Annotated[date, BeforeValidator(read_date), WithJsonSchema({"type": "string", "format": "date"})]
ClockTime = Annotated[
    time,
    BeforeValidator(read_time),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"}),
]
Years = Annotated[tuple[int | str, ...], BeforeValidator(read_years), YEARS]
WholeYears = Annotated[tuple[int, ...], BeforeValidator(read_years), YEARS]
Roles = Annotated[tuple[Annotated[Role, one(Role)], ...], BeforeValidator(as_list), says(Role)]
Devices = Annotated[
    tuple[Annotated[Device, one(Device)], ...], BeforeValidator(read_devices), says([PERSONAL], Device)
]
Activities = Annotated[
    tuple[Annotated[Activity, one(Activity)], ...], BeforeValidator(as_list), says(Activity)
]
Places = Annotated[tuple[Annotated[Place, one(Place)], ...], BeforeValidator(as_list), says(Place)]
Period = Annotated[During, one(During), says_one(During)]
Periods = Annotated[tuple[Period, ...], BeforeValidator(as_list), says(During)]
Exemptions = Annotated[
    tuple[Annotated[Exemption, one(Exemption)], ...], BeforeValidator(as_list), says(Exemption)
]
People = Annotated[
    tuple[Annotated[Authoriser, one(Authoriser)], ...], BeforeValidator(as_list), says(Authoriser)
]
LeaveKinds = Annotated[
    tuple[Annotated[LeaveKind, one(LeaveKind)], ...], BeforeValidator(as_list), says(LeaveKind)
]
Breaches = Annotated[tuple[Annotated[Breach, one(Breach)], ...], BeforeValidator(as_list), says(Breach)]
OneVerdict = Annotated[Verdict, one(Verdict), says_one(SPEAKS)]
OneStorage = Annotated[Storage, one(Storage), says_one(Storage)]
OnePlaceToHold = Annotated[HeldAt, one(HeldAt), says_one(HeldAt)]
KeptSoLong = Annotated[
    int | KeptFor,
    BeforeValidator(read_length),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": MOST_SESSIONS},
                {"enum": [*map(str, KeptFor)]},
            ]
        }
    ),
]
OneToReleaseTo = Annotated[ReleaseTo, one(ReleaseTo), says_one(ReleaseTo)]
