"""What a teacher asks of seats: lock, unlock, send a link. Each is stored and journaled before it is sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.orders import OrderKind, Step
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.desired import DesiredState, active_leases, grow
from controller.services.lab.links import TTL_S, Links
from controller.services.lab.order_steps import end_leases, end_unlocks
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import check_url
from workstation_agent.protocol.restrictions import LOCK

REPLACED = "replaced by a newer lock"
OFF, NOT_SET_UP = "off", "not set up"


class Orders:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        presence: Presence,
        desired: DesiredState,
        links: Links,
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._presence, self._desired, self._links = presence, desired, links

    def lock(self, by: Account, lesson: Lesson, seats: Sequence[str], message: str) -> str:
        """The order's id. A seat that is locked already gets the new message. Raises Refused."""
        with self._database.write() as session:
            now = self._start(session, lesson, seats)
            order = self._order(session, by, lesson, OrderKind.LOCK, message, now, lesson.ends_at)
            self._end_locks(session, seats, now, by, REPLACED)
            end_unlocks(session, now, seats, f"account:{by.username}", REPLACED)
            enrolled = _enrolled(session, seats)
            versions = grow(session, enrolled)
            for seat in seats:
                if seat in enrolled:
                    session.add(_seat(order, seat, Step.ASKED, now, version=versions[seat]))
                    session.add(_lock(order, seat))
                else:
                    session.add(_seat(order, seat, Step.NOT_SENT, now, detail=NOT_SET_UP))
            self._journal(session, by, order, seats)
        self._changed(lesson, seats)
        return order.id

    def unlock(self, by: Account, lesson: Lesson, seats: Sequence[str]) -> str:
        """Ends the locks that these seats have. Raises Refused when there are none."""
        with self._database.write() as session:
            now = self._start(session, lesson, seats)
            locked = self._end_locks(session, seats, now, by, "unlocked")
            if not locked:
                raise Refused("order.nothing-locked", "None of those PCs is locked.")
            order = self._order(session, by, lesson, OrderKind.UNLOCK, "", now, lesson.ends_at)
            versions = grow(session, locked)
            session.add_all(_seat(order, seat, Step.ASKED, now, version=versions[seat]) for seat in locked)
            self._journal(session, by, order, locked)
        self._changed(lesson, locked)
        return order.id

    def send_link(self, by: Account, lesson: Lesson, seats: Sequence[str], url: str) -> str:
        """Opens `url` on the PCs that are here; for the others it is not kept. Raises Refused."""
        try:
            check_url(url)
        except ProtocolError as error:
            raise Refused("order.bad-link", f"That link cannot be sent: {error.sentence}.") from error
        with self._database.write() as session:
            now = self._start(session, lesson, seats)
            order = self._order(session, by, lesson, OrderKind.LINK, url, now, now + timedelta(seconds=TTL_S))
            enrolled = _enrolled(session, seats)
            here = [seat for seat in seats if self._presence.of(seat)]
            for seat in seats:
                why = OFF if seat in enrolled else NOT_SET_UP
                step, detail = (Step.ASKED, "") if seat in here else (Step.NOT_SENT, why)
                session.add(_seat(order, seat, step, now, detail=detail))
            self._journal(session, by, order, seats)
        self._links.send(order.id, url, here)
        self._bus.publish(SeatsChanged(lesson.room, tuple(seats)))
        return order.id

    def _start(self, session: Session, lesson: Lesson, seats: Sequence[str]) -> datetime:
        """This moment, if the lesson is on and the seats are those of its room."""
        now = self._clock.now()
        if not lesson.starts_at <= now < lesson.ends_at:
            raise Refused("lesson.over", "This lesson is over, so its PCs are no longer yours to control.")
        query = select(WorkstationRow.id).where(
            WorkstationRow.room_id == lesson.room, WorkstationRow.id.in_(seats)
        )
        if len(set(session.scalars(query))) != len(seats) or not seats:
            raise Refused("lesson.wrong-seat", "Some of those PCs are not in this room. Choose again.")
        return now

    def _order(
        self,
        session: Session,
        by: Account,
        lesson: Lesson,
        kind: OrderKind,
        text: str,
        at: datetime,
        ends_at: datetime,
    ) -> OrderRow:
        row = OrderRow(
            id=uuid4().hex,
            lesson=str(lesson.id),
            kind=kind.value,
            text=text,
            by_account_id=by.id,
            at=at,
            ends_at=ends_at,
        )
        session.add(row)
        session.flush()
        return row

    def _end_locks(
        self, session: Session, seats: Sequence[str], at: datetime, by: Account, why: str
    ) -> list[str]:
        """Ends every lock of the seats; the seats that had one, in the order given."""
        leases = list(active_leases(session, seats))
        end_leases(session, at, leases, f"account:{by.username}", why)
        had = {lease.workstation for lease in leases}
        return [seat for seat in seats if seat in had]

    def _journal(self, session: Session, by: Account, order: OrderRow, seats: Iterable[str]) -> None:
        data = {"order": order.id, "seats": list(seats), "text": order.text}
        fact = Fact(f"{order.kind}.asked", f"account:{by.username}", f"lesson:{order.lesson}", data)
        append(session, order.at, fact)

    def _changed(self, lesson: Lesson, seats: Sequence[str]) -> None:
        self._desired.push(seats)
        self._bus.publish(SeatsChanged(lesson.room, tuple(seats)))


def _enrolled(session: Session, seats: Sequence[str]) -> frozenset[str]:
    query = select(WorkstationRow.id).where(
        WorkstationRow.id.in_(seats), WorkstationRow.key_hash.is_not(None)
    )
    return frozenset(session.scalars(query))


def _seat(
    order: OrderRow, seat: str, step: Step, at: datetime, version: int = 0, detail: str = ""
) -> OrderSeatRow:
    return OrderSeatRow(
        order_id=order.id, workstation_id=seat, step=step.value, at=at, version=version, detail=detail
    )


def _lock(order: OrderRow, seat: str) -> LeaseRow:
    return LeaseRow(
        id=uuid4().hex,
        workstation_id=seat,
        order_id=order.id,
        kind=LOCK,
        message=order.text,
        starts_at=order.at,
        ends_at=order.ends_at,
    )
