"""Who is there: the register of a sitting, from lines that are only ever added to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.exams.sittings import Sitting

VERY_LATE = timedelta(hours=1)
"""After the published start; in a shorter exam, after its end (JCQ, on candidates who arrive late)."""


class Step(StrEnum):
    """What was seen of a candidate. `LEFT` and `BACK`: out of the room with somebody, and in again."""

    ARRIVED = "arrived"
    ABSENT = "absent"
    LEFT = "left"
    BACK = "back"
    FINISHED = "finished"
    MISTAKEN = "mistaken"


class Presence(StrEnum):
    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    VERY_LATE = "very-late"
    ABSENT = "absent"
    OUT = "out"
    FINISHED = "finished"


IN_THE_ROOM = frozenset({Presence.PRESENT, Presence.LATE, Presence.VERY_LATE})
SITTING = IN_THE_ROOM | {Presence.OUT}


@dataclass(frozen=True, slots=True)
class Line:
    """`with_whom` goes along with a candidate who leaves for a while."""

    candidate: str
    step: Step
    at: datetime
    by: str
    with_whom: str = ""


FOLLOWS: dict[Step, frozenset[Presence]] = {
    Step.ARRIVED: frozenset({Presence.EXPECTED, Presence.ABSENT}),
    Step.ABSENT: frozenset({Presence.EXPECTED}),
    Step.LEFT: IN_THE_ROOM,
    Step.BACK: frozenset({Presence.OUT}),
    Step.FINISHED: SITTING,
    Step.MISTAKEN: frozenset(Presence) - {Presence.EXPECTED},
}
"""After what a line may be written; anything else is refused where it is asked for."""


def presence(sitting: Sitting, lines: Iterable[Line]) -> Presence:
    """Of one candidate, from their lines in order. A mistaken line takes back the one before it."""
    kept = _kept(lines)
    if not kept:
        return Presence.EXPECTED
    last = kept[-1].step
    if last is Step.ABSENT:
        return Presence.ABSENT
    if last is Step.LEFT:
        return Presence.OUT
    if last is Step.FINISHED:
        return Presence.FINISHED
    return _came(sitting, next(line.at for line in kept if line.step is Step.ARRIVED))


def may_follow(sitting: Sitting, lines: Iterable[Line], step: Step) -> bool:
    return presence(sitting, lines) in FOLLOWS[step]


def _kept(lines: Iterable[Line]) -> Sequence[Line]:
    kept: list[Line] = []
    for line in lines:
        if line.step is not Step.MISTAKEN:
            kept.append(line)
        elif kept:
            kept.pop()
    return kept


def _came(sitting: Sitting, at: datetime) -> Presence:
    if at > sitting.due_at + min(VERY_LATE, sitting.length):
        return Presence.VERY_LATE
    began = sitting.started_at or sitting.due_at
    return Presence.LATE if at > max(began, sitting.due_at) else Presence.PRESENT
