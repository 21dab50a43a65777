"""Pupils with pouches: a curious one now and then during the day, and all of them when the gates open."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

CURIOUS_EVERY_S = 75.0  # one pupil of the school tries a station before the bell, on average this often
TAP_S = 2.5  # what one pupil takes at a station
ARRIVALS_PER_S = 3.5  # at all gates together


@dataclass(frozen=True, slots=True)
class Tap:
    station: str
    uid: bytes


class Crowd:
    """Seconds are those of the school's clock. `buses` are the tags of pupils who hurry to an early bus.

    `pull`: how much of the crowd each station draws; without it everybody looks for the shortest queue.
    """

    def __init__(
        self,
        uids: Sequence[bytes],
        stations: Sequence[str],
        seed: int,
        *,
        buses: Collection[bytes] = (),
        pull: Mapping[str, float] | None = None,
    ) -> None:
        self._rng = random.Random(seed)
        self._buses, self._pull = frozenset(buses), pull
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
        mixed = self._rng.sample(self._uids, len(self._uids))
        self._inside = sorted(mixed, key=self._buses.__contains__)  # who hurries is taken from the end
        self._queues = {station: [] for station in self._stations}
        self._busy_until = dict.fromkeys(self._stations, 0.0)
        self._arrived = 0.0

    def taps(
        self, now_s: float, passed_s: float, releasing: Collection[str], *, early: bool = False
    ) -> list[Tap]:
        """What happens in the `passed_s` seconds up to `now_s`, while the `releasing` stations show green.

        `early`: for the early buses only.
        """
        if releasing:
            self._arrive(passed_s, sorted(releasing), early)
        elif self._inside and self._rng.random() < passed_s / CURIOUS_EVERY_S:
            return [Tap(self._rng.choice(self._stations), self._rng.choice(self._inside))]
        return [tap for station in sorted(releasing) if (tap := self._next(station, now_s))]

    def _arrive(self, passed_s: float, stations: Sequence[str], early: bool) -> None:
        self._arrived += passed_s * ARRIVALS_PER_S
        while self._arrived >= 1 and self._inside and (not early or self._inside[-1] in self._buses):
            self._arrived -= 1
            self._queues[self._chosen(stations)].append(self._inside.pop())
        self._arrived %= 1  # nobody else came while only the buses' pupils might

    def _chosen(self, stations: Sequence[str]) -> str:
        if self._pull is None:
            return min(stations, key=lambda station: len(self._queues[station]))
        return self._rng.choices(stations, [self._pull.get(one, 1.0) for one in stations])[0]

    def _next(self, station: str, now_s: float) -> Tap | None:
        if not self._queues[station] or now_s < self._busy_until[station]:
            return None
        self._busy_until[station] = now_s + TAP_S
        return Tap(station, self._queues[station].pop(0))
