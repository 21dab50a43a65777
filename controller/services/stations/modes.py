"""Orders a mode of stations, and ends it. What a station does about it is told by mode_telling and drills."""

from datetime import timedelta

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ModesChanged
from controller.domain.modes import EMERGENCIES, LONGEST, StationMode, Wish
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations import mode_orders
from controller.services.stations.mode_orders import By
from controller.services.stations.mode_telling import ModeTelling
from controller.storage.database import Database
from controller.storage.tables.modes import ModeOrderRow

SHORTEST = timedelta(minutes=1)


class Modes:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, telling: ModeTelling) -> None:
        self._database, self._clock, self._bus, self._telling = database, clock, bus, telling

    def order(self, by: By, wish: Wish) -> int:
        """Told at once to whoever can be reached, and to the others when they return. Raises Refused."""
        if wish.length is not None and not SHORTEST <= wish.length <= LONGEST:
            raise Refused("mode.bad-length", "A mode lasts from 1 minute to 24 hours.")
        with self._database.write() as session:
            order = mode_orders.make(session, by, wish, self._clock.now())
        self._telling.tell_all()
        self._bus.publish(ModesChanged(order.id))
        return order.id

    def end(self, by: By, order_id: int, *, only: frozenset[StationMode] = frozenset(StationMode)) -> int:
        """The number of the order that ends it. `only`: what this person may end. Raises Refused."""
        with self._database.write() as session:
            order = session.get(ModeOrderRow, order_id)
            if order is not None and order.mode not in only:
                raise Refused("mode.not-yours", "Only the network manager ends that mode.")
            back = mode_orders.end(session, by, order_id, self._clock.now())
        self._telling.tell_all()
        self._bus.publish(ModesChanged(order_id), ModesChanged(back.id))
        return back.id

    def emergency(self, by: Account, mode: StationMode, *, drill: bool, reason: str) -> int:
        """Evacuate or lockdown, for the whole school. Raises Refused."""
        if mode not in EMERGENCIES:
            raise Refused("mode.not-yours", "Only the network manager sets that mode.")
        return self.order(by, Wish(mode, drill=drill, reason=reason))
