"""Tells the station desk what has changed, each part at most ten times a second."""

from collections.abc import Iterable

from controller.domain import events
from controller.domain.clones import TwiceSeen
from controller.domain.station_logs import LogProgress
from controller.domain.stations import Station
from controller.services.stations.build import Reception
from controller.services.stations.dead_letters import DeadLetter
from web.outbox import Outbox
from web.reception.snapshots import Json, station
from web.sockets.door import Caller

TOPIC = "stations"
TOLD_AT = (events.StationChanged, events.ReleaseChanged, events.BrokerChanged, events.StorageChanged)


class StationsFeed:
    def __init__(self, reception: Reception, outbox: Outbox) -> None:
        self._reception, self._outbox = reception, outbox

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [("stations", self._stations()), ("letters", self._letters()), ("tags", self._tags())]

    def stations_changed(self, _: object) -> None:
        self._outbox.tell_soon(TOPIC, "stations", self._stations)

    def letters_changed(self, _: object) -> None:
        self._outbox.tell_soon(TOPIC, "letters", self._letters)

    def tags_changed(self, _: object) -> None:
        self._outbox.tell_soon(TOPIC, "tags", self._tags)

    def log_read(self, event: events.StationLogRead) -> None:
        if progress := self._reception.logs.progress(event.station):
            self._outbox.tell(TOPIC, "log", log_progress(progress))

    def _stations(self) -> Json:
        return {
            "stations": [_station(one) for one in self._reception.stations.all()],
            "sentences": self._reception.health.sentences(),
        }

    def _letters(self) -> Json:
        letters = self._reception.dead_letters
        return {"letters": [_letter(one) for one in letters.newest()], "parked": letters.count()}

    def _tags(self) -> Json:
        clones = self._reception.clones
        walks = [{"one": one.one, "other": one.other, "seconds": one.seconds} for one in clones.walks()]
        return {"twice": [_twice(one) for one in clones.newest()], "walks": walks}


def log_progress(one: LogProgress) -> Json:
    return {
        "station": one.station,
        "state": one.state.value,
        "got": one.got,
        "asked": one.asked,
        "total": one.total,
        "sentence": one.sentence,
    }


def _station(one: Station) -> Json:
    return station(one) | {
        "firmware": one.firmware,
        "model": one.model,
        "supply_mv": one.supply_mv,
        "battery": one.battery,
        "store_full": one.store_full,
        "broken_records": one.broken_records,
        "unrecorded": one.unrecorded,
        "refused": dict(one.refused),
        "listed": one.listed,
        "key_under_way": one.key_under_way,
    }


def _letter(one: DeadLetter) -> Json:
    return {
        "id": one.id,
        "received_at": one.received_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "times": one.times,
        "topic": one.topic,
        "size": one.size,
        "code": one.code,
        "sentence": one.sentence,
    }


def _twice(one: TwiceSeen) -> Json:
    return {"id": one.id, "at": one.second_at.isoformat(), "pouch": one.pouch, "sentence": one.sentence}
