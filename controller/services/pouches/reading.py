"""A station that only reads while pouches are given out: kept in maintenance, in which it opens nothing.

INVARIANT: it never reads on into a release, since a gate that only reads would keep pupils in.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account, Role
from controller.domain.modes import StationMode, Wish
from controller.domain.pouch_register_rounds import Group, GroupKind
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.stations.mode_orders import wanted
from controller.services.stations.modes import Modes
from controller.services.stations.releases import Releases
from controller.storage.database import Database
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pouch_register import PouchRoundRow
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow
from controller.storage.tables.stations import StationRow

LENGTH = timedelta(minutes=60)
BEFORE_THE_BELL = timedelta(minutes=5)
SHORTEST = timedelta(minutes=2)
REASON = "giving out pouches"
PUT_BACK = "end of "
"""How an order begins its reason that gives a station back what an emergency interrupted."""
KEEPS = frozenset({StationMode.EXAM.value, StationMode.EVACUATE.value, StationMode.LOCKDOWN.value})


class Reading:
    def __init__(self, database: Database, clock: Clock, modes: Modes, releases: Releases) -> None:
        self._database, self._clock = database, clock
        self._modes, self._releases = modes, releases

    def begin(self, by: Account, station_id: str) -> int:
        """The number of the mode order. Raises Refused when the station is needed for something else."""
        with self._database.read() as session:
            station = session.get(StationRow, station_id)
            if station is None or station.adoption != Adoption.ADOPTED.value:
                raise Refused("station.unknown", "This school has no such station. Reload the page.")
            _check_free(session, station)
            if mode := self._needed_for(session, station):
                raise Refused(
                    "round.station-busy",
                    f"{station.name} is in {mode} mode: choose another one, or wait until it ends.",
                )
        wish = Wish(StationMode.MAINTENANCE, f"station:{station_id}", False, REASON, self._length())
        return self._modes.order(by, wish)

    def end(self, by: Account, row: PouchRoundRow) -> None:
        """Also what an emergency interrupted and put back: that is another order by then."""
        with self._database.read() as session:
            order = self._order(session, row)
        if order is None:
            return
        try:
            self._modes.end(by, order.id)
        except Refused as refused:  # it came to its own end just now
            if refused.code != "mode.over":
                raise

    def until(self, session: Session, row: PouchRoundRow) -> datetime | None:
        """None when the round's station does not read any more."""
        order = self._order(session, row)
        return order.until if order else None

    def _order(self, session: Session, row: PouchRoundRow) -> ModeOrderRow | None:
        """The one that keeps the round's station reading now."""
        found = wanted(session, self._clock.now(), ModeTargetRow.station_id == (row.station_id or ""))
        mine = (one for _, one in found if one.mode == StationMode.MAINTENANCE.value)
        return next(
            (one for one in mine if one.id == row.mode_order_id or one.reason.startswith(PUT_BACK)), None
        )

    def _needed_for(self, session: Session, station: StationRow) -> str:
        """The mode that is wanted of it, or that it reports and nobody here can end; empty when it is free.

        A round that ended just now is none: the station may not have said so yet.
        """
        found = wanted(session, self._clock.now(), ModeTargetRow.station_id == station.id)
        asked = [one.mode for _, one in found if one.mode != StationMode.NORMAL.value]
        return asked[0] if asked else station.mode if station.mode in KEEPS else ""

    def _length(self) -> timedelta:
        """Up to an hour, and never into a release. Raises Refused when that is too soon."""
        now = self._clock.now()
        ends = now + LENGTH
        try:
            bell = self._releases.bell()
        except Refused:
            bell = None  # a school without periods has no bell to keep clear of
        if bell is not None and bell.ahead_of(now):
            ends = min(ends, bell.at - BEFORE_THE_BELL)
        if (start := self._next_release(now)) is not None:
            ends = min(ends, start - BEFORE_THE_BELL)
        if ends - now < SHORTEST:
            raise Refused(
                "round.release-soon",
                "The stations are needed for the release: type or scan the tags, or begin after it.",
            )
        return ends - now

    def _next_release(self, now: datetime) -> datetime | None:
        """When the next of those set begins, at its earliest gate; of one that is on, when it began."""
        gate, order = ReleaseGateRow, ReleaseRow
        begins = func.coalesce(gate.early_at, gate.starts_at)
        queries = (
            select(func.min(begins)).where(gate.ended_at.is_(None), gate.ends_at > now),
            select(func.min(order.starts_at)).where(order.ended_at.is_(None), order.ends_at > now),
        )
        with self._database.read() as session:
            found = [session.scalar(query) for query in queries]
        return min((one for one in found if one is not None), default=None)

    def sweep(self) -> list[int]:
        """Lets stations go that a release needs soon. The rounds that go on without."""
        with self._database.read() as session:
            query = select(PouchRoundRow).where(
                PouchRoundRow.ended_at.is_(None), PouchRoundRow.mode_order_id.is_not(None)
            )
            rows = [row for row in session.scalars(query) if self.until(session, row)]
            people = {row.started_by_id: session.get_one(AccountRow, row.started_by_id) for row in rows}
        start = self._next_release(now := self._clock.now()) if rows else None
        if start is None or start - BEFORE_THE_BELL > now:
            return []
        for row in rows:
            self.end(account_of(people[row.started_by_id]), row)
        return [row.id for row in rows]


def _check_free(session: Session, station: StationRow) -> None:
    query = select(PouchRoundRow).where(
        PouchRoundRow.station_id == station.id, PouchRoundRow.ended_at.is_(None)
    )
    taken = session.scalars(query).first()
    if taken is not None:
        title = Group(GroupKind(taken.kind), taken.group).title
        raise Refused(
            "round.station-taken", f"{station.name} reads for {title} already: choose another station."
        )


def account_of(row: AccountRow) -> Account:
    return Account(row.id, row.username, row.display_name, Role(row.role))
