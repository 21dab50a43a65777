"""A lease: a restriction that one workstation ought to hold until its end."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from workstation_agent.protocol.restrictions import Limits, read_limits


@dataclass(frozen=True, slots=True)
class Lease:
    """`order` is the one that it belongs to; `origin` the one that first asked for it, see LeaseRow."""

    id: str
    workstation: str
    order: str
    kind: str
    message: str
    ends_at: datetime
    limits: Limits | None = None
    origin: str = ""

    def remaining_s(self, at: datetime) -> float:
        return max(0.0, (self.ends_at - at).total_seconds())


def limits_text(limits: Limits | None) -> str | None:
    """As it is stored."""
    return json.dumps(limits.to_json()) if limits else None


@lru_cache(maxsize=64)
def limits_from(kind: str, text: str | None) -> Limits | None:
    return read_limits(kind, json.loads(text)) if text else None
