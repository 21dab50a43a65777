"""Protocol v1 §8.1: something on the PC broke or was broken, and what the agent did about it."""

from dataclasses import dataclass
from typing import Final

from workstation_agent.protocol.fields import Fields
from workstation_agent.protocol.limits import MAX_DETAIL

WORKER_RESTARTED: Final = "worker-restarted"  # the agent's program in the pupil's session was ended
AGENT_RESTARTED: Final = "agent-restarted"  # the agent itself ended without being asked to
DISPLAY_LOST: Final = "display-lost"  # the screen cannot be reached, so nothing on it is sure
LOCK_DISTURBED: Final = "lock-disturbed"  # a program on the PC closed the lock's window
INPUT_LOST: Final = "input-lost"  # keyboard and pointer could not be held for a moment

STORAGE_PLUGGED: Final = "storage-plugged"  # in an exam; it was cut off
PROGRAM_CLOSED: Final = (
    "program-closed"  # in an exam: one that the paper does not use was started, and closed
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`kind` is any lower-case word, so that a newer agent can say more; `detail` is for the teacher."""

    kind: str
    detail: str

    def to_json(self) -> dict[str, object]:
        return {"kind": self.kind, "detail": self.detail}

    @classmethod
    def from_json(cls, values: object) -> "Trouble":
        f = Fields("trouble", values)
        return cls(f.word("kind"), f.text("detail", MAX_DETAIL))
