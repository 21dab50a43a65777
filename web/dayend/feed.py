"""Tells the day-end pages what has changed, each part at most ten times a second."""

from collections.abc import Iterable

from controller.clock import Clock
from controller.domain import events
from controller.domain.releases import Phase, phase
from controller.services.stations.build import Reception
from web.dayend.snapshots import DayEndSnapshots
from web.outbox import Outbox
from web.parts_feed import Parts, PartsFeed, Tells

TOPIC = "day-end"

TELLS: Tells = {
    events.StationChanged: ("gate-stations",),
    events.StationTrouble: ("gate-stations",),
    events.PouchReleased: ("gates",),
    events.ReleaseChanged: ("gates", "gate-stations"),
    events.BrokerChanged: ("troubles",),
    events.StorageChanged: ("troubles",),
}


class DayEndFeed(PartsFeed):
    def __init__(self, reception: Reception, clock: Clock, outbox: Outbox) -> None:
        self._reception = reception
        snapshots = DayEndSnapshots(reception, clock)
        parts: Parts = {
            "troubles": snapshots.troubles,
            "gate-stations": snapshots.stations,
            "gates": snapshots.gates,
        }
        super().__init__(TOPIC, TELLS, parts, clock, outbox)

    def moving(self) -> Iterable[str]:
        """Rates and queues of an open release."""
        release = self._reception.releases.latest()
        is_open = release is not None and phase(release, self._clock.now()) is Phase.OPEN
        return ("gates",) if is_open else ()
