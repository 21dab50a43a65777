"""What the controller itself suffers from, a sentence each: no broker, no place to write, no policy."""

from datetime import datetime

from controller.clock import Clock
from controller.domain.events import BrokerChanged, StorageChanged
from controller.domain.timetable import local
from controller.services.bus import EventBus

NO_BROKER = (
    "No connection to the message broker since {:%H:%M}. Stations go on by their own authority; "
    "what they do will appear here when it returns."
)
NO_STORAGE = "{} Stations keep what they have done since {:%H:%M}, and will report it again."


NO_POLICY = "{} Until it is mended, every tap that a station has to ask about is refused."


class Health:
    def __init__(self, clock: Clock, bus: EventBus) -> None:
        self._clock, self._bus = clock, bus
        self._broker = self._storage = self._policy = ""

    def broker(self, up: bool) -> None:
        if up == (not self._broker):
            return
        self._broker = "" if up else NO_BROKER.format(self._time())
        self._bus.publish(BrokerChanged(up, self._broker))

    def storage(self, trouble: str) -> None:
        """`trouble` is what the database said; empty when it took what it was given."""
        if bool(trouble) == bool(self._storage):
            return
        self._storage = NO_STORAGE.format(trouble, self._time()) if trouble else ""
        self._bus.publish(StorageChanged(not trouble, self._storage))

    def policy(self, trouble: str) -> None:
        """`trouble` is why the policy cannot be read; it is read once, at start."""
        self._policy = NO_POLICY.format(trouble) if trouble else ""

    def sentences(self) -> list[str]:
        """Empty when all is well."""
        return [sentence for sentence in (self._broker, self._storage, self._policy) if sentence]

    def _time(self) -> datetime:
        return local(self._clock.now())
