"""An order as it is written down: what it is, at which seats, what it holds and what it ends there."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from uuid import uuid4

from sqlalchemy import ColumnElement, insert, select, tuple_, update
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.leases import Lease, limits_text
from controller.domain.lessons import Lesson
from controller.domain.orders import ENDED_BY, OrderKind, Step
from controller.errors import Refused
from controller.services.lab.desired import active_leases
from controller.services.lab.examined import refuse_in_exam
from controller.services.lab.order_steps import Pair, move_all, open_pairs
from controller.storage.base import table_of
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.restrictions import Limits

Why = Callable[[OrderRow], str]
"""What to say at an order that is ended."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders that a template asks for at once, and that are taken back at once."""

    id: str
    template: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked, and until when: the lesson's end, unless `ends_at` says so.

    `text` is a message, a link or a name; `undoes` and `origin` are for an undo.
    """

    kind: OrderKind
    text: str = ""
    limits: Limits | None = None
    ends_at: datetime | None = None
    undoes: str | None = None
    origin: str | None = None
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which lesson, at which moment; in the transaction that everything is written in."""

    session: Session
    by: Account
    lesson: Lesson
    at: datetime

    @property
    def actor(self) -> str:
        return f"account:{self.by.username}"

    def check(self, seats: Sequence[str]) -> None:
        """Raises Refused unless the lesson is on and the seats are those of its room."""
        self.check_lesson()
        if not seats or not set(seats) <= set(self._in_room()):
            raise Refused("lesson.wrong-seat", "Some of those PCs are not in this room. Choose again.")
        self.check_no_exam(seats)

    def check_no_exam(self, seats: Collection[str]) -> None:
        """Raises Refused: a PC in an exam is nobody's in a lesson."""
        refuse_in_exam(self.session, seats, self.at)

    def check_lesson(self) -> None:
        if not self.lesson.starts_at <= self.at < self.lesson.ends_at:
            raise Refused("lesson.over", "This lesson is over, so its PCs are no longer yours to control.")

    def enrolled(self, seats: Sequence[str]) -> frozenset[str]:
        return frozenset(self._in_room(WorkstationRow.key_hash.is_not(None))) & frozenset(seats)

    def _in_room(self, *where: ColumnElement[bool]) -> Iterable[str]:
        """Asked for by the room, since a long list of seats takes longer to ask for than to answer."""
        return self.session.scalars(
            select(WorkstationRow.id).where(WorkstationRow.room_id == self.lesson.room, *where)
        )

    def held(self, seats: Sequence[str], kinds: Collection[OrderKind]) -> list[Lease]:
        return [lease for lease in active_leases(self.session, seats) if lease.kind in kinds]

    def write(self, wish: Wish) -> "Entry":
        row = OrderRow(
            id=uuid4().hex,
            lesson=str(self.lesson.id),
            room_id=self.lesson.room,
            kind=wish.kind.value,
            text=wish.text,
            limits=limits_text(wish.limits),
            by_account_id=self.by.id,
            at=self.at,
            ends_at=min(wish.ends_at or self.lesson.ends_at, self.lesson.ends_at),
            undoes=wish.undoes,
            batch=wish.batch.id if wish.batch else None,
            template=wish.batch.template if wish.batch else "",
        )
        self.session.add(row)
        self.session.flush()
        return Entry(self, row, wish.origin or row.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """`journal` comes last: it writes all of it, each kind in one statement however many seats there are."""

    asker: Asker
    order: OrderRow
    origin: str
    _seats: list[dict[str, object]] = field(default_factory=list)
    _leases: list[dict[str, object]] = field(default_factory=list)

    def seat(self, seat: str, step: Step, version: int = 0, detail: str = "") -> None:
        row = {"order_id": self.order.id, "workstation_id": seat, "step": step.value, "at": self.order.at}
        self._seats.append({**row, "version": version, "detail": detail})

    def lease(self, seat: str) -> None:
        order = self.order
        row = {"id": token_hex(16), "workstation_id": seat, "order_id": order.id, "kind": order.kind}
        said = {"message": order.text, "limits": order.limits, "origin": self.origin}
        self._leases.append({**row, **said, "starts_at": order.at, "ends_at": order.ends_at})

    def end(self, leases: Collection[Lease], why: Why) -> None:
        """Ends leases before their time, and says so at the orders that they belong to."""
        if not leases:
            return
        session = self.asker.session
        ended = update(LeaseRow).where(LeaseRow.id.in_([lease.id for lease in leases]))
        session.execute(ended.values(ended_at=self.order.at, ended_by=self.order.id))
        keys = [(lease.order, lease.workstation) for lease in leases]
        at_seats = tuple_(OrderSeatRow.order_id, OrderSeatRow.workstation_id).in_(keys)
        self._end(open_pairs(session, at_seats), why)

    def replace_ends(self, hold: OrderKind, seats: Collection[str], why: Why) -> None:
        """Orders to end this kind which their PCs have not taken yet, and no longer need."""
        ends = [end for end, holds in ENDED_BY.items() if holds == {hold}]
        where = OrderRow.kind.in_(ends), OrderSeatRow.workstation_id.in_(seats)
        self._end(open_pairs(self.asker.session, *where), why)

    def journal(self, seats: Iterable[str]) -> None:
        order = self.order
        for row, made in ((OrderSeatRow, self._seats), (LeaseRow, self._leases)):
            if made:
                self.asker.session.execute(insert(table_of(row)), made)
        data: dict[str, object] = {"order": order.id, "seats": list(seats), "text": order.text}
        data |= {"limits": order.limits} if order.limits else {}
        data |= {"undoes": order.undoes} if order.undoes else {}
        data |= {"template": order.template} if order.template else {}
        fact = Fact(f"{order.kind}.asked", self.asker.actor, f"lesson:{order.lesson}", data)
        order.number = append(self.asker.session, order.at, fact).id

    def _end(self, pairs: Iterable[Pair], why: Why) -> None:
        ended = [(pair, Step.ENDED, why(pair[1])) for pair in pairs]
        move_all(self.asker.session, self.order.at, ended, self.asker.actor)
