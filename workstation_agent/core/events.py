"""What can happen to an agent, besides the controller's own messages (workstation_agent.protocol.events)."""

from dataclasses import dataclass

from workstation_agent.core.pupil_said import PupilEvent
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.events import ServerMessage
from workstation_agent.protocol.frame import Part, ScreenState
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.sessions import ShowFrame
from workstation_agent.protocol.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Connected:
    pass


@dataclass(frozen=True, slots=True)
class Disconnected:
    pass


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sits at the PC, and how large its screen is."""

    user: str | None
    screen: ScreenSize


@dataclass(frozen=True, slots=True)
class Enforced:
    """The platform's answer to Enforce, with the lease that was asked for, or to Lift (`lease` is None).

    `trouble` is empty when it worked.
    """

    kind: str
    lease: Lease | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` × `height` is the whole picture. `fingerprint` stands for all that a watch was given so far.

    `jpeg` holds the JPEGs of `parts` one after the other, or the one of the whole if that is None.
    """

    jpeg: bytes
    width: int
    height: int
    fingerprint: str
    parts: tuple[Part, ...] | None = None
    state: ScreenState = ScreenState.OK
    monitors: int = 1


@dataclass(frozen=True, slots=True)
class Captured:
    """`picture` is None when the screen has not changed since the last one, or could not be captured."""

    watch: str
    picture: Picture | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FrameAcked:
    watch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Did:
    """The platform's answer to Do. `trouble` is empty when it worked."""

    order: str
    trouble: str = ""


LocalEvent = (
    Tick | Connected | Disconnected | Seen | Enforced | Captured | FrameAcked | Did | Trouble | PupilEvent
)
Event = ServerMessage | ShowFrame | LocalEvent
