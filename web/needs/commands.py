"""What the page of standing needs may ask for. The guard has checked who asks."""

from controller.clock import Clock
from controller.domain import needs
from controller.services.stations.build import Reception
from device_rules.vocabulary import Exemption
from web.payloads import NeedEnded, NeedGiven, PupilSearch
from web.reception import snapshots
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class NeedCommands:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def attach(self, door: Door) -> None:
        door.on("need.find", self.find)
        door.on("need.give", self.give)
        door.on("need.end", self.end)

    def find(self, _: Caller, asked: PupilSearch) -> Answer:
        return {"pupils": [snapshots.found(one) for one in self._reception.pouches.find(asked.text)]}

    def give(self, caller: Caller, asked: NeedGiven) -> Answer:
        terms = needs.terms(asked.reason, asked.day, ends=asked.then == "ends", now=self._clock.now())
        kind = Exemption(asked.kind)
        return {"need": self._reception.exemptions.give(caller.account, asked.pupil, kind, terms)}

    def end(self, caller: Caller, asked: NeedEnded) -> None:
        self._reception.exemptions.end(caller.account, asked.need, asked.reason)
