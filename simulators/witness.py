"""Sees bolts move, and knows nothing of what stations and controller write about it."""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from controller.clock import Clock
from simulators.station import SimulatedStation


@dataclass(frozen=True, slots=True)
class Opening:
    """A bolt that moved, `after_s` real seconds after the tag came to the reader; `at` is school time."""

    station: str
    uid: bytes
    at: datetime
    after_s: float


class Witness:
    """`watch` a station before it is switched on. Safe between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.openings: list[Opening] = []

    def watch(self, station: SimulatedStation) -> None:
        station.lock.moved = partial(self._moved, station)

    def watch_all(self, stations: Iterable[SimulatedStation]) -> None:
        for station in stations:
            self.watch(station)

    def _moved(self, station: SimulatedStation) -> None:
        """For whom: the tag that was read last, since a station asks about one tag at a time."""
        held = station.reader.last
        uid, after = (held.uid, time.monotonic() - held.at_s) if held else (b"", 0.0)
        self.openings.append(Opening(station.address.station, uid, self._clock.now(), after))


def percentile_ms(openings: Sequence[Opening], percent: int) -> float:
    """Tap to actuation; 0 where nothing opened."""
    times = sorted(one.after_s * 1000 for one in openings)
    if len(times) < 2:
        return round(sum(times), 2)
    return round(statistics.quantiles(times, n=100, method="inclusive")[percent - 1], 2)
