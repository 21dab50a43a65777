"""What a batch of events needs to be known of, read with one query of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from controller.storage.base import Base
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import AuthorityRow, StationEventRow, StationRow
from firmware_bridge.protocol.v1.messages import StationEvent

Number = tuple[str, bytes, int]


@dataclass
class Known:
    """`held`: a session finds these without asking again for as long as somebody holds them."""

    numbers: dict[Number, StationEventRow]
    ids: dict[bytes, StationEventRow]
    pouches: dict[bytes, str]
    held: list[Base]

    def row(self, station_id: str, event: StationEvent) -> StationEventRow | None:
        """The event that has this one's number or its id already."""
        return self.numbers.get((station_id, event.boot_id, event.seq)) or self.ids.get(event.event_id)

    def pouch(self, tag: bytes | None) -> str | None:
        return self.pouches.get(tag) if tag else None

    def add(self, row: StationEventRow) -> None:
        self.numbers[row.station_id, row.boot_id, row.seq] = self.ids[row.event_id] = row


def known(session: Session, events: Sequence[tuple[str, StationEvent]]) -> Known:
    pouches = _pouches(session, {event.tag for _, event in events if event.tag})
    stations = select(StationRow).where(StationRow.id.in_({station for station, _ in events}))
    versions = {event.authority_version for _, event in events}
    authorities = select(AuthorityRow).where(AuthorityRow.version.in_(versions))
    held = [*pouches, *session.scalars(stations), *session.scalars(authorities)]
    found = Known({}, {}, {pouch.tag: pouch.id for pouch in pouches}, held)
    for row in _taken(session, events):
        found.add(row)
    return found


def _pouches(session: Session, tags: set[bytes]) -> Sequence[PouchRow]:
    return session.scalars(select(PouchRow).where(PouchRow.tag.in_(tags))).all() if tags else ()


def _taken(session: Session, events: Sequence[tuple[str, StationEvent]]) -> list[StationEventRow]:
    row = StationEventRow
    number = tuple_(row.station_id, row.boot_id, row.seq)
    numbers = [(station, event.boot_id, event.seq) for station, event in events]
    ids = [event.event_id for _, event in events]
    by_number = session.scalars(select(row).where(number.in_(numbers)))
    return [*by_number, *session.scalars(select(row).where(row.event_id.in_(ids)))]
