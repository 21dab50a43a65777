"""How many candidates one invigilator may watch: dated figures of each kind of exam."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from controller.domain.exams.sittings import ExamType


@dataclass(frozen=True, slots=True)
class Ratio:
    """One invigilator to so many candidates, from that day on. `source` says who laid it down."""

    kind: ExamType
    candidates: int
    since: date
    source: str


USUAL = (
    Ratio(ExamType.WRITTEN, 30, date(2000, 1, 1), "JCQ, Instructions for conducting examinations"),
    Ratio(ExamType.PRACTICAL, 20, date(2000, 1, 1), "JCQ, Instructions for conducting examinations"),
)
"""What a school begins with, and confirms against this year's instructions. On-screen tests are not here."""


class Watch(StrEnum):
    ENOUGH = "enough"
    SHORT = "short"
    ALONE = "alone"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Standing:
    """`assumed`: no figure was set for this kind, so the strictest of all holds."""

    watch: Watch
    needed: int
    there: int
    candidates_each: int
    assumed: bool


def in_force(ratios: Iterable[Ratio], kind: ExamType, on: date) -> Ratio | None:
    """The newest figure of that kind that holds on that day."""
    found = [one for one in ratios if one.kind is kind and one.since <= on]
    return max(found, key=lambda one: one.since, default=None)


def each(ratios: Iterable[Ratio], kind: ExamType, on: date) -> tuple[int, bool]:
    """Candidates for each invigilator, and whether that is assumed. An unset kind gets the strictest."""
    known = list(ratios)
    if (own := in_force(known, kind, on)) is not None:
        return own.candidates, False
    others = [one for other in ExamType if (one := in_force(known, other, on)) is not None]
    return min((one.candidates for one in others), default=1), True


def standing(ratios: Iterable[Ratio], kind: ExamType, on: date, candidates: int, there: int) -> Standing:
    """`candidates` in the room now, `there`: invigilators signed in."""
    figure, assumed = each(ratios, kind, on)
    needed = max(1, math.ceil(candidates / figure)) if candidates else 0
    return Standing(_watch(needed, there), needed, there, figure, assumed)


def _watch(needed: int, there: int) -> Watch:
    if not needed or there > needed:
        return Watch.ENOUGH
    if there == 0:
        return Watch.NOBODY
    if there < needed:
        return Watch.SHORT
    return Watch.ALONE if there == 1 else Watch.ENOUGH
