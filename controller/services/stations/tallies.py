"""Counts a release from the events themselves, each at its own time: late ones land where they belong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from controller.clock import Clock
from controller.domain.clearing import MEASURED_OVER
from controller.domain.releases import Count, Release, by_minute, last_minute
from controller.domain.timetable import local
from controller.services.stations.asked_about import AskedAbout, asked_about
from controller.services.stations.warrants import SLACK
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow, TapDecisionRow

RELEASED = "released"
KEPT_S = 1.0


@dataclass(frozen=True, slots=True)
class GateTally:
    """`recent`: in the last two minutes, by which a gate's pace is measured."""

    released: int = 0
    by_minute: Sequence[int] = ()
    last_minute: int = 0
    recent: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """`by_minute`: from the release's first opening to its planned end. `late`: reported after an outage.

    `by_bus`: of those released, the early buses' pupils. `asked` are counted though no station lists them.
    """

    count: Count
    by_minute: list[int]
    last_minute: int
    by_station: Mapping[str, int]
    late: int
    last_at: datetime | None
    by_gate: Mapping[str, GateTally] = field(default_factory=dict)
    by_bus: Mapping[str, int] = field(default_factory=dict)
    asked: AskedAbout = field(default_factory=AskedAbout)


NOTHING = Tally(Count(0, 0, 0), [], 0, {}, 0, None)


@dataclass(frozen=True, slots=True)
class _Kept:
    turn: int = -1
    at: float = 0.0
    release: Release | None = None
    tally: Tally = NOTHING


@dataclass(frozen=True, slots=True)
class Today:
    """Pouches in use, those opened today by leave or exemption, and taps that were refused."""

    pouches: int
    opened: int
    refused: int


class Tallies:
    """What was counted is kept for a moment, since several desks ask at once, and until `forget`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._turn, self._kept = 0, _Kept()

    def forget(self) -> None:
        """Something happened that counts."""
        self._turn += 1

    def of(self, release: Release) -> Tally:
        turn, moment, kept = self._turn, self._clock.monotonic(), self._kept
        if kept.turn == turn and kept.release == release and moment - kept.at < KEPT_S:
            return kept.tally
        tally = self._counted(release)
        self._kept = _Kept(turn, moment, release, tally)
        return tally

    def _counted(self, release: Release) -> Tally:
        until, opens = release.ended_at or release.ends_at, release.opens_at
        firsts, asked = self._firsts(_midnight(opens), until), self._asked(release)
        mine = [one for one in firsts if one.at >= opens]
        moments, now = [one.at for one in mine], self._clock.now()
        gates = {one.gate for one in mine}
        return Tally(
            count=Count(release.listed + asked.pouches, len(mine), len(firsts) - len(mine)),
            by_minute=by_minute(moments, opens, release.ends_at),
            last_minute=last_minute(moments, now),
            by_station=Counter(one.station for one in mine),
            late=sum(one.offline for one in mine),
            last_at=max(moments, default=None),
            by_gate={
                gate: _at_gate([one.at for one in mine if one.gate == gate], release, now) for gate in gates
            },
            by_bus=Counter(one.bus for one in mine if one.bus in release.buses),
            asked=asked,
        )

    def _asked(self, release: Release) -> AskedAbout:
        with self._database.read() as session:
            return asked_about(session, self._clock.now(), release.ends_at)

    def today(self) -> Today:
        """How the day stands while there is no release."""
        now = self._clock.now()
        opened = len(self._firsts(_midnight(now), now))
        refused = select(func.count()).where(~TapDecisionRow.allowed, TapDecisionRow.at >= _midnight(now))
        with self._database.read() as session:
            in_use = select(func.count()).select_from(PouchRow).where(PouchRow.pupil_id.is_not(None))
            pouches = session.scalar(in_use) or 0
            return Today(pouches, opened, session.scalar(refused) or 0)

    def _firsts(self, since: datetime, until: datetime) -> list["_First"]:
        """The first opening of each pouch between the two; a second tap of it is not a second pupil."""
        row = StationEventRow
        place = func.row_number().over(partition_by=row.pouch_id, order_by=(row.happened_at, row.event_id))
        openings = (
            select(row.station_id, row.happened_at, row.offline, row.pouch_id, place.label("place"))
            .where(row.what == RELEASED, row.pouch_id.is_not(None), ~row.undone)
            .where(row.happened_at >= since, row.happened_at < until + SLACK)
            .subquery()
        )
        query = (
            select(
                openings.c.station_id,
                openings.c.happened_at,
                openings.c.offline,
                StationRow.gate,
                PupilRow.bus,
            )
            .join(StationRow, StationRow.id == openings.c.station_id)
            .join(PouchRow, PouchRow.id == openings.c.pouch_id)
            .outerjoin(PupilRow, PupilRow.id == PouchRow.pupil_id)
            .where(openings.c.place == 1)
        )
        with self._database.read() as session:
            return [_First(*line) for line in session.execute(query)]


@dataclass(frozen=True, slots=True)
class _First:
    station: str
    at: datetime
    offline: bool
    gate: str
    bus: str | None


def _at_gate(moments: Sequence[datetime], release: Release, now: datetime) -> GateTally:
    return GateTally(
        released=len(moments),
        by_minute=by_minute(moments, release.opens_at, release.ends_at),
        last_minute=last_minute(moments, now),
        recent=sum(now - MEASURED_OVER < at <= now for at in moments),
        first_at=min(moments),
        last_at=max(moments),
    )


def _midnight(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)
