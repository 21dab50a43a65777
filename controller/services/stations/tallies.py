"""Counts a release from the events themselves, each at its own time: late ones land where they belong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controller.clock import Clock
from controller.domain.releases import Count, Release, by_minute, last_minute
from controller.domain.timetable import local
from controller.services.stations.warrants import SLACK
from controller.storage.database import Database
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, TapDecisionRow

RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Tally:
    """`by_minute`: from the release's start to its planned end. `late`: reported after an outage."""

    count: Count
    by_minute: list[int]
    last_minute: int
    by_station: Mapping[str, int]
    late: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Today:
    """Pouches in use, those opened today by leave or exemption, and taps that were refused."""

    pouches: int
    opened: int
    refused: int


class Tallies:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def of(self, release: Release) -> Tally:
        until = release.ended_at or release.ends_at
        firsts = self._firsts(_midnight(release.starts_at), until)
        mine = [one for one in firsts if one.at >= release.starts_at]
        moments = [one.at for one in mine]
        return Tally(
            count=Count(release.listed, len(mine), len(firsts) - len(mine)),
            by_minute=by_minute(moments, release.starts_at, release.ends_at),
            last_minute=last_minute(moments, self._clock.now()),
            by_station=Counter(one.station for one in mine),
            late=sum(one.offline for one in mine),
            last_at=max(moments, default=None),
        )

    def today(self) -> Today:
        """How the day stands while there is no release."""
        now = self._clock.now()
        opened = len(self._firsts(_midnight(now), now))
        refused = select(func.count()).where(~TapDecisionRow.allowed, TapDecisionRow.at >= _midnight(now))
        with self._database.read() as session:
            pouches = session.scalar(select(func.count()).select_from(PouchRow)) or 0
            return Today(pouches, opened, session.scalar(refused) or 0)

    def _firsts(self, since: datetime, until: datetime) -> list["_First"]:
        """The first opening of each pouch between the two; a second tap of it is not a second pupil."""
        row = StationEventRow
        place = func.row_number().over(partition_by=row.pouch_id, order_by=(row.happened_at, row.event_id))
        openings = (
            select(row.station_id, row.happened_at, row.offline, place.label("place"))
            .where(row.what == RELEASED, row.pouch_id.is_not(None), ~row.undone)
            .where(row.happened_at >= since, row.happened_at < until + SLACK)
            .subquery()
        )
        query = select(openings.c.station_id, openings.c.happened_at, openings.c.offline)
        query = query.where(openings.c.place == 1)
        with self._database.read() as session:
            return [_First(*line) for line in session.execute(query)]


@dataclass(frozen=True, slots=True)
class _First:
    station: str
    at: datetime
    offline: bool


def _midnight(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)
