"""One change of a device in custody: state, link and journal row together, for whoever saw the last one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.custody import Link, of_device
from controller.domain.custody_words import State, reference
from controller.domain.events import CustodyChanged
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.custody import chain, rows
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.custody import CustodyDeviceRow


@dataclass(frozen=True, slots=True)
class Seen:
    """A device as somebody saw it on a page: whoever changed it since then was first."""

    number: int
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    session: Session
    row: CustodyDeviceRow
    by: Account
    now: datetime

    @property
    def place(self) -> str:
        """Without the name of a parent, which is purged one day: what is written here stays."""
        return self.row.place.partition(":")[0] if self.row.closed_at else self.row.place

    def record(self, what: str, *, reason: str = "", handed_by: str = "", handed_to: str = "") -> None:
        """`what` is said in the chain, after the state has been set. No free text, for the same reason."""
        where = f"{self.place}, {self.row.seal}" if self.row.seal else self.place
        link = Link(self.now, what, where, self.by.display_name, reason, handed_by, handed_to)
        chain.add(self.session, of_device(self.row.number), link)

    def journal(self, kind: str, **more: object) -> None:
        row = self.row
        facts = {"state": row.state, "place": self.place, "seal": row.seal, "revision": row.revision, **more}
        fact = Fact(f"custody.{kind}", f"account:{self.by.username}", of_device(row.number), facts)
        append(self.session, self.now, fact)

    def end_offer(self) -> None:
        self.row.offered_by_id, self.row.offered_to, self.row.offered_at = None, "", None


class Book:
    """Opens changes, and tells the desks of them afterwards."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self.database, self.clock, self._bus = database, clock, bus

    @contextmanager
    def change(self, by: Account, seen: Seen) -> Iterator[Change]:
        """Raises Refused, with who was first and when, and nothing is changed."""
        with self.database.write() as session:
            row = rows.row(session, seen.number)
            if row.state == State.RETURNED.value or row.revision != seen.revision:
                raise Refused("custody.changed", _first(session, row))
            row.revision += 1
            yield Change(session, row, by, self.clock.now())
        self.told(seen.number)

    def told(self, number: int) -> None:
        self._bus.publish(CustodyChanged(number))


def _first(session: Session, row: CustodyDeviceRow) -> str:
    newest = next(iter(chain.links(session, of_device(row.number), limit=1)), None)
    number = reference(row.number)
    if newest is None:
        return f"{number} was changed meanwhile: look again."
    return (
        f"{newest.by} was first with {number}, at {local(newest.at):%H:%M}: {newest.what}. "
        "Nothing was changed by you; look again."
    )
