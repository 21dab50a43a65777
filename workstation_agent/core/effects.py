"""What the core asks for. The run loop does it, and answers with an event where one is named."""

from dataclasses import dataclass

from workstation_agent.core.looks import Look
from workstation_agent.core.pupil_said import PupilSaved, PupilView
from workstation_agent.core.saved import Saved
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.beat import Beat
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.pupil import PupilMessage
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Looker


@dataclass(frozen=True, slots=True)
class Enforce:
    """Put a restriction in force, or change its message or its list. Answer: Enforced."""

    kind: str
    lease: Lease


@dataclass(frozen=True, slots=True)
class Lift:
    """End whatever restriction of this kind there is; asked once at every start too. Answer: Enforced."""

    kind: str


@dataclass(frozen=True, slots=True)
class Do:
    """Answer: Did."""

    act: Act


@dataclass(frozen=True, slots=True)
class Capture:
    """Answer: Captured, unless it is stopped first."""

    look: Look


@dataclass(frozen=True, slots=True)
class StopCapture:
    watch: str


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
class SendTrouble:
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class SendFrame:
    """Answer: FrameAcked, when the controller can take another."""

    header: FrameHeader
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class SendBeat:
    beat: Beat


@dataclass(frozen=True, slots=True)
class ShowLookers:
    """Tell the pupil who looks at this screen; empty when nobody does any more."""

    lookers: tuple[Looker, ...]


@dataclass(frozen=True, slots=True)
class ShowPupil:
    """All that the pupil is shown, but who looks."""

    view: PupilView


@dataclass(frozen=True, slots=True)
class SavePupil:
    saved: PupilSaved


@dataclass(frozen=True, slots=True)
class SendPupil:
    message: PupilMessage


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence for whoever reads the agent's log."""

    sentence: str


Effect = (
    Enforce
    | Lift
    | Do
    | Capture
    | StopCapture
    | Save
    | SendReport
    | SendActed
    | SendTrouble
    | SendFrame
    | SendBeat
    | ShowLookers
    | ShowPupil
    | SavePupil
    | SendPupil
    | Say
)
