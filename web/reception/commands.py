"""What the reception page may ask for. The guard has checked who asks."""

from datetime import timedelta

from controller.clock import Clock
from controller.domain.grants import ReasonCode
from controller.services.stations.build import Reception
from web.payloads import LeaveGiven, LeaveNamed, PupilNamed, PupilSearch
from web.reception import leave_shown, snapshots
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class ReceptionCommands:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def attach(self, door: Door) -> None:
        door.on("reception.find", self.find)
        door.on("reception.pupil", self.pupil)
        door.on("reception.give-leave", self.give_leave)
        door.on("reception.cancel-leave", self.cancel_leave)

    def find(self, _: Caller, asked: PupilSearch) -> Answer:
        pouches = self._reception.pouches
        return {
            "pupils": [snapshots.found(one) for one in pouches.find(asked.text)],
            "classes": [
                {"id": one.id, "subject": one.subject, "size": one.size}
                for one in pouches.finder.classes(asked.text)
            ],
        }

    def pupil(self, _: Caller, asked: PupilNamed) -> Answer:
        card = self._reception.pouches.card(asked.pupil)
        return {"card": snapshots.card(card, self._clock.now())}

    def give_leave(self, caller: Caller, asked: LeaveGiven) -> Answer:
        length = timedelta(minutes=asked.minutes)
        grant = self._reception.grants.give(
            caller.account, asked.pupil, ReasonCode(asked.reason), asked.note, length
        )
        return {"leave": leave_shown.leave(grant, self._clock.now())}

    def cancel_leave(self, caller: Caller, asked: LeaveNamed) -> None:
        self._reception.grants.cancel(caller.account, asked.leave)
