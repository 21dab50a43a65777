"""What the pupil does in the bar and its windows, what is shown there, and what outlives a restart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.pupil import MAX_NOTICE_VERSION, TO_KEEP, Notice, ToKeep

MAX_ACCEPTED = 500  # people remembered on one PC; the controller remembers all of them
MAX_KEPT = 250


@dataclass(frozen=True, slots=True)
class HandPressed:
    up: bool


@dataclass(frozen=True, slots=True)
class NoticeAccepted:
    """`id` is new, made at the edge."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class ConcernMade:
    id: str
    what: str
    about: str
    talk: bool


@dataclass(frozen=True, slots=True)
class HidePressed:
    """The screen is covered already when this is said; `title` is of the window that was in front."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class HideAddress:
    """The address of the page, found a little later."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class HideEnded:
    """The pupil has uncovered the screen."""


PupilEvent = HandPressed | NoticeAccepted | ConcernMade | HidePressed | HideAddress | HideEnded


class ConcernStep(StrEnum):
    NONE = ""
    WAITING = "waiting"  # kept on this PC until it can be sent
    TAKEN = "taken"  # the safeguarding team has it
    REFUSED = "refused"  # too many wait on this PC already


@dataclass(frozen=True, slots=True)
class PupilView:
    """All that the pupil is shown, but who looks. `notice` is there while it must be accepted.

    `teacher` is empty when there is no lesson, or no connection. `hides_left`: how often the screen may still
    be hidden within the hour.
    """

    user: str | None
    connected: bool = False
    teacher: str = ""
    notice: Notice | None = None
    hand: bool = False
    place: int = 0
    hidden_until: datetime | None = None
    hides_left: int = 0
    concern: ConcernStep = ConcernStep.NONE

    def to_json(self) -> dict[str, object]:
        return {
            "user": self.user,
            "connected": self.connected,
            "teacher": self.teacher,
            "notice": self.notice and self.notice.to_json(),
            "hand": self.hand,
            "place": self.place,
            "hidden_until": self.hidden_until and self.hidden_until.isoformat(),
            "hides_left": self.hides_left,
            "concern": self.concern.value,
        }


@dataclass(frozen=True, slots=True)
class PupilSaved:
    """`accepted`: the newest version that each login accepted here; `unsent`: what has not arrived yet."""

    notice: Notice | None = None
    accepted: tuple[tuple[str, int], ...] = ()
    unsent: tuple[ToKeep, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "notice": self.notice and self.notice.to_json(),
            "accepted": [{"user": user, "version": version} for user, version in self.accepted],
            "unsent": [{"kind": kind_of(one), "message": one.to_json()} for one in self.unsent],
        }

    @classmethod
    def from_json(cls, values: object) -> "PupilSaved":
        f = Fields("saved", values)
        return cls(
            Notice.from_json(f.raw("notice")) if f.has("notice") else None,
            f.items("accepted", _accepted, MAX_ACCEPTED),
            f.items("unsent", _unsent, MAX_KEPT),
        )


def kind_of(message: ToKeep) -> str:
    return next(kind for kind, one in TO_KEEP.items() if isinstance(message, one))


def _accepted(values: object) -> tuple[str, int]:
    f = Fields("accepted", values)
    return f.text("user", 64), f.whole("version", 1, MAX_NOTICE_VERSION)


def _unsent(values: object) -> ToKeep:
    f = Fields("unsent", values)
    kind = f.word("kind")
    if kind not in TO_KEEP:
        raise f.bad("kind", "one of " + ", ".join(TO_KEEP))
    return TO_KEEP[kind].from_json(f.raw("message"))
