"""Protocol v1: the one list of Socket.IO events. `frame` is binary (frame.py); `beat` is empty."""

from typing import Final

from workstation_agent.protocol.about import About
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Unwatch, Watch

ServerMessage = Desired | Act | Watch | Unwatch
AgentMessage = About | Report | Acted | Trouble

DESIRED: Final = "desired"
ACT: Final = "act"
WATCH: Final = "watch"
UNWATCH: Final = "unwatch"
ABOUT: Final = "about"
REPORT: Final = "report"
ACTED: Final = "acted"
TROUBLE: Final = "trouble"
FRAME: Final = "frame"
BEAT: Final = "beat"

SERVER_EVENTS: Final[dict[str, type[ServerMessage]]] = {
    DESIRED: Desired,
    ACT: Act,
    WATCH: Watch,
    UNWATCH: Unwatch,
}
AGENT_EVENTS: Final[dict[str, type[AgentMessage]]] = {
    ABOUT: About,
    REPORT: Report,
    ACTED: Acted,
    TROUBLE: Trouble,
}
