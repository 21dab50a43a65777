"""The one rule of when a pouch opens, and how its answer is put into words.

INVARIANT: nothing else decides it. On site a pouch opens only where the policy permits the use of a phone
there and then; for a pupil who is leaving it opens unless the policy forbids the phone off site.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from device_rules.model import Decision, Situation
from device_rules.vocabulary import Activity, During, Place, Verdict


class PouchState(StrEnum):
    """A claim, as good as its evidence."""

    LOCKED = "locked"
    RELEASED = "released"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    ISSUED = "issued"
    TAPPED = "tapped"
    SEEN = "seen"
    JAMMED = "jammed"
    CUT_SHORT = "cut-short"


class Leaving(StrEnum):
    """Why the pupil may go: not at all, with the day-end release, or by a grant of their own."""

    NO = "no"
    RELEASE = "release"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Pouch:
    id: str
    state: PouchState
    evidence: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """`code` goes to the station, and names nobody; `sentence` and `source` are for the console."""

    opens: bool
    code: str
    sentence: str
    source: str


PERMITS = frozenset({Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY})
ASKS = Activity.USE

STORAGE_WORDS = {
    "locked-pouch": "in the locked pouch",
    "off-and-out-of-sight": "off and out of sight",
    "handed-in": "handed in",
    "none": "put away",
}


def seated(asked: Situation) -> Situation:
    """The same question about somebody who sits an exam."""
    return replace(asked, activity=ASKS, place=Place.EXAM_ROOM, during=During.EXAM)


def place(leaving: Leaving) -> Place:
    return Place.SITE if leaving is Leaving.NO else Place.OFF_SITE


def opens(decision: Decision, leaving: Leaving) -> bool:
    if leaving is Leaving.NO:
        return decision.verdict in PERMITS
    return decision.verdict is not Verdict.FORBIDDEN


def rule(decide: Callable[[Place], Decision], leaving: Leaving, title: str) -> tuple[Ruling, Decision]:
    """`decide` answers for this pupil, now, at a place; `title` is the policy's."""
    decision = decide(place(leaving))
    clauses = source(decision, title)
    if opens(decision, leaving):
        return Ruling(True, "", _why_open(decision, leaving), clauses), decision
    return Ruling(False, _code(decision), _why_shut(decision, leaving), clauses), decision


def source(decision: Decision, title: str) -> str:
    """The policy and the clauses of it that decided, each once."""
    return "; ".join(dict.fromkeys([title, *(clause for _, clause in decision.because)]))


def discreet(ruling: Ruling) -> Ruling:
    """For a pupil with an exemption: that there is one is for safeguarding to know, clause and all."""
    return replace(ruling, sentence="This pupil may use a phone.", source="")


def _code(decision: Decision) -> str:
    return "ask-staff" if decision.verdict is Verdict.NEEDS_AUTHORISATION else "not-yet"


def _why_open(decision: Decision, leaving: Leaving) -> str:
    if leaving is Leaving.NO:
        return "The policy permits this pupil a phone here and now."
    if decision.verdict is Verdict.NOT_COVERED:
        return "The policy ends at the school gate: a pupil who leaves may have the pouch opened."
    return "The policy permits this pupil a phone outside school."


def _why_shut(decision: Decision, leaving: Leaving) -> str:
    if leaving is not Leaving.NO:
        return "The policy forbids this pupil a phone outside school as well."
    if decision.verdict is Verdict.NEEDS_AUTHORISATION:
        return "A phone may be used now only with a member of staff's permission."
    if decision.verdict is Verdict.NOT_COVERED:
        return "The policy says nothing that permits a phone here and now, so the pouch stays shut."
    return f"Phones stay {STORAGE_WORDS.get(decision.storage, 'put away')} until the release."
