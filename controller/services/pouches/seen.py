"""The pouches that were just tapped, so that staff can note their condition while they hold them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.pouch_register import Entry
from controller.services.pouches.entries import entry_of, names
from controller.storage.database import Database
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow

SHOWN, LOOKED_AT, FOR = 12, 80, timedelta(hours=8)
TAPS = ("released", "refused", "jammed")


@dataclass(frozen=True, slots=True)
class SeenTap:
    """`opened`: the pouch was released. Each pouch is there once, at its newest tap."""

    entry: Entry
    pupil: str
    station: str
    at: datetime
    opened: bool


class Seen:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def newest(self) -> list[SeenTap]:
        row = StationEventRow
        query = (
            select(row, StationRow.name, PouchRow)
            .join(StationRow, StationRow.id == row.station_id)
            .join(PouchRow, PouchRow.id == row.pouch_id)
            .where(row.what.in_(TAPS), row.happened_at > self._clock.now() - FOR)
            .order_by(row.happened_at.desc())
            .limit(LOOKED_AT)
        )
        with self._database.read() as session:
            first: dict[str, tuple[StationEventRow, str, PouchRow]] = {}
            for event, station, pouch in session.execute(query):
                first.setdefault(pouch.id, (event, station, pouch))
            found = list(first.values())[:SHOWN]
            people = names(session, {pouch.pupil_id or "" for _, _, pouch in found})
        return [
            SeenTap(
                entry=entry_of(pouch),
                pupil=", ".join(reversed(people[pouch.pupil_id])) if pouch.pupil_id in people else "",
                station=station,
                at=event.happened_at,
                opened=event.what == "released" and not event.undone,
            )
            for event, station, pouch in found
        ]
