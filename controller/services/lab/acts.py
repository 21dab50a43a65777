"""Acts on their way to PCs: done, refused, or expired within seconds. None is kept for later."""

from collections.abc import Sequence
from datetime import timedelta
from threading import RLock

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.orders import ACTS, OrderKind, Step, may
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.order_book import NOT_SET_UP
from controller.services.lab.order_entry import Asker, Batch, Wish
from controller.services.lab.order_steps import Pair, by_room, move, move_all, open_pairs
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.workstations import OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.acts import (
    Act,
    Acted,
    ActKind,
    ActResult,
    OpenUrl,
    ShowMessage,
    StartProgram,
    What,
)
from workstation_agent.protocol.errors import ProtocolError

TTL_S = 20.0
GRACE_S = 5.0
"""How late a PC's own answer may be before an act counts as expired here."""
_RESULTS = {
    ActResult.DONE: Step.DONE,
    ActResult.EXPIRED: Step.EXPIRED,
    ActResult.FAILED: Step.FAILED,
}
_WAITING = OrderRow.kind.in_(ACTS), OrderSeatRow.step.in_([Step.ASKED, Step.DELIVERED])


_KINDS = {
    ActKind.OPEN_URL: OrderKind.LINK,
    ActKind.MESSAGE: OrderKind.MESSAGE,
    ActKind.START_PROGRAM: OrderKind.PROGRAM,
    ActKind.LOG_OFF: OrderKind.LOG_OFF,
    ActKind.RESTART: OrderKind.RESTART,
    ActKind.SHUT_DOWN: OrderKind.SHUT_DOWN,
}
OFF = "off"
_GOING = frozenset({OrderKind.RESTART, OrderKind.SHUT_DOWN})


class Acts:
    """`link` is the clock of the wire: what a PC is given to answer are real seconds."""

    def __init__(
        self, database: Database, clock: Clock, link: Clock, bus: EventBus, presence: Presence
    ) -> None:
        self._database, self._clock, self._link, self._bus = database, clock, link, bus
        self._presence = presence
        self._due: dict[str, float] = {}
        self._looked_for_left_over = False
        self._started_at = clock.now()  # at our own start every PC comes back
        self._lock = RLock()

    @staticmethod
    def check(what: What) -> None:
        """Raises Refused for what no PC should be given."""
        try:
            Act.from_json(Act("check", TTL_S, what).to_json())
        except ProtocolError as error:
            code = "order.bad-link" if isinstance(what, OpenUrl) else "order.bad-act"
            raise Refused(code, f"That cannot be sent: {error.sentence}.") from error
        if isinstance(what, ShowMessage) and not what.text.strip():
            raise Refused("order.bad-act", "Write the message first.")

    def write(
        self,
        asker: Asker,
        what: What,
        seats: Sequence[str],
        name: str | None = None,
        batch: Batch | None = None,
    ) -> tuple[str, list[str]]:
        """The order's id, and the seats that it is to be sent to."""
        ends_at = asker.at + timedelta(seconds=TTL_S)
        entry = asker.write(Wish(_KINDS[what.kind], name or _text(what), ends_at=ends_at, batch=batch))
        enrolled = asker.enrolled(seats)
        here = {seat: None for seat in seats if self._presence.of(seat)}
        for seat in seats:
            why = OFF if seat in enrolled else NOT_SET_UP
            step, detail = (Step.ASKED, "") if seat in here else (Step.NOT_SENT, why)
            entry.seat(seat, step, detail=detail)
        entry.journal(seats)
        return entry.order.id, list(here)

    def send(self, order: str, what: What, seats: Sequence[str]) -> None:
        with self._lock:
            self._due[order] = self._link.monotonic() + TTL_S + GRACE_S
        for seat in seats:
            self._send(Act(order, TTL_S, what), seat)

    def take_acted(self, workstation: str, acted: Acted) -> bool:
        """False when no such act was sent to this PC."""
        return self._move(acted.order, workstation, _RESULTS[acted.result], acted.detail)

    def tick(self) -> None:
        due = self._take_due()
        if not due:
            return
        with self._database.write() as session:
            pairs = open_pairs(session, *_WAITING, OrderRow.id.in_(due))
            over = [(pair, *self._unanswered(pair)) for pair in pairs]
            move_all(session, self._clock.now(), over, "controller:ticker")
            rooms = by_room(session, [seat.workstation_id for seat, _ in pairs])
        self._bus.publish(*(SeatsChanged(room, seats) for room, seats in rooms.items()))

    def _unanswered(self, pair: Pair) -> tuple[Step, str]:
        """A PC may be too quick to say that it goes; that it took the order and then went says it too."""
        seat, order = pair
        here = self._presence.of(seat.workstation_id)
        gone = here is None or here.since > seat.at
        if order.kind in _GOING and seat.step == Step.DELIVERED and gone and order.at >= self._started_at:
            return Step.DONE, "it went away"
        return Step.EXPIRED, "it did not answer"

    def _send(self, act: Act, seat: str) -> None:
        self._presence.send(seat, act, on_ack=lambda: self._delivered(act.order, seat))

    def _delivered(self, order: str, workstation: str) -> None:
        self._move(order, workstation, Step.DELIVERED, "")

    def _move(self, order_id: str, workstation: str, step: Step, detail: str) -> bool:
        with self._database.write() as session:
            seat = session.get(OrderSeatRow, {"order_id": order_id, "workstation_id": workstation})
            order = session.get(OrderRow, order_id)
            if seat is None or order is None or order.kind not in ACTS:
                return False
            if may(OrderKind(order.kind), Step(seat.step), step):
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


def _text(what: What) -> str:
    match what:
        case OpenUrl(url):
            return url
        case ShowMessage(text):
            return text
        case StartProgram(program):
            return program
        case _:
            return ""
