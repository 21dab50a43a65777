"""What the network manager does with stations. The guard has checked who asks."""

from datetime import timedelta

from controller.domain.modes import StationMode, Wish
from controller.services.stations.build import Reception
from controller.services.stations.placement import Place
from web.admin.station_feed import StationsFeed
from web.payloads import (
    ModeOrdered,
    Nothing,
    StationAdopt,
    StationLogAsked,
    StationNamed,
    StationReplace,
    TwiceNamed,
    WalkSet,
)
from web.reception.snapshots import Json
from web.sockets.door import Caller, Door


class StationCommands:
    def __init__(self, reception: Reception, feed: StationsFeed) -> None:
        self._reception, self._feed = reception, feed

    def attach(self, door: Door) -> None:
        door.on("station.adopt", self.adopt)
        door.on("station.dismiss", self.dismiss)
        door.on("station.dismiss-all", self.dismiss_all)
        door.on("station.revoke", self.revoke)
        door.on("station.rotate-key", self.rotate_key)
        door.on("station.replace", self.replace)
        door.on("station.set-mode", self.set_mode)
        door.on("station.read-log", self.read_log)
        door.on("tag.dismiss", self.dismiss_tag)
        door.on("walk.set", self.set_walk)

    def adopt(self, caller: Caller, asked: StationAdopt) -> None:
        place = Place(asked.name, asked.gate)
        self._reception.adopting.adopt(caller.account, asked.station, asked.pairing_code, place)
        self._feed.tags_changed(asked)  # a new gate has walks to other gates

    def dismiss(self, caller: Caller, asked: StationNamed) -> None:
        self._reception.strangers.dismiss(caller.account, asked.station)

    def dismiss_all(self, caller: Caller, _: Nothing) -> Json:
        return {"dismissed": self._reception.strangers.dismiss_all(caller.account)}

    def revoke(self, caller: Caller, asked: StationNamed) -> None:
        self._reception.adopting.revoke(caller.account, asked.station)

    def rotate_key(self, caller: Caller, asked: StationNamed) -> Json:
        """The code is in this answer only."""
        return {"pairing_code": self._reception.keys.rotate(caller.account, asked.station)}

    def replace(self, caller: Caller, asked: StationReplace) -> None:
        self._reception.replacing.replace(caller.account, asked.station, asked.spare, asked.pairing_code)

    def set_mode(self, caller: Caller, asked: ModeOrdered) -> Json:
        length = timedelta(minutes=asked.minutes) if asked.minutes else None
        wish = Wish(StationMode(asked.mode), asked.scope, asked.drill, asked.reason, length)
        return {"order": self._reception.modes.order(caller.account, wish)}

    def read_log(self, caller: Caller, asked: StationLogAsked) -> None:
        self._reception.logs.read(caller.account, asked.station, everything=asked.everything)

    def dismiss_tag(self, caller: Caller, asked: TwiceNamed) -> None:
        self._reception.clones.dismiss(caller.account, asked.number)
        self._feed.tags_changed(asked)

    def set_walk(self, caller: Caller, asked: WalkSet) -> None:
        self._reception.clones.set_walk(caller.account, asked.one, asked.other, asked.seconds)
        self._feed.tags_changed(asked)
