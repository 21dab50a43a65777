"""What is to happen on an exam morning, as plain data that knows nothing of the product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from controller.domain.exams.gate import Outcome
from controller.domain.exams.seating import ExamRoom

OFFICER, SCHOOL, LAB = "officer", "school", "lab"
"""Who acts, beside the rooms by their ids: the exams officer; pupils, reception and bad luck; the network
manager.
"""


@dataclass(frozen=True, slots=True)
class Paper:
    body: str
    code: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A room with its paper and watchers; its stations' gate and the school's room that it is, or none."""

    room: ExamRoom
    paper: Paper
    gate: str
    school_room: str
    watchers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sitter:
    number: str
    name: str
    pupil: str
    room: str
    seat: str
    extra: int = 0
    arrangements: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """`who` does `command` so many seconds after the phase began; `mishap` is what it belongs to."""

    after_s: float
    who: str
    command: str
    facts: Mapping[str, object] = field(default_factory=dict)
    mishap: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """Begins `due_s` seconds after the gate opens, or later: once all that came before it is done."""

    name: str
    due_s: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """`gate_s`: how long the gate is open before the published start."""

    places: Mapping[str, Place]
    sitters: Mapping[str, Sitter]
    phases: tuple[Phase, ...]
    mishaps: tuple[str, ...]
    gate_s: float

    @property
    def papers(self) -> tuple[Paper, ...]:
        return tuple(dict.fromkeys(one.paper for one in self.places.values()))

    def paper_of(self, step: Step) -> Paper:
        """Of a room's step, or of the officer's, who names it."""
        if step.who in self.places:
            return self.places[step.who].paper
        return next(one for one in self.papers if one.code == step.facts["paper"])

    @property
    def adjusted(self) -> frozenset[str]:
        """Candidates with a named approval to keep something."""
        return frozenset(
            str(step.facts["candidate"])
            for phase in self.phases
            for step in phase.steps
            if step.facts.get("outcome") == Outcome.ADJUSTMENT.value
        )


@dataclass(frozen=True, slots=True)
class Timed:
    """A step with when it was done: what a tablet writes down is known to the second."""

    step: Step
    at: datetime

    @property
    def key(self) -> str:
        """The same name for the same line, however often it is sent."""
        return sha256(repr((self.step, self.at)).encode()).hexdigest()[:32]


def timed(phase: Phase, began: datetime) -> list[Timed]:
    return [Timed(step, began + timedelta(seconds=step.after_s)) for step in phase.steps]
