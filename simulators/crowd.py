"""Pupils with pouches: a curious one now and then during the day, and all of them when the gates open."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

CURIOUS_EVERY_S = 75.0  # one pupil of the school tries a station before the bell, on average this often
TAP_S = 2.5  # what one pupil takes at a station
ARRIVALS_PER_S = 3.5  # at all gates together


@dataclass(frozen=True, slots=True)
class Tap:
    station: str
    uid: bytes


class Crowd:
    """Seconds are those of the school's clock."""

    def __init__(self, uids: Sequence[bytes], stations: Sequence[str], seed: int) -> None:
        self._rng = random.Random(seed)
        self._uids, self._stations = tuple(uids), tuple(stations)
        self._queues: dict[str, list[bytes]] = {}
        self._busy_until: dict[str, float] = {}
        self.everyone_in()

    @property
    def inside(self) -> int:
        """How many have not gone through a gate."""
        return len(self._inside) + sum(len(queue) for queue in self._queues.values())

    def everyone_in(self) -> None:
        """As on every morning."""
        self._inside = self._rng.sample(self._uids, len(self._uids))
        self._queues = {station: [] for station in self._stations}
        self._busy_until = dict.fromkeys(self._stations, 0.0)
        self._arrived = 0.0

    def taps(self, now_s: float, passed_s: float, releasing: Collection[str]) -> list[Tap]:
        """What happens in the `passed_s` seconds up to `now_s`, while the `releasing` stations show green."""
        if releasing:
            self._arrive(passed_s, sorted(releasing))
        elif self._inside and self._rng.random() < passed_s / CURIOUS_EVERY_S:
            return [Tap(self._rng.choice(self._stations), self._rng.choice(self._inside))]
        return [tap for station in sorted(releasing) if (tap := self._next(station, now_s))]

    def _arrive(self, passed_s: float, stations: Sequence[str]) -> None:
        self._arrived += passed_s * ARRIVALS_PER_S
        while self._arrived >= 1 and self._inside:
            self._arrived -= 1
            shortest = min(stations, key=lambda station: len(self._queues[station]))
            self._queues[shortest].append(self._inside.pop())

    def _next(self, station: str, now_s: float) -> Tap | None:
        if not self._queues[station] or now_s < self._busy_until[station]:
            return None
        self._busy_until[station] = now_s + TAP_S
        return Tap(station, self._queues[station].pop(0))
