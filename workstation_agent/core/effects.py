"""What the core asks for. The run loop does it, and answers with an event where one is named."""

from dataclasses import dataclass
from datetime import datetime

from workstation_agent.core.saved import Saved
from workstation_agent.protocol.acts import Acted
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.report import Report


@dataclass(frozen=True, slots=True)
class Enforce:
    """Put a restriction in force, or change its message. Answer: Enforced."""

    kind: str
    lease: str
    message: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Lift:
    """End whatever restriction of this kind there is; asked once at every start too. Answer: Enforced."""

    kind: str


@dataclass(frozen=True, slots=True)
class OpenUrl:
    """Answer: Opened."""

    order: str
    url: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Capture unless the screen's fingerprint is still `unless`. Answer: Captured."""

    watch: str
    width: int
    height: int
    quality: int
    unless: str | None


@dataclass(frozen=True, slots=True)
class Save:
    saved: Saved


@dataclass(frozen=True, slots=True)
class SendReport:
    report: Report


@dataclass(frozen=True, slots=True)
class SendActed:
    acted: Acted


@dataclass(frozen=True, slots=True)
class SendFrame:
    """Answer: FrameAcked, when the controller can take another."""

    header: FrameHeader
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class SendBeat:
    pass


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence for whoever reads the agent's log."""

    sentence: str


Effect = Enforce | Lift | OpenUrl | Capture | Save | SendReport | SendActed | SendFrame | SendBeat | Say
