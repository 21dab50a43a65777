"""Protocol v1 §5: what the controller wants to be true on one PC, whole each time."""

from dataclasses import dataclass, field
from datetime import datetime

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_LEASE_S, MAX_LEASES, MAX_MESSAGE, MAX_NAME, MAX_VERSION
from workstation_agent.protocol.restrictions import Limits, read_limits


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the pupil may be told about the lesson that this PC is in."""

    id: str
    title: str
    teacher: str
    ends_at: datetime

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "title": self.title,
            "teacher": self.teacher,
            "ends_at": self.ends_at.isoformat(),
        }

    @classmethod
    def from_json(cls, values: object) -> "Lesson":
        f = Fields("lesson", values)
        return cls(
            f.identifier("id"), f.text("title", MAX_NAME), f.text("teacher", MAX_NAME), f.moment("ends_at")
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """A restriction that ends by itself: `remaining_s` counts from sending; `ends_at` is for people.

    `kind` is any word, so that an older agent can say `unsupported` instead of refusing the whole state.
    `limits` is the list of a kind that has one: sites, apps, exam.
    """

    id: str
    kind: str
    message: str
    ends_at: datetime
    remaining_s: float
    limits: Limits | None = None

    def to_json(self) -> dict[str, object]:
        limits = {"limits": self.limits.to_json()} if self.limits else {}
        return {
            "id": self.id,
            "kind": self.kind,
            "message": self.message,
            "ends_at": self.ends_at.isoformat(),
            "remaining_s": self.remaining_s,
            **limits,
        }

    @classmethod
    def from_json(cls, values: object) -> "Lease":
        f = Fields("lease", values)
        kind = f.word("kind")
        return cls(
            id=f.identifier("id"),
            kind=kind,
            message=f.text("message", MAX_MESSAGE, lines=True),
            ends_at=f.moment("ends_at"),
            remaining_s=f.seconds("remaining_s", MAX_LEASE_S),
            limits=read_limits(kind, f.raw("limits")),
        )


@dataclass(frozen=True, slots=True)
class Desired:
    """`version` counts up from 1 for each PC; an older one than the PC has is ignored.

    `ends` names leases of exams that are to end: that they are not among the `leases` ends none of those.
    """

    version: int
    lesson: Lesson | None = None
    leases: tuple[Lease, ...] = field(default=())
    ends: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, object]:
        ends = {"ends": list(self.ends)} if self.ends else {}
        return {
            "version": self.version,
            "lesson": self.lesson and self.lesson.to_json(),
            "leases": [lease.to_json() for lease in self.leases],
            **ends,
        }

    @classmethod
    def from_json(cls, values: object) -> "Desired":
        f = Fields("desired", values)
        version = f.whole("version", 1, MAX_VERSION)
        lesson = Lesson.from_json(f.raw("lesson")) if f.has("lesson") else None
        leases = f.items("leases", Lease.from_json, MAX_LEASES)
        if len({lease.id for lease in leases}) != len(leases):
            raise ProtocolError("protocol.bad-field", "`desired.leases` names the same id twice")
        ends = f.items("ends", _identifier, MAX_LEASES) if f.has("ends") else ()
        return cls(version, lesson, leases, ends)


def _identifier(value: object) -> str:
    return Fields("desired", {"ends": value}).identifier("ends")
