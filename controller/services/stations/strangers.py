"""Dismisses stations that called and are not ours, one by one or all. One that calls again waits again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationChanged
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations import calls
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow

PENDING = StationRow.adoption == Adoption.PENDING.value


class Strangers:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def dismiss(self, by: Account, station_id: str) -> None:
        """Raises Refused for a station that does not wait."""
        with self._database.write() as session:
            row = session.scalars(select(StationRow).where(StationRow.id == station_id, PENDING)).first()
            if row is None:
                raise Refused("station.not-pending", "That station does not wait any more. Reload the page.")
            _put_away(session, row)
            fact = Fact("station.dismissed", f"account:{by.username}", f"station:{station_id}", {})
            append(session, self._clock.now(), fact)
        self._bus.publish(StationChanged(station_id))

    def dismiss_all(self, by: Account) -> int:
        """Those that the school's list does not name. How many there were."""
        with self._database.write() as session:
            rows = session.scalars(select(StationRow).where(PENDING, ~StationRow.listed)).all()
            ids = [row.id for row in rows]
            for row in rows:
                _put_away(session, row)
            fact = Fact("stations.dismissed", f"account:{by.username}", "stations:strangers", {"ids": ids})
            append(session, self._clock.now(), fact)
        self._bus.publish(*(StationChanged(one) for one in ids[:1]))
        return len(ids)


def _put_away(session: Session, row: StationRow) -> None:
    calls.forget(session, row.id)
    if row.listed:
        row.adoption, row.firmware, row.last_seen_at = Adoption.EXPECTED.value, "", None
    else:
        session.delete(row)
    session.flush()
