"""Brings stations level with the authority in order: told again until each says that it is in force."""

from sqlalchemy import ColumnElement, select

from controller.domain.stations import Adoption
from controller.services.stations.authorities import content, current, is_level
from controller.services.stations.link import StationLink
from controller.storage.database import Database
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.vocabulary import Lifecycle


class Levelling:
    def __init__(self, database: Database, link: StationLink) -> None:
        self._database, self._link = database, link

    def level(self, station_id: str, *, now: bool = False) -> None:
        """Tells this station if it is behind; `now` even if it was told a moment ago."""
        self._tell(StationRow.id == station_id, now)

    def level_all(self) -> None:
        self._tell(StationRow.id.is_not(None), False)

    def _tell(self, which: ColumnElement[bool], now: bool) -> None:
        started = StationRow.lifecycle != Lifecycle.INIT.value  # until it is accepted it obeys nothing
        query = select(StationRow).where(which, started, StationRow.adoption == Adoption.ADOPTED.value)
        with self._database.read() as session:
            order = current(session)
            behind = [row for row in session.scalars(query) if row.key and not is_level(row, order)]
        if order is None or not behind:
            return
        authority = content(order)
        for row in behind:
            assert row.key is not None
            self._link.send_authority(row.id, row.key, authority, now=now)
