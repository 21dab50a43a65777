"""What happened, in true order: each event that reached flash whole, each movement of a bolt."""

from collections import Counter
from dataclasses import dataclass, field

from firmware_bridge.protocol.framing import Deframer
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.stateful.model import Movement

Number = tuple[str, bytes, int]


@dataclass
class Diary:
    """`events` by (station, boot, seq), in the order in which they were stored."""

    wrong: list[str]
    events: dict[Number, StationEvent] = field(default_factory=dict)
    moves: dict[Number, int] = field(default_factory=dict)
    unwritten: Counter[str] = field(default_factory=Counter)
    clock_jumped: bool = False
    _last: dict[str, Number] = field(default_factory=dict)

    def wrote(self, station: str, data: bytes) -> None:
        """Bytes that are in flash for good; those of other records than events are passed over."""
        for content in Deframer().feed(data):
            if content[:1] == b"E":
                self.wrote_event(station, content[1:])

    def wrote_event(self, station: str, content: bytes) -> bool:
        """True for a release that was not known yet."""
        event = event_in(content)
        number = station, event.boot_id, event.seq
        if number in self.events:
            return False
        self.events[number] = event
        self._last[station] = number
        self._claim(number, event)
        return event.what is What.RELEASED

    def lost_power(self, station: str) -> None:
        """What it could not write down is forgotten."""
        self.unwritten[station] = 0

    def last(self, station: str) -> StationEvent | None:
        """The opening that was stored just now, if it has not been followed by a movement yet."""
        number = self._last.get(station)
        if number is None or number in self.moves or self.events[number].what is not What.RELEASED:
            return None
        return self.events[number]

    def moved(self, movement: Movement) -> None:
        if movement.event is None:
            self.unwritten[movement.station] += 1
        else:
            self.moves[movement.station, movement.event.boot_id, movement.event.seq] = movement.at

    def _claim(self, number: Number, event: StationEvent) -> None:
        """An opening of an evacuation may be written down only after it."""
        station = number[0]
        if self.unwritten[station] and event.what is What.RELEASED and event.reason is Reason.EVACUATE:
            self.unwritten[station] -= 1
            self.moves[number] = 0

    def uses(self, station: str, grant: int) -> int:
        """How often that station opened, or meant to, by that exception."""
        return sum(
            one.grant == grant and one.what is What.RELEASED and one.reason is Reason.EXCEPTION
            for (where, _, _), one in self.events.items()
            if where == station
        )


def event_in(content: bytes) -> StationEvent:
    return from_body(StationEvent, canonical.loads(content))
