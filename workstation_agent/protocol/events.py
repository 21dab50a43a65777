"""Protocol v1: the one list of Socket.IO events. `frame` and `show-frame` are binary."""

from typing import Final

from workstation_agent.protocol.about import About
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.beat import Beat
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilMessage,
    PupilState,
    Reveal,
)
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.sessions import Control, Inputs, Session, Show, Shown, Uncontrol, Unshow
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Unwatch, Watch

LiveMessage = Control | Uncontrol | Inputs | Show | Unshow
ServerMessage = LiveMessage | Desired | Act | Watch | Unwatch | PupilState | Notice | Kept | Reveal
AgentMessage = Session | Shown | About | Report | Acted | Trouble | Beat | PupilMessage

DESIRED: Final = "desired"
ACT: Final = "act"
WATCH: Final = "watch"
UNWATCH: Final = "unwatch"
CONTROL: Final = "control"
UNCONTROL: Final = "uncontrol"
INPUT: Final = "input"
SHOW: Final = "show"
UNSHOW: Final = "unshow"
PUPIL_STATE: Final = "pupil-state"
NOTICE: Final = "notice"
KEPT: Final = "kept"
REVEAL: Final = "reveal"
ABOUT: Final = "about"
REPORT: Final = "report"
ACTED: Final = "acted"
TROUBLE: Final = "trouble"
HAND: Final = "hand"
ACCEPTED: Final = "accepted"
CONCERN: Final = "concern"
HIDE: Final = "hide"
ASK_NOTICE: Final = "ask-notice"
SESSION: Final = "session"
SHOWN: Final = "shown"
FRAME: Final = "frame"
SHOW_FRAME: Final = "show-frame"
BEAT: Final = "beat"

SERVER_EVENTS: Final[dict[str, type[ServerMessage]]] = {
    DESIRED: Desired,
    ACT: Act,
    WATCH: Watch,
    UNWATCH: Unwatch,
    CONTROL: Control,
    UNCONTROL: Uncontrol,
    INPUT: Inputs,
    SHOW: Show,
    UNSHOW: Unshow,
    PUPIL_STATE: PupilState,
    NOTICE: Notice,
    KEPT: Kept,
    REVEAL: Reveal,
}
AGENT_EVENTS: Final[dict[str, type[AgentMessage]]] = {
    ABOUT: About,
    REPORT: Report,
    ACTED: Acted,
    TROUBLE: Trouble,
    BEAT: Beat,
    SESSION: Session,
    SHOWN: Shown,
    HAND: Hand,
    ACCEPTED: Accepted,
    CONCERN: Concern,
    HIDE: Hide,
    ASK_NOTICE: AskNotice,
}
