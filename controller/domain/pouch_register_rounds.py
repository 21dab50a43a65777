"""Whose turn it is when pouches are given out to a year group: the list, the skipped, the left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controller.domain.school import Pupil


class GroupKind(StrEnum):
    YEAR = "year"
    FORM = "form"


class StepKind(StrEnum):
    ISSUED = "issued"
    SKIPPED = "skipped"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Group:
    """`name` is a year (`7`) or a form (`7A`)."""

    kind: GroupKind
    name: str

    @property
    def title(self) -> str:
        return f"Year {self.name}" if self.kind is GroupKind.YEAR else self.name


@dataclass(frozen=True, slots=True)
class Step:
    pupil: str
    kind: StepKind
    pouch: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """One pupil of the round. `pouch` is theirs now; `step` what was done with them in this round."""

    pupil: Pupil
    pouch: str
    step: StepKind | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`had` had a pouch before the round; `left` are still to come, the skipped among them."""

    pupils: int
    had: int
    issued: int
    absent: int
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands: who is `next`, and everybody in the order in which they come."""

    next: Pupil | None
    places: Sequence[Place]
    progress: Progress
    last: Step | None


def standing(
    pupils: Sequence[Pupil], pouches: Mapping[str, str], steps: Sequence[Step], called: str = ""
) -> Standing:
    """`pouches` are those in use, by pupil; `steps` are those not taken back, in order.

    Who was skipped comes again after all others; whoever is absent does not, unless called.
    """
    newest = {step.pupil: step for step in steps}
    places = [Place(one, pouches.get(one.id, ""), _kind(newest.get(one.id))) for one in pupils]
    waiting = [one for one in places if not one.pouch and one.step is not StepKind.ABSENT]
    order = [one for one in waiting if one.step is None]
    skipped = [step.pupil for step in steps if step.kind is StepKind.SKIPPED]
    order += sorted(
        (one for one in waiting if one.step is not None), key=lambda one: _last(skipped, one.pupil.id)
    )
    asked = next((one for one in places if one.pupil.id == called and not one.pouch), None)
    first = asked or (order[0] if order else None)
    return Standing(
        next=first.pupil if first else None,
        places=places,
        progress=_progress(places, waiting),
        last=steps[-1] if steps else None,
    )


def _kind(step: Step | None) -> StepKind | None:
    return step.kind if step else None


def _last(skipped: Sequence[str], pupil: str) -> int:
    """One who was skipped again comes after those who were skipped once."""
    return max((at for at, one in enumerate(skipped) if one == pupil), default=-1)


def _progress(places: Sequence[Place], waiting: Sequence[Place]) -> Progress:
    issued = sum(bool(one.pouch) and one.step is StepKind.ISSUED for one in places)
    with_pouch = sum(bool(one.pouch) for one in places)
    absent = sum(not one.pouch and one.step is StepKind.ABSENT for one in places)
    return Progress(len(places), with_pouch - issued, issued, absent, len(waiting))
