"""Brings stations level with the authority in order: told again until each says that it is in force.

A station that says which authority it holds is sent the difference, where that is less than the whole.
"""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.stations import Adoption
from controller.services.stations.authorities import content, current, holds, is_level, newest
from controller.services.stations.link import StationLink
from controller.storage.database import Database
from controller.storage.tables.stations import AuthorityRow, StationRow
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.messages import AuthorityPage, OrderAck
from firmware_bridge.protocol.v1.vocabulary import Lifecycle, OrderResult

DIFFERENCE_REFUSED = frozenset({OrderResult.WRONG_BASE, OrderResult.WRONG_DIGEST})


class Levelling:
    def __init__(self, database: Database, link: StationLink) -> None:
        self._database, self._link = database, link
        self._whole: set[str] = set()  # stations that could not use a difference, until they are level

    def level(self, station_id: str, *, now: bool = False) -> None:
        """Tells this station if it is behind; `now` even if it was told a moment ago."""
        self._tell(StationRow.id == station_id, now)

    def level_all(self) -> None:
        self._tell(StationRow.id.is_not(None), False)

    def answered(self, station_id: str, ack: OrderAck) -> None:
        """Sends the whole to a station that could not use a difference; at once, but only the first time."""
        if ack.result in DIFFERENCE_REFUSED and station_id not in self._whole:
            self._whole.add(station_id)
            self.level(station_id, now=True)

    def _tell(self, which: ColumnElement[bool], now: bool) -> None:
        started = StationRow.lifecycle != Lifecycle.INIT.value  # until it is accepted it obeys nothing
        query = select(StationRow).where(which, started, StationRow.adoption == Adoption.ADOPTED.value)
        with self._database.read() as session:
            orders = newest(session)
            rows = [row for row in session.scalars(query) if row.key]
            behind = [row for row in rows if not is_level(row, orders.get(row.gate))]
            self._whole.difference_update({row.id for row in rows} - {row.id for row in behind})
            ways = {gate: _ways(session, gate) for gate in {row.gate for row in behind}}
            told = [(row, ways[row.gate].to(row, whole=row.id in self._whole)) for row in behind]
        for row, pages in told:
            assert row.key is not None
            self._link.send_authority(row.id, row.key, pages, now=now)


@dataclass(slots=True)
class _Ways:
    """How to come from what a gate's stations hold to the authority in order; most of them hold the same."""

    session: Session
    goal: Authority
    known: dict[int, tuple[AuthorityPage, ...]] = field(default_factory=dict)

    def to(self, row: StationRow, *, whole: bool) -> tuple[AuthorityPage, ...]:
        base = None if whole else self.session.get(AuthorityRow, row.authority_in_force)
        if base is None or not holds(row, base):
            return self.goal.pages()
        if base.version not in self.known:
            self.known[base.version] = self.goal.changes_from(content(base)) or self.goal.pages()
        return self.known[base.version]


def _ways(session: Session, gate: str) -> _Ways:
    order = current(session, gate)
    assert order is not None, "a station that is behind is behind something"
    return _Ways(session, content(order))
