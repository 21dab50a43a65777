"""What pupils say from lab PCs: each message is read strictly, and given to the one service that takes it."""

from collections.abc import Callable, Mapping

from controller.services.lab.pupils import Pupils
from workstation_agent.protocol import events
from workstation_agent.protocol.pupil import Accepted, AskNotice, Concern, Hand, Hide

Take = Callable[[str, object], None]
"""Given the workstation and what it said. Raises ProtocolError."""


def takers(pupils: Pupils) -> Mapping[str, Take]:
    return {
        events.HAND: lambda pc, body: pupils.take_hand(pc, Hand.from_json(body)),
        events.ACCEPTED: lambda pc, body: pupils.take_accepted(pc, Accepted.from_json(body)),
        events.CONCERN: lambda pc, body: pupils.take_concern(pc, Concern.from_json(body)),
        events.HIDE: lambda pc, body: pupils.take_hide(pc, Hide.from_json(body)),
        events.ASK_NOTICE: lambda pc, body: pupils.ask_notice(pc, AskNotice.from_json(body)),
    }
