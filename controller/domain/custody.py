"""The chain of custody of one item: each hand-over, in the order in which they happened."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """`by` is whoever or whatever allowed it, in words for people: `Station authority 7 (release 3)`."""

    at: datetime
    what: str
    place: str
    by: str
