"""How many events of stations the controller stores for good in a second: journal, custody and all."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from controller.config import Settings
from controller.domain.releases import When
from controller.errors import SchoolbellError
from controller.services.stations.link import OnLink, OnMessage
from simulators.benches.school import WINDOW, Speaker, admin, open_school

PATIENCE_S = 600.0


def events_per_s(directory: Path, database_url: str, stations: int, events: int) -> float:
    """From the first message to the last acknowledgement; SQLite in `directory` if there is no URL."""
    services, speakers = open_school(Settings(data_dir=directory, database_url=database_url), stations)
    try:
        link = _Stations()
        reception = services.reception
        reception.start(speakers[0].address.site, link.make, services.bus, services.ticker)
        reception.releases.order(admin(services), When.NOW, "a benchmark")
        authority = reception.stations.all()[0].ordered
        reception.intake.start()
        return link.replay(speakers, events // stations, authority)
    finally:
        services.close()


class _Stations:
    """The broker and all stations: each has some events under way, and an acknowledgement makes room for one.

    Once they replay they are told nothing else, since they never say how they are.
    """

    up = True

    def __init__(self) -> None:
        self._waiting: dict[str, Iterator[tuple[str, bytes]]] = {}
        self._left, self._done = 0, threading.Event()

    def make(self, on_message: OnMessage, _on_link: OnLink) -> "_Stations":
        self._say = on_message
        return self

    def replay(self, speakers: tuple[Speaker, ...], each: int, authority: int) -> float:
        sealed = {
            one.address.station: [one.sealed(event) for event in one.openings(each, authority)]
            for one in speakers
        }
        self._left = each * len(speakers)
        self._waiting = {station: iter(messages) for station, messages in sealed.items()}
        began = time.perf_counter()
        for station in self._waiting:
            for _ in range(WINDOW):
                self._next(station)
        if not self._done.wait(PATIENCE_S):
            raise SchoolbellError("bench.stuck", f"{self._left} events were not stored in {PATIENCE_S:g} s.")
        return round(each * len(speakers) / (time.perf_counter() - began))

    def publish(self, topic: str, _payload: bytes, *, retained: bool = False) -> bool:
        if station := self._waiting and topic.split("/")[3]:
            self._left -= 1
            self._next(station)
            if not self._left:
                self._done.set()
        return True

    def _next(self, station: str) -> None:
        if message := next(self._waiting[station], None):
            self._say(*message, False)

    def start(self) -> None:
        """It is there already."""

    def stop(self) -> None:
        """It stays."""

    def subscribe(self, *filters: str) -> None:
        """It hears all."""
