"""Holds on pouches, as reception and safeguarding ask for them. The guard has checked who asks."""

from controller.domain.holds import Hold
from controller.services.stations.holds import Holds
from web.payloads import HoldNamed, HoldPlaced
from web.sockets.door import Caller, Door

Json = dict[str, object]


class HoldCommands:
    def __init__(self, holds: Holds) -> None:
        self._holds = holds

    def attach(self, door: Door) -> None:
        door.on("hold.place", self.place)
        door.on("hold.end", self.end)

    def place(self, caller: Caller, asked: HoldPlaced) -> Json:
        return {
            "hold": shown(
                self._holds.place(caller.account, asked.pupil, asked.sentence, asked.days, asked.reason)
            )
        }

    def end(self, caller: Caller, asked: HoldNamed) -> None:
        self._holds.end(caller.account, asked.hold)


def shown(hold: Hold) -> Json:
    """Neither why it was placed nor whether the pupil has a need: both desks are told the same."""
    return {
        "id": hold.id,
        "pupil": hold.pupil_name,
        "form": hold.form,
        "sentence": hold.sentence,
        "by": hold.placed_by,
        "since": hold.placed_at.isoformat(),
        "until": hold.ends_at.isoformat(),
    }


def all_shown(holds: Holds) -> Json:
    return {"holds": [shown(one) for one in holds.current()]}
