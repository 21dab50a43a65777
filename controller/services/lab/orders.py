"""What a teacher asks of seats. Each order is stored and journaled before it is sent; the last one wins."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.orders import END_OF, ENDED_BY, HOLDS, OrderKind
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab import order_book, undoing
from controller.services.lab.acts import Acts
from controller.services.lab.desired import DesiredState
from controller.services.lab.order_entry import Asker, Batch, Wish
from controller.storage.database import Database
from workstation_agent.protocol.acts import OpenUrl, What
from workstation_agent.protocol.restrictions import Limits

_NOTHING: Mapping[OrderKind, str] = {
    OrderKind.UNLOCK: "None of those PCs is locked.",
    OrderKind.UNBLANK: "None of those screens is blank.",
    OrderKind.END_SITES: "None of those PCs has a list of sites.",
    OrderKind.END_APPS: "None of those PCs has a list of programs.",
    OrderKind.UNMUTE: "None of those PCs is muted.",
    OrderKind.END_STORAGE: "USB storage is not blocked on any of those PCs.",
    OrderKind.FREE: "Nothing is restricted on any of those PCs.",
}


class Orders:
    """What is asked returns the order's id, or raises Refused with a sentence for the teacher."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, desired: DesiredState, acts: Acts
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._desired, self._acts = desired, acts

    def hold(
        self,
        by: Account,
        lesson: Lesson,
        seats: Sequence[str],
        kind: OrderKind,
        *,
        message: str = "",
        limits: Limits | None = None,
        minutes: int | None = None,
        batch: Batch | None = None,
    ) -> str:
        """Until the lesson's end, or for `minutes` if that is sooner."""
        ends_at = self._clock.now() + timedelta(minutes=minutes) if minutes else None
        with self._asking(by, lesson, seats) as asker:
            order = order_book.hold(asker, Wish(kind, message, limits, ends_at, batch=batch), seats)
        self._changed(lesson, seats)
        return order

    def end(self, by: Account, lesson: Lesson, seats: Sequence[str], kind: OrderKind) -> str:
        """Ends what `kind` ends, wherever these seats hold it."""
        with self._asking(by, lesson, seats) as asker:
            leases = asker.held(seats, ENDED_BY[kind])
            if not leases:
                code = "order.nothing-locked" if kind is OrderKind.UNLOCK else "order.nothing-held"
                raise Refused(code, _NOTHING[kind])
            order = order_book.end(asker, Wish(kind), leases)
        self._changed(lesson, [lease.workstation for lease in leases])
        return order

    def act(
        self,
        by: Account,
        lesson: Lesson,
        seats: Sequence[str],
        what: What,
        name: str | None = None,
        batch: Batch | None = None,
    ) -> str:
        """Done once, on the PCs that are here, and kept for no other. `name` is what is shown of it."""
        self._acts.check(what)
        with self._asking(by, lesson, seats) as asker:
            order, here = self._acts.write(asker, what, seats, name, batch)
        self._acts.send(order, what, here)
        self._bus.publish(SeatsChanged(lesson.room, tuple(seats)))
        return order

    def undo(self, by: Account, lesson: Lesson, order: str | None = None) -> undoing.Undone:
        """Takes back an order of `by`, the last one unless said otherwise; of a template, all of it."""
        with self._database.write() as session:
            asker = Asker(session, by, lesson, self._clock.now())
            asker.check_lesson()
            undone = undoing.undo(asker, order)
        self._changed(lesson, undone.seats)
        return undone

    def lock(self, by: Account, lesson: Lesson, seats: Sequence[str], message: str) -> str:
        return self.hold(by, lesson, seats, OrderKind.LOCK, message=message)

    def unlock(self, by: Account, lesson: Lesson, seats: Sequence[str]) -> str:
        return self.end(by, lesson, seats, OrderKind.UNLOCK)

    def free(self, by: Account, lesson: Lesson, seats: Sequence[str]) -> str:
        """Ends everything that these seats hold."""
        return self.end(by, lesson, seats, OrderKind.FREE)

    def send_link(self, by: Account, lesson: Lesson, seats: Sequence[str], url: str) -> str:
        return self.act(by, lesson, seats, OpenUrl(url))

    @contextmanager
    def _asking(self, by: Account, lesson: Lesson, seats: Sequence[str]) -> Iterator[Asker]:
        with self._database.write() as session:
            asker = Asker(session, by, lesson, self._clock.now())
            asker.check(seats)
            yield asker

    def _changed(self, lesson: Lesson, seats: Sequence[str]) -> None:
        self._desired.push(seats)
        self._bus.publish(SeatsChanged(lesson.room, tuple(dict.fromkeys(seats))))


def ender(hold: OrderKind) -> OrderKind:
    """The order that ends this kind."""
    assert hold in HOLDS
    return END_OF[hold]
