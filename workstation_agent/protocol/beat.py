"""Protocol v1 §4: a sign of life, with when the next one comes."""

from dataclasses import dataclass
from typing import Final

from workstation_agent.protocol.fields import Fields

CALM_S: Final = 5.0
QUICK_S: Final = 0.5
"""In an exam: who asks for proof that a PC is there cannot wait for it."""


@dataclass(frozen=True, slots=True)
class Beat:
    every_s: float = CALM_S

    def to_json(self) -> dict[str, object]:
        return {} if self.every_s == CALM_S else {"every_s": self.every_s}

    @classmethod
    def from_json(cls, values: object) -> "Beat":
        f = Fields("beat", {} if values is None else values)
        every_s = f.seconds("every_s", CALM_S) if f.has("every_s") else CALM_S
        if every_s < QUICK_S:
            raise f.bad("every_s", f"a number of seconds from {QUICK_S:g} to {CALM_S:g}")
        return cls(every_s)
