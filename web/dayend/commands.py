"""What may be asked about the release, on the day-end desk and on the reception page. The guard has checked
who asks.
"""

from datetime import timedelta

from controller.domain.moving import Move
from controller.domain.releases import Early, When
from controller.services.stations.build import Reception
from web.dayend.payloads import ReleaseEnd, ReleaseMove, ReleaseStart
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class DayEndCommands:
    def __init__(self, reception: Reception) -> None:
        self._releases = reception.releases

    def attach(self, door: Door) -> None:
        door.on("reception.start-release", self.start)
        door.on("reception.end-release", self.end)
        door.on("day-end.hold", self.hold)
        door.on("day-end.go-on", self.go_on)
        door.on("day-end.move", self.move)

    def start(self, caller: Caller, asked: ReleaseStart) -> Answer:
        early = Early(asked.early, frozenset(asked.buses), frozenset(asked.early_gates))
        release = self._releases.order(
            caller.account, When(asked.when), asked.reason, gates=asked.gates, early=early
        )
        return {"release": release.id, "listed": release.listed}

    def end(self, caller: Caller, asked: ReleaseEnd) -> Answer:
        return {"gates": self._releases.end(caller.account, asked.release, asked.gates)}

    def hold(self, caller: Caller, asked: ReleaseEnd) -> Answer:
        return {"gates": self._releases.hold(caller.account, asked.release, asked.gates)}

    def go_on(self, caller: Caller, asked: ReleaseEnd) -> Answer:
        return {"gates": self._releases.go_on(caller.account, asked.release, asked.gates)}

    def move(self, caller: Caller, asked: ReleaseMove) -> Answer:
        move = Move(timedelta(minutes=asked.minutes), asked.was, asked.reason)
        moved = self._releases.move(caller.account, asked.release, move, asked.gates)
        return {"gates": moved}
