"""Leave for one pupil's pouch to be opened once, before the release: its kinds, its reasons, its life."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.timetable import local
from controller.errors import Refused
from device_rules.vocabulary import Exemption, LeaveKind

LENGTH = timedelta(minutes=20)
LONGEST = timedelta(hours=12)
LONGEST_OF_A_GROUP = timedelta(days=7)
AHEAD = timedelta(days=60)
GROUP_AT_MOST = 200


class ReasonCode(StrEnum):
    APPOINTMENT = "appointment"
    ILLNESS = "illness"
    FAMILY = "family"
    OTHER = "other"
    HEALTH = "health"
    VISIT = "visit"
    FIXTURE = "fixture"
    COURSE = "course"
    CALL_HOME = "call-home"
    HAND_IN = "hand-in"


REASONS: Mapping[LeaveKind, tuple[ReasonCode, ...]] = {
    LeaveKind.EARLY_LEAVER: (
        ReasonCode.APPOINTMENT,
        ReasonCode.ILLNESS,
        ReasonCode.FAMILY,
        ReasonCode.OTHER,
    ),
    LeaveKind.MEDICAL: (ReasonCode.HEALTH, ReasonCode.OTHER),
    LeaveKind.TRIP: (ReasonCode.VISIT, ReasonCode.FIXTURE, ReasonCode.OTHER),
    LeaveKind.OFF_SITE_COLLEGE: (ReasonCode.COURSE, ReasonCode.OTHER),
    LeaveKind.YOUNG_CARER: (ReasonCode.CALL_HOME, ReasonCode.OTHER),
    LeaveKind.EXAM: (ReasonCode.HAND_IN, ReasonCode.OTHER),
}
"""Which reasons go with which kind; the first is the usual one."""

PRIVATE = {LeaveKind.MEDICAL: Exemption.MEDICAL, LeaveKind.YOUNG_CARER: Exemption.YOUNG_CARER}
"""Kinds that tell of a pupil's need, and the need that the policy is asked about. Lists say «May use»."""

SOMEBODY = "a second person"
FOR_GROUPS = frozenset({LeaveKind.TRIP, LeaveKind.OFF_SITE_COLLEGE, LeaveKind.EXAM})

WORDS = {
    ReasonCode.APPOINTMENT: "Appointment",
    ReasonCode.ILLNESS: "May leave",
    ReasonCode.FAMILY: "Family",
    ReasonCode.OTHER: "Other",
    ReasonCode.HEALTH: "May use",
    ReasonCode.VISIT: "Visit",
    ReasonCode.FIXTURE: "Fixture",
    ReasonCode.COURSE: "Course",
    ReasonCode.CALL_HOME: "May use",
    ReasonCode.HAND_IN: "Hand-in",
}
"""What lists show. An illness is the journal's business: lists say only that the pupil may leave."""

KIND_WORDS = {
    LeaveKind.EARLY_LEAVER: "Early leaver",
    LeaveKind.MEDICAL: "May use",
    LeaveKind.TRIP: "Trip",
    LeaveKind.OFF_SITE_COLLEGE: "Off-site college",
    LeaveKind.YOUNG_CARER: "May use",
    LeaveKind.EXAM: "Exam",
}
"""What lists show of the kind: of a pupil's need no more than that a phone may be used."""


class GrantState(StrEnum):
    """`ASKED`: a second person has not agreed yet. `PLANNED`: its time has not come. `CLAIMED`: a station was
    told to open, and has not said yet whether it did.
    """

    ASKED = "asked"
    TURNED_DOWN = "turned-down"
    PLANNED = "planned"
    ACTIVE = "active"
    CLAIMED = "claimed"
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Return(StrEnum):
    """Whether a pouch that was opened is locked again. `NONE`: nobody expects it. `NOT_SEEN`: nobody saw it
    back on that day, and nobody waits for it any more.
    """

    NONE = "none"
    EXPECTED = "expected"
    OVERDUE = "overdue"
    BACK = "back"
    NOT_SEEN = "not-seen"


NOT_SEEN = Return.NOT_SEEN.value


