from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of the clocks.

    `lesson_s` times leases; `link_s` times what passes over the network: beats, watches, acts, retries.
    On a real PC both tick alike; in a simulated school lessons may run fast while the network does not.
    Neither ever jumps; `wall` may.
    """

    wall: datetime
    lesson_s: float
    link_s: float
