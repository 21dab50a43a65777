"""Protocol v1 §8: what is true on the PC. All of it comes from a machine that a pupil sits at."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import (
    MAX_DETAIL,
    MAX_HEIGHT,
    MAX_LEASES,
    MAX_NAME,
    MAX_VERSION,
    MAX_WIDTH,
)


class Why(StrEnum):
    EXPIRED = "expired"  # its time was up, by the PC's own timer
    WITHDRAWN = "withdrawn"  # a newer desired state no longer holds it
    UNSUPPORTED = "unsupported"  # this agent does not know the kind


@dataclass(frozen=True, slots=True)
class InForce:
    id: str
    since: datetime

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "since": self.since.isoformat()}

    @classmethod
    def from_json(cls, values: object) -> "InForce":
        f = Fields("in_force", values)
        return cls(f.identifier("id"), f.moment("since"))


@dataclass(frozen=True, slots=True)
class Ended:
    id: str
    why: Why

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "why": self.why.value}

    @classmethod
    def from_json(cls, values: object) -> "Ended":
        f = Fields("ended", values)
        return cls(f.identifier("id"), f.choice("why", Why))


@dataclass(frozen=True, slots=True)
class Failing:
    """A lease that the PC holds but cannot put in force; it keeps trying."""

    id: str
    detail: str

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "detail": self.detail}

    @classmethod
    def from_json(cls, values: object) -> "Failing":
        f = Fields("failing", values)
        return cls(f.identifier("id"), f.text("detail", MAX_DETAIL))


@dataclass(frozen=True, slots=True)
class ScreenSize:
    """All monitors together; 0 × 0 while no screen is in use."""

    width: int
    height: int

    def to_json(self) -> dict[str, object]:
        return {"width": self.width, "height": self.height}

    @classmethod
    def from_json(cls, values: object) -> "ScreenSize":
        f = Fields("screen", values)
        return cls(f.whole("width", 0, MAX_WIDTH), f.whole("height", 0, MAX_HEIGHT))


@dataclass(frozen=True, slots=True)
class Report:
    """`version`: the newest desired state taken, 0 before any. `user`: the login name, if somebody is in."""

    version: int
    in_force: tuple[InForce, ...]
    ended: tuple[Ended, ...]
    user: str | None
    screen: ScreenSize
    failing: tuple[Failing, ...] = field(default=())

    def to_json(self) -> dict[str, object]:
        return {
            "version": self.version,
            "in_force": [one.to_json() for one in self.in_force],
            "ended": [one.to_json() for one in self.ended],
            "failing": [one.to_json() for one in self.failing],
            "user": self.user,
            "screen": self.screen.to_json(),
        }

    @classmethod
    def from_json(cls, values: object) -> "Report":
        f = Fields("report", values)
        return cls(
            version=f.whole("version", 0, MAX_VERSION),
            in_force=f.items("in_force", InForce.from_json, MAX_LEASES),
            ended=f.items("ended", Ended.from_json, 2 * MAX_LEASES),
            user=f.text("user", MAX_NAME) if f.has("user") else None,
            screen=ScreenSize.from_json(f.raw("screen")),
            failing=f.items("failing", Failing.from_json, MAX_LEASES) if f.has("failing") else (),
        )
