"""Tells every page of those who may evacuate what mode is in force, where, and where not yet."""

from collections.abc import Iterable

from controller.domain import events
from controller.services.pouches.reading import REASON as READING
from controller.services.stations.build import Reception
from web.drills.snapshots import Json, report
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC = "modes"


class ModesFeed:
    def __init__(self, reception: Reception, outbox: Outbox) -> None:
        self._reception, self._outbox = reception, outbox
        self._any = False

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [("modes", self._modes())]

    def changed(self, _: events.ModesChanged) -> None:
        self._outbox.tell_soon(TOPIC, "modes", self._modes)

    def station_changed(self, _: events.StationChanged) -> None:
        """Why a station has not been reached changes with it; without an order there is nothing to say."""
        if self._any:
            self._outbox.tell_soon(TOPIC, "modes", self._modes)

    def _modes(self) -> Json:
        everything = self._reception.drills.current()
        current = [one for one in everything if one.reason != READING]  # its own page tells of that
        self._any = bool(current)
        return {"modes": [report(one) for one in current]}
