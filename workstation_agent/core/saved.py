"""What an agent keeps over a restart, so that a PC that reboots during a lock comes back locked."""

from dataclasses import dataclass
from datetime import datetime

from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_LEASES
from workstation_agent.protocol.report import Ended


@dataclass(frozen=True, slots=True)
class Saved:
    """`desired` holds the leases still running, with what each had left at `saved_at` (the PC's clock)."""

    desired: Desired
    ended: tuple[Ended, ...]
    saved_at: datetime

    def to_json(self) -> dict[str, object]:
        return {
            "desired": self.desired.to_json(),
            "ended": [one.to_json() for one in self.ended],
            "saved_at": self.saved_at.isoformat(),
        }

    @classmethod
    def from_json(cls, values: object) -> "Saved":
        f = Fields("saved", values)
        return cls(
            Desired.from_json(f.raw("desired")),
            f.items("ended", Ended.from_json, 2 * MAX_LEASES),
            f.moment("saved_at"),
        )
