"""Protocol v1 §6: things that happen once, or expire. They are never queued for a PC that is away."""

from dataclasses import dataclass
from enum import StrEnum

from workstation_agent.protocol.fields import Fields, check_url
from workstation_agent.protocol.limits import MAX_ACT_TTL_S, MAX_DETAIL


class ActKind(StrEnum):
    OPEN_URL = "open-url"


class ActResult(StrEnum):
    DONE = "done"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Act:
    """`ttl_s` counts from arrival; after it the PC answers `expired` and does nothing."""

    order: str
    url: str
    ttl_s: float
    kind: ActKind = ActKind.OPEN_URL

    def to_json(self) -> dict[str, object]:
        return {"order": self.order, "kind": self.kind.value, "url": self.url, "ttl_s": self.ttl_s}

    @classmethod
    def from_json(cls, values: object) -> "Act":
        """Raises ProtocolError `act.bad-url` for an address that no browser should be given."""
        f = Fields("act", values)
        kind = f.choice("kind", ActKind)
        url = f.raw("url")
        if not isinstance(url, str):
            raise f.bad("url", "text")
        return cls(f.identifier("order"), check_url(url), f.seconds("ttl_s", MAX_ACT_TTL_S), kind)


@dataclass(frozen=True, slots=True)
class Acted:
    order: str
    result: ActResult
    detail: str = ""

    def to_json(self) -> dict[str, object]:
        return {"order": self.order, "result": self.result.value, "detail": self.detail}

    @classmethod
    def from_json(cls, values: object) -> "Acted":
        f = Fields("acted", values)
        return cls(f.identifier("order"), f.choice("result", ActResult), f.text("detail", MAX_DETAIL))
