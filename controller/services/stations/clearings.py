"""How long each gate took to clear: counted from the stations' events, and kept with the release."""

from datetime import datetime, timedelta

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.clearing import Clearing
from controller.domain.releases import Phase, Release, phase
from controller.services.stations.release_gates import rows_of, seen
from controller.services.stations.tallies import Tallies
from controller.storage.database import Database
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow

KEEP_EVERY_S = 30.0
LATE_FOR = timedelta(hours=12)
"""Events of an outage may come so long after the release, and are counted then."""


class Clearings:
    def __init__(self, database: Database, clock: Clock, tallies: Tallies) -> None:
        self._database, self._clock, self._tallies = database, clock, tallies
        self._kept_at = -KEEP_EVERY_S
        self._kept: dict[int, int] = {}

    def clearings(self, since: datetime, until: datetime) -> list[Clearing]:
        """Releases that opened in that time, the oldest first; gates at which nobody tapped are left out."""
        row = ReleaseGateRow
        query = select(row).where(
            row.starts_at >= since, row.starts_at < until, row.first_tap_at.is_not(None)
        )
        with self._database.read() as session:
            rows = session.scalars(query.order_by(row.starts_at, row.gate)).all()
        return [clearing for one in rows if (clearing := _clearing(one))]

    def keep(self) -> None:
        """Counts what is over, and counts it again when late events have come."""
        moment = self._clock.monotonic()
        if moment - self._kept_at < KEEP_EVERY_S:
            return
        self._kept_at = moment
        for release in self._over():
            tally = self._tallies.of(release)
            if self._kept.get(release.id) != tally.count.released:
                self._write(release)
                self._kept[release.id] = tally.count.released

    def went_by(self, before: int, releases: int = 10) -> dict[str, int]:
        """How many pupils went by each gate in the last releases before this one."""
        row = ReleaseGateRow
        past = select(row.release_id).where(row.release_id < before, row.released > 0).distinct()
        past = past.order_by(row.release_id.desc()).limit(releases)
        found: dict[str, int] = {}
        with self._database.read() as session:
            for one in session.scalars(select(row).where(row.release_id.in_(past))):
                found[one.gate] = found.get(one.gate, 0) + one.released
        return found

    def turnout(self, before: int, releases: int = 10) -> float:
        """Which part of the listed pouches was tapped in the last releases before this one; 1 if none was."""
        row = ReleaseRow
        query = select(row).where(row.id < before, row.ended_at.is_not(None), row.listed > 0)
        with self._database.read() as session:
            past = session.scalars(query.order_by(row.id.desc()).limit(releases)).all()
            counts = [(sum(one.released for one in rows_of(session, row.id)), row.listed) for row in past]
        whole = [(released, listed) for released, listed in counts if released * 2 > listed]
        return sum(one for one, _ in whole) / sum(one for _, one in whole) if whole else 1.0

    def _over(self) -> list[Release]:
        now, row = self._clock.now(), ReleaseRow
        with self._database.read() as session:
            rows = session.scalars(select(row).where(row.ends_at > now - LATE_FOR)).all()
            return [one for found in rows if phase(one := seen(session, found), now) is Phase.OVER]

    def _write(self, release: Release) -> None:
        counted = self._tallies.of(release).by_gate
        with self._database.write() as session:
            for row in rows_of(session, release.id):
                if tally := counted.get(row.gate):
                    row.released = tally.released
                    row.first_tap_at, row.last_tap_at = tally.first_at, tally.last_at


def _clearing(row: ReleaseGateRow) -> Clearing | None:
    if row.first_tap_at is None or row.last_tap_at is None:
        return None
    opened = min(row.starts_at, row.early_at or row.starts_at)
    return Clearing(row.release_id, row.gate, opened, row.first_tap_at, row.last_tap_at, row.released)
