"""A lease: a restriction that one workstation ought to hold until its end."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lease:
    id: str
    workstation: str
    order: str
    kind: str
    message: str
    ends_at: datetime

    def remaining_s(self, at: datetime) -> float:
        return max(0.0, (self.ends_at - at).total_seconds())
