"""Links on their way to PCs: opened, refused, or expired within seconds. None is kept for later."""

from collections.abc import Sequence
from threading import RLock

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.orders import OrderKind, Step, may
from controller.services.bus import EventBus
from controller.services.lab.order_steps import by_room, move, open_pairs
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.workstations import OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.acts import Act, Acted, ActResult, OpenUrl

TTL_S = 20.0
GRACE_S = 5.0
"""How late a PC's own answer may be before the link counts as expired here."""
_RESULTS = {
    ActResult.DONE: Step.DONE,
    ActResult.EXPIRED: Step.EXPIRED,
    ActResult.FAILED: Step.FAILED,
}
_WAITING = OrderRow.kind == OrderKind.LINK, OrderSeatRow.step.in_([Step.ASKED, Step.DELIVERED])


class Links:
    """`link` is the clock of the wire: what a PC is given to answer are real seconds."""

    def __init__(
        self, database: Database, clock: Clock, link: Clock, bus: EventBus, presence: Presence
    ) -> None:
        self._database, self._clock, self._link, self._bus = database, clock, link, bus
        self._presence = presence
        self._due: dict[str, float] = {}
        self._looked_for_left_over = False
        self._lock = RLock()

    def send(self, order: str, url: str, seats: Sequence[str]) -> None:
        with self._lock:
            self._due[order] = self._link.monotonic() + TTL_S + GRACE_S
        for seat in seats:
            self._send(Act(order, TTL_S, OpenUrl(url)), seat)

    def take_acted(self, workstation: str, acted: Acted) -> bool:
        """False when no such link was sent to this PC."""
        return self._move(acted.order, workstation, _RESULTS[acted.result], acted.detail)

    def tick(self) -> None:
        due = self._take_due()
        if not due:
            return
        with self._database.write() as session:
            pairs = open_pairs(session, *_WAITING, OrderRow.id.in_(due))
            for pair in pairs:
                move(session, self._clock.now(), pair, Step.EXPIRED, "it did not answer", "controller:ticker")
            rooms = by_room(session, [seat.workstation_id for seat, _ in pairs])
        self._bus.publish(*(SeatsChanged(room, seats) for room, seats in rooms.items()))

    def _send(self, act: Act, seat: str) -> None:
        self._presence.send(seat, act, on_ack=lambda: self._delivered(act.order, seat))

    def _delivered(self, order: str, workstation: str) -> None:
        self._move(order, workstation, Step.DELIVERED, "")

    def _move(self, order_id: str, workstation: str, step: Step, detail: str) -> bool:
        with self._database.write() as session:
            seat = session.get(OrderSeatRow, {"order_id": order_id, "workstation_id": workstation})
            order = session.get(OrderRow, order_id)
            if seat is None or order is None or order.kind != OrderKind.LINK:
                return False
            if may(OrderKind.LINK, Step(seat.step), step):
                move(session, self._clock.now(), (seat, order), step, detail)
            room = session.get_one(WorkstationRow, workstation).room_id
        self._bus.publish(SeatsChanged(room, (workstation,)))
        return True

    def _take_due(self) -> list[str]:
        now_s = self._link.monotonic()
        with self._lock:
            due = [order for order, until_s in self._due.items() if until_s <= now_s]
            for order in due:
                del self._due[order]
        return due + self._left_over()

    def _left_over(self) -> list[str]:
        """Once: what the controller before this one was still waiting for when it ended."""
        if self._looked_for_left_over:
            return []
        self._looked_for_left_over = True
        with self._database.read() as session:
            waiting = {order.id for _, order in open_pairs(session, *_WAITING)}
        return [order for order in waiting if order not in self._due]
