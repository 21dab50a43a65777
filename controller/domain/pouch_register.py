"""The pouch register: what a pouch may be, what may become of it, and the words for both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controller.errors import Refused

PRICIEST_PENCE = 20_000
TAG_DIGITS = frozenset({8, 14, 16, 20})
"""Hexadecimal digits of a tag's own number: 4, 7, 8 or 10 bytes."""
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,31}")


class PouchStatus(StrEnum):
    """INVARIANT: a pouch has a pupil only while it is in use; whose it was last is kept beside it."""

    IN_USE = "in-use"
    SPARE = "spare"
    LOST = "lost"
    DAMAGED = "damaged"
    RETIRED = "retired"


class Owner(StrEnum):
    SCHOOL = "school"
    FAMILY = "family"


class Condition(StrEnum):
    """What schools report of pouches; a pouch in use may have pen marks and still close."""

    FINE = "fine"
    BENT_PIN = "bent-pin"
    PIN_NOT_RECESSING = "pin-not-recessing"
    SCRATCHED_GLOBE = "scratched-globe"
    PEN_MARKS = "pen-marks"
    CUT_SEAM = "cut-seam"


class FeeState(StrEnum):
    CHARGED = "charged"
    PAID = "paid"
    WAIVED = "waived"


STATUS_WORDS: Mapping[PouchStatus, str] = {
    PouchStatus.IN_USE: "in use",
    PouchStatus.SPARE: "in the spare pool",
    PouchStatus.LOST: "lost",
    PouchStatus.DAMAGED: "damaged",
    PouchStatus.RETIRED: "retired",
}

CONDITION_WORDS: Mapping[Condition, str] = {
    Condition.FINE: "Fine",
    Condition.BENT_PIN: "Bent pin",
    Condition.PIN_NOT_RECESSING: "Pin not recessing",
    Condition.SCRATCHED_GLOBE: "Scratched globe",
    Condition.PEN_MARKS: "Pen marks",
    Condition.CUT_SEAM: "Cut seam",
}

_IN, _SPARE, _LOST, _DAMAGED, _RETIRED = PouchStatus
MOVES: Mapping[PouchStatus, frozenset[PouchStatus]] = {
    _IN: frozenset({_SPARE, _LOST, _DAMAGED, _RETIRED}),
    _SPARE: frozenset({_IN, _LOST, _DAMAGED, _RETIRED}),
    _LOST: frozenset({_IN, _SPARE, _DAMAGED, _RETIRED}),
    _DAMAGED: frozenset({_IN, _SPARE, _LOST, _RETIRED}),
    _RETIRED: frozenset({_SPARE}),
}
"""What may become of a pouch. One that was retired by mistake goes back through the spare pool."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One pouch as the register has it. `pupil` is empty unless it is in use; `last` is whose it was then."""

    id: str
    tag: bytes
    status: PouchStatus
    owner: Owner
    condition: Condition
    condition_at: datetime | None
    pupil: str
    last: str
    revision: int


@dataclass(frozen=True, slots=True)
class Fee:
    id: int
    pouch: str
    pupil: str
    pupil_name: str
    form: str
    pence: int
    state: FeeState
    charged_at: datetime
    charged_by: str
    settled_at: datetime | None
    settled_by: str
    why: str


def check_move(pouch: str, now: PouchStatus, then: PouchStatus) -> None:
    """Raises Refused with what it is already."""
    if then not in MOVES[now]:
        code = "pouch.is-already" if now is then else "pouch.cannot-become"
        more = "." if now is then else ": put it back into the spare pool first."
        raise Refused(code, f"Pouch {pouch} is {STATUS_WORDS[now]}{' already' if now is then else ''}{more}")


def check_number(text: str) -> str:
    """The number that is printed on a pouch. Raises Refused."""
    number = text.strip()
    if NUMBER.fullmatch(number) is None:
        raise Refused(
            "pouch.bad-number",
            "A pouch number has up to 32 letters, digits and dashes, such as NG-0412.",
        )
    return number


def read_tag(text: str) -> bytes:
    """A tag's own number as scanners type it: `04A2…`, also `04:a2:…` or `04 A2 …`. Raises Refused."""
    digits = re.sub(r"[\s:.-]", "", text).removeprefix("0x")
    if len(digits) in TAG_DIGITS and re.fullmatch(r"[0-9A-Fa-f]+", digits):
        return bytes.fromhex(digits)
    if digits.isdecimal() and len(digits) in (10, 17):
        raise Refused(
            "tag.decimal",
            "That scanner writes the tag in decimal: set it to hexadecimal, or tap the pouch at a station.",
        )
    raise Refused(
        "tag.unreadable",
        "That is no pouch of the register and no tag number: scan the tag again, or tap it at a station.",
    )


def next_number(known: set[str]) -> str:
    """One more than the highest of those that most pouches are numbered like: `NG-0826` after `NG-0825`."""
    found = [(one[1], int(one[2]), len(one[2])) for one in map(_NUMBERED.fullmatch, known) if one]
    if not found:
        return "P-0001"
    prefixes = [prefix for prefix, _, _ in found]
    common = max(sorted(set(prefixes)), key=prefixes.count)
    mine = [(number, width) for prefix, number, width in found if prefix == common]
    highest, width = max(mine)[0], max(width for _, width in mine)
    return f"{common}{highest + 1:0{width}}"


_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")


def pounds(pence: int) -> str:
    return f"£{pence // 100}.{pence % 100:02}"


def with_article(words: str) -> str:
    return words[:1].lower() + words[1:]
