"""Counts a release from the events themselves, each at its own time: late ones land where they belong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controller.clock import Clock
from controller.domain.releases import Count, Release, per_minute
from controller.domain.timetable import local
from controller.services.warrants import SLACK
from controller.storage.database import Database
from controller.storage.tables.stations import StationEventRow

RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Tally:
    """`by_minute`: the newest last, the last being the minute up to now. `late`: reported after an outage."""

    count: Count
    by_minute: list[int]
    by_station: Mapping[str, int]
    late: int
    last_at: datetime | None


class Tallies:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def of(self, release: Release) -> Tally:
        until = release.ended_at or release.ends_at
        midnight = local(release.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
        firsts = self._firsts(midnight, until)
        mine = [one for one in firsts if one.at >= release.starts_at]
        moments = [one.at for one in mine]
        return Tally(
            count=Count(release.listed, len(mine), len(firsts) - len(mine)),
            by_minute=per_minute(moments, min(self._clock.now(), until)),
            by_station=Counter(one.station for one in mine),
            late=sum(one.offline for one in mine),
            last_at=max(moments, default=None),
        )

    def _firsts(self, since: datetime, until: datetime) -> list["_First"]:
        """The first opening of each pouch between the two; a second tap of it is not a second pupil."""
        row = StationEventRow
        query = (
            select(row.station_id, func.min(row.happened_at, type_=row.happened_at.type), row.offline)
            .where(row.what == RELEASED, row.pouch_id.is_not(None), ~row.undone)
            .where(row.happened_at >= since, row.happened_at < until + SLACK)
            .group_by(row.pouch_id)
        )
        with self._database.read() as session:
            return [_First(*line) for line in session.execute(query)]


@dataclass(frozen=True, slots=True)
class _First:
    station: str
    at: datetime
    offline: bool