OPEN = frozenset({GrantState.ASKED, GrantState.PLANNED, GrantState.ACTIVE, GrantState.CLAIMED})
WAITING = frozenset({GrantState.ASKED, GrantState.PLANNED, GrantState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a second person decides. `posts` are in words for people, `source` is the policy's."""

    id: int
    title: str
    posts: str
    source: str
    approved: bool | None
    decided_by: str
    decided_at: datetime | None
    word: str

    @property
    def waits(self) -> bool:
        return bool(self.posts) and self.approved is None


@dataclass(frozen=True, slots=True)
class Grant:
    """`station` is where it was claimed, or empty. `back_how`: tapped, or the word of who saw it."""

    id: int
    pupil: str
    pupil_name: str
    form: str
    reason: ReasonCode
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    cancelled_at: datetime | None
    claimed_at: datetime | None
    used_at: datetime | None
    station: str
    kind: LeaveKind = LeaveKind.EARLY_LEAVER
    starts_at: datetime | None = None
    back_by: datetime | None = None
    back_at: datetime | None = None
    back_how: str = ""
    asked: Asked | None = None

    @property
    def public_reason(self) -> str:
        return KIND_WORDS[self.kind] if self.kind in PRIVATE else WORDS[self.reason]

    @property
    def public_posts(self) -> str:
        """Whose word it waits for. Of a need the post itself would say which."""
        if self.asked is None or not self.asked.waits:
            return ""
        return SOMEBODY if self.kind in PRIVATE else self.asked.posts

    @property
    def public_word(self) -> str:
        """What was said to it; of a need nobody but safeguarding reads why."""
        return self.asked.word if self.asked and self.kind not in PRIVATE else ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for, besides for whom. `starts_at` None: at once. `second`: ask another person anyway."""

    kind: LeaveKind
    reason: ReasonCode
    expires_at: datetime
    note: str = ""
    title: str = ""
    starts_at: datetime | None = None
    back_by: datetime | None = None
    second: bool = False


def state(grant: Grant, now: datetime) -> GrantState:
    """What was done with it counts before the clock: a used grant never turns into an expired one."""
    if grant.used_at is not None:
        return GrantState.USED
    if grant.cancelled_at is not None:
        return GrantState.CANCELLED
    if grant.claimed_at is not None:
        return GrantState.CLAIMED
    if grant.asked is not None and grant.asked.approved is False:
        return GrantState.TURNED_DOWN
    if now >= grant.expires_at:
        return GrantState.EXPIRED
    if grant.asked is not None and grant.asked.waits:
        return GrantState.ASKED
    begins = grant.starts_at
    return GrantState.ACTIVE if begins is None or now >= begins else GrantState.PLANNED


def returns(grant: Grant, now: datetime) -> Return:
    """Of a pouch that was opened by this leave, and should be seen locked again."""
    if grant.back_by is None or grant.used_at is None:
        return Return.NONE
    if grant.back_at is not None:
        return Return.BACK
    if grant.back_how == NOT_SEEN:
        return Return.NOT_SEEN
    return Return.OVERDUE if now >= grant.back_by else Return.EXPECTED


def what_became_of_it(grant: Grant, now: datetime) -> str:
    """As a sentence, for whoever comes second."""
    how, at = state(grant, now), f"{local(grant.claimed_at or grant.issued_at):%H:%M}"
    if how is GrantState.USED:
        return f"It was used at {grant.station} at {local(grant.used_at or now):%H:%M}."
    if how is GrantState.CLAIMED:
        return f"It was claimed at {grant.station} at {at}: the pouch may be open already."
    if how is GrantState.CANCELLED:
        return f"It was cancelled at {local(grant.cancelled_at or now):%H:%M}."
    if how is GrantState.TURNED_DOWN and grant.asked:
        why = f": “{grant.public_word}”" if grant.public_word else ""
        return f"{grant.asked.decided_by} turned it down{why}."
    return f"It ran out at {local(grant.expires_at):%H:%M}." if how is GrantState.EXPIRED else ""


def check(terms: Terms, pupils: int, now: datetime) -> None:
    """Raises Refused with what to mend."""
    if terms.reason not in REASONS[terms.kind]:
        raise Refused("grant.wrong-reason", "That reason does not go with this kind of leave. Choose again.")
    if terms.reason is ReasonCode.OTHER and not terms.note.strip():
        raise Refused("grant.needs-note", "Say in a few words why the pupil may leave.")
    if pupils > 1 and terms.kind not in FOR_GROUPS:
        raise Refused("grant.one-pupil", "That kind of leave is for one pupil at a time.")
    if not 1 <= pupils <= GROUP_AT_MOST:
        raise Refused("grant.group-size", f"Choose between 1 and {GROUP_AT_MOST} pupils.")
    _check_times(terms, terms.starts_at or now, now)


def _check_times(terms: Terms, starts: datetime, now: datetime) -> None:
    longest = LONGEST_OF_A_GROUP if terms.kind in FOR_GROUPS else LONGEST
    if terms.expires_at <= max(starts, now):
        raise Refused("grant.bad-times", "The leave would end before it begins: choose a later end.")
    if terms.expires_at - starts > longest or starts - now > AHEAD:
        raise Refused("grant.too-long", "That is too long, or too far ahead: choose other times.")
    if terms.back_by is not None and terms.back_by <= max(starts, now):
        raise Refused("grant.bad-return", "The pupil cannot be back before the leave begins: choose later.")


def why_not_at_a_tap(grant: Grant, now: datetime) -> str:
    """Said at the desk when this pupil's pouch stays shut at a tap; empty where the leave is none of it."""
    how, reads = state(grant, now), f"{local(grant.starts_at or grant.issued_at):%H:%M}"
    if grant.claimed_at is not None:
        verb = "was used" if grant.used_at else "was claimed"
        return f"The leave given {verb} at {grant.station} at {local(grant.claimed_at):%H:%M}."
    if how is GrantState.ASKED and grant.asked:
        return f"The leave asked for waits for a word from {grant.public_posts}."
    if how is GrantState.PLANNED:
        return f"The leave given begins at {reads}."
    if how in (GrantState.CANCELLED, GrantState.TURNED_DOWN, GrantState.EXPIRED):
        return f"There is no leave any more. {what_became_of_it(grant, now)}"
    return ""
