"""Leave that tells of a pupil's need, with why. For safeguarding alone."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.grants import PRIVATE, Grant
from controller.services.stations.leave_rows import grant_of
from controller.storage.database import Database
from controller.storage.tables.pouches import GrantRow

SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PrivateLeave:
    database: Database
    clock: Clock

    def recent(self) -> list[tuple[Grant, str]]:
        """Each with its note, the newest first."""
        row = GrantRow
        of_a_need = row.kind.in_([kind.value for kind in PRIVATE])
        query = select(row).where(of_a_need, row.expires_at > self.clock.now() - SHOWN_FOR)
        with self.database.read() as session:
            return [
                (grant_of(session, one), one.note) for one in session.scalars(query.order_by(row.id.desc()))
            ]
