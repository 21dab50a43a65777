"""The chain of custody of one item: each change of where it is or whose it is, as it happened."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """`by` is whoever or whatever allowed it, in words for people: `Station authority 7 (release 3)`.

    The two who signed a hand-over are `handed_by` and `handed_to`. `reason` never tells of a pupil's need.
    """

    at: datetime
    what: str
    place: str
    by: str
    reason: str = ""
    handed_by: str = ""
    handed_to: str = ""


def of_pouch(number: str) -> str:
    """The name of the item in the chain."""
    return f"pouch:{number}"


def of_device(number: int) -> str:
    """A device that was taken from a pupil, by its number in the custody book."""
    return f"device:{number}"
