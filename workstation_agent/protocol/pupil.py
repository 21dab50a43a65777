"""Protocol v1 §11: the pupil's own side. What a pupil says of their own will, and what they are told.

What a PC keeps until it has arrived (Accepted, Concern, Hide) has an id, and is answered with Kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workstation_agent.protocol.fields import Fields, clean_text
from workstation_agent.protocol.limits import MAX_NAME, MAX_URL

MAX_NOTICE: Final = 6000
MAX_CONCERN: Final = 2000
MAX_ABOUT: Final = 120
MAX_TITLE: Final = 200
MAX_WAITING_S: Final = 24 * 3600.0
MAX_NOTICE_VERSION: Final = 1_000_000
MAX_PLACE: Final = 10_000


@dataclass(frozen=True, slots=True)
class PupilState:
    """What `user` is told. `notice`: the version in force, 0 for none; `accepted`: the newest they accepted.

    `teacher` is empty when there is no lesson in the room. `place` in the queue counts from 1; 0: no hand up.
    """

    user: str
    teacher: str
    notice: int
    accepted: int
    place: int

    def to_json(self) -> dict[str, object]:
        return {
            "user": self.user,
            "teacher": self.teacher,
            "notice": self.notice,
            "accepted": self.accepted,
            "place": self.place,
        }

    @classmethod
    def from_json(cls, values: object) -> "PupilState":
        f = Fields("pupil-state", values)
        return cls(
            f.text("user", MAX_NAME),
            f.text("teacher", MAX_NAME),
            f.whole("notice", 0, MAX_NOTICE_VERSION),
            f.whole("accepted", 0, MAX_NOTICE_VERSION),
            f.whole("place", 0, MAX_PLACE),
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """The school's acceptable-use notice. `version` counts up from 1."""

    version: int
    text: str

    def to_json(self) -> dict[str, object]:
        return {"version": self.version, "text": self.text}

    @classmethod
    def from_json(cls, values: object) -> "Notice":
        f = Fields("notice", values)
        return cls(f.whole("version", 1, MAX_NOTICE_VERSION), f.text("text", MAX_NOTICE, lines=True))


@dataclass(frozen=True, slots=True)
class Kept:
    """It has been stored at the school, up to this part of it; the PC may forget its own copy."""

    id: str
    part: int

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "part": self.part}

    @classmethod
    def from_json(cls, values: object) -> "Kept":
        f = Fields("kept", values)
        return cls(f.identifier("id"), f.whole("part", 1, MAX_PARTS))


@dataclass(frozen=True, slots=True)
class Reveal:
    """The teacher ends this hiding of the screen."""

    hide: str

    def to_json(self) -> dict[str, object]:
        return {"hide": self.hide}

    @classmethod
    def from_json(cls, values: object) -> "Reveal":
        return cls(Fields("reveal", values).identifier("hide"))


@dataclass(frozen=True, slots=True)
class AskNotice:
    """For the text of a version that this PC has not got."""

    version: int

    def to_json(self) -> dict[str, object]:
        return {"version": self.version}

    @classmethod
    def from_json(cls, values: object) -> "AskNotice":
        return cls(Fields("ask-notice", values).whole("version", 1, MAX_NOTICE_VERSION))


@dataclass(frozen=True, slots=True)
class Hand:
    """Said again after each connection, so that a pupil's place in the queue outlives a lost network."""

    up: bool
    waiting_s: float

    def to_json(self) -> dict[str, object]:
        return {"up": self.up, "waiting_s": self.waiting_s}

    @classmethod
    def from_json(cls, values: object) -> "Hand":
        f = Fields("hand", values)
        return cls(_flag(f, "up"), f.seconds("waiting_s", MAX_WAITING_S))


@dataclass(frozen=True, slots=True)
class Accepted:
    """`at` is by the PC's clock: it may be told long afterwards."""

    id: str
    user: str
    version: int
    at: datetime

    part = 1

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "user": self.user, "version": self.version, "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, values: object) -> "Accepted":
        f = Fields("accepted", values)
        version = f.whole("version", 1, MAX_NOTICE_VERSION)
        return cls(f.identifier("id"), _user(f), version, f.moment("at"))


@dataclass(frozen=True, slots=True)
class Concern:
    """For the safeguarding team alone. `about` may be empty; `talk`: they may come and talk to the pupil."""

    id: str
    user: str
    at: datetime
    what: str
    about: str
    talk: bool

    part = 1

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "user": self.user,
            "at": self.at.isoformat(),
            "what": self.what,
            "about": self.about,
            "talk": self.talk,
        }

    @classmethod
    def from_json(cls, values: object) -> "Concern":
        f = Fields("concern", values)
        what = f.text("what", MAX_CONCERN, lines=True)
        if not what:
            raise f.bad("what", "some words")
        return cls(
            f.identifier("id"), _user(f), f.moment("at"), what, f.text("about", MAX_ABOUT), _flag(f, "talk")
        )


MAX_PARTS: Final = 3
"""A hiding is told when it begins, perhaps once more with the address of the page, and when it ends."""


@dataclass(frozen=True, slots=True)
class Hide:
    """The pupil has hidden the screen: `title` and `address` are of the page in front, as far as known."""

    id: str
    part: int
    user: str
    at: datetime
    on: bool
    title: str
    address: str

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "part": self.part,
            "user": self.user,
            "at": self.at.isoformat(),
            "on": self.on,
            "title": self.title,
            "address": self.address,
        }

    @classmethod
    def from_json(cls, values: object) -> "Hide":
        f = Fields("hide", values)
        return cls(
            id=f.identifier("id"),
            part=f.whole("part", 1, MAX_PARTS),
            user=_user(f),
            at=f.moment("at"),
            on=_flag(f, "on"),
            title=f.text("title", MAX_TITLE),
            address=f.text("address", MAX_URL),
        )


ToKeep = Accepted | Concern | Hide
PupilMessage = Hand | AskNotice | ToKeep
TO_KEEP: Final[dict[str, type[ToKeep]]] = {"accepted": Accepted, "concern": Concern, "hide": Hide}


def _user(f: Fields) -> str:
    user = f.text("user", MAX_NAME)
    if not user:
        raise f.bad("user", "a login name")
    return user


def _flag(f: Fields, field: str) -> bool:
    value = f.raw(field)
    if not isinstance(value, bool):
        raise f.bad(field, "true or false")
    return value


def clean_title(title: str) -> str:
    return clean_text(title, MAX_TITLE)
