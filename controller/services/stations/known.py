"""What a batch of events needs to be known of, read with one query of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ScalarResult, select, tuple_
from sqlalchemy.orm import Session

from controller.services.stations.warrants import Warrant
from controller.storage.base import Base
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import AuthorityRow, StationEventRow, StationRow
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import What

Number = tuple[str, bytes, int]
Named = tuple[str, bytes | None]


@dataclass
class Known:
    """`jams` by number, `unconfirmed` by station and the event that they name: those taken before this batch.

    `held`: a session finds these without asking again for as long as somebody holds them.
    """

    numbers: dict[Number, StationEventRow]
    ids: dict[bytes, StationEventRow]
    pouches: dict[bytes, str]
    jams: dict[Number, StationEventRow]
    unconfirmed: dict[Named, StationEventRow]
    held: list[Base]
    warrants: dict[bytes, Warrant] = field(default_factory=dict)

    def row(self, station_id: str, event: StationEvent) -> StationEventRow | None:
        """The event that has this one's number or its id already."""
        return self.numbers.get((station_id, event.boot_id, event.seq)) or self.ids.get(event.event_id)

    def pouch(self, tag: bytes | None) -> str | None:
        return self.pouches.get(tag) if tag else None

    def doubt(self, release: StationEventRow) -> StationEventRow | None:
        """What takes an opening back, if that was taken before the opening itself."""
        jam = self.jams.get((release.station_id, release.boot_id, release.seq + 1))
        return jam or self.unconfirmed.get((release.station_id, release.event_id))

    def add(self, row: StationEventRow) -> None:
        self.numbers[row.station_id, row.boot_id, row.seq] = self.ids[row.event_id] = row


def known(session: Session, events: Sequence[tuple[str, StationEvent]]) -> Known:
    pouches = _pouches(session, {event.tag for _, event in events if event.tag})
    stations = select(StationRow).where(StationRow.id.in_({station for station, _ in events}))
    versions = {event.authority_version for _, event in events}
    authorities = select(AuthorityRow).where(AuthorityRow.version.in_(versions))
    held = [*pouches, *session.scalars(stations), *session.scalars(authorities)]
    found = Known(
        numbers={},
        ids={},
        pouches={pouch.tag: pouch.id for pouch in pouches},
        jams={},
        unconfirmed={(one.station_id, one.about): one for one in _unconfirmed(session, events)},
        held=held,
    )
    for row in _taken(session, events):
        found.add(row)
    found.jams |= {number: row for number, row in found.numbers.items() if row.what == What.JAMMED.word}
    return found


def _pouches(session: Session, tags: set[bytes]) -> Sequence[PouchRow]:
    return session.scalars(select(PouchRow).where(PouchRow.tag.in_(tags))).all() if tags else ()


def _taken(session: Session, events: Sequence[tuple[str, StationEvent]]) -> list[StationEventRow]:
    """Those that have the events' ids, or their numbers, or the numbers after them."""
    row = StationEventRow
    numbers = {(station, event.boot_id, event.seq + more) for station, event in events for more in (0, 1)}
    by_number = session.scalars(select(row).where(tuple_(row.station_id, row.boot_id, row.seq).in_(numbers)))
    ids = {event.event_id for _, event in events}
    return [*by_number, *session.scalars(select(row).where(row.event_id.in_(ids)))]


def _unconfirmed(
    session: Session, events: Sequence[tuple[str, StationEvent]]
) -> ScalarResult[StationEventRow]:
    ids = [event.event_id for _, event in events]
    return session.scalars(select(StationEventRow).where(StationEventRow.about.in_(ids)))
