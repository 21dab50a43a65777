"""The lease of an exam: made of what the machine can do by itself, and in force only as a whole.

INVARIANT: it ends by its own timer, or because a desired state names it among what ends. No lease of a lesson
takes the place of any of its parts, and no act of a lesson is done beside it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from workstation_agent.core.grip import Grip, Phase
from workstation_agent.core.leases import Held, LeaseBook
from workstation_agent.protocol.acts import OpenUrl, StartProgram, What
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import (
    APPS,
    EXAM,
    SITES,
    STORAGE,
    Apps,
    Exam,
    Limits,
    ListMode,
    Sites,
    matches,
)

IN_EXAM: Final = "this PC is in an exam"
NO_LIST: Final = "this PC cannot be kept to a list of programs"
BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "chrome",
    "google-chrome",
    "microsoft-edge",
    "msedge",
    "brave",
    "brave-browser",
    "firefox",
    "firefox-esr",
)
"""Allowed beside the programs of an exam that has sites: their own lists keep them to those."""


def leases_of(modes: frozenset[str]) -> frozenset[str]:
    """The kinds of lease that a machine with these modes can hold."""
    return modes | {EXAM} if {SITES, STORAGE} <= modes else modes


def exam_of(book: LeaseBook) -> Exam | None:
    held = book.chosen(EXAM)
    return held.lease.limits if held and isinstance(held.lease.limits, Exam) else None


def wanted(book: LeaseBook, kind: str) -> Held | None:
    """What is asked of the machine: the exam's part of this kind comes before anything else of it."""
    exam = book.chosen(EXAM)
    part = parts(exam.lease).get(kind) if exam else None
    return replace(exam, lease=part) if exam and part else book.chosen(kind)


def parts(lease: Lease) -> Mapping[str, Lease]:
    """By the kind that each is asked of. They keep the exam's own kind, so that a machine can tell them."""
    exam = lease.limits
    if lease.kind != EXAM or not isinstance(exam, Exam):
        return {lease.kind: lease}
    lists: dict[str, Limits | None] = {STORAGE: None}
    if exam.sites:
        lists[SITES] = Sites(ListMode.ONLY, exam.sites)
    lists[APPS] = Apps(ListMode.ONLY, exam.programs + (BROWSERS if exam.sites else ()))
    return {kind: replace(lease, limits=limits) for kind, limits in lists.items()}


def is_set(lease: Lease, grips: Mapping[str, Grip], modes: frozenset[str]) -> bool:
    """A machine without lists of programs can still hold an exam that names none."""
    if cannot(lease, modes):
        return False
    return all(_holds(grips.get(kind), part) for kind, part in parts(lease).items() if kind in modes)


def cannot(lease: Lease, modes: frozenset[str]) -> str:
    """Why this machine will never hold it; empty if it may."""
    exam = lease.limits
    return NO_LIST if isinstance(exam, Exam) and exam.programs and APPS not in modes else ""


def trouble(lease: Lease, grips: Mapping[str, Grip], modes: frozenset[str]) -> str:
    """What keeps it from being in force, as far as the machine has said; empty if nothing does."""
    found = (grips[kind] for kind in parts(lease) if kind in grips)
    said = (grip.trouble for grip in found if grip.phase is Phase.FAILED)
    return cannot(lease, modes) or next(said, "")


def allows(exam: Exam, what: What) -> bool:
    """Whether an act may be done beside the exam: opening what the paper uses, and nothing else."""
    if isinstance(what, OpenUrl):
        return any(matches(pattern, what.url) for pattern in exam.sites)
    return isinstance(what, StartProgram) and what.program.casefold() in map(str.casefold, exam.programs)


def _holds(grip: Grip | None, part: Lease) -> bool:
    """Two exams in one room have one list, so what holds the one holds the other."""
    if grip is None or grip.phase is not Phase.SET or grip.lease is None:
        return False
    same = grip.lease.kind == part.kind == EXAM and grip.lease.limits == part.limits
    return grip.lease.id == part.id or same
