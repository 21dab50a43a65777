"""Stations that may still open for a candidate by themselves: told before, and not heard from since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.stations import Adoption
from controller.domain.timetable import local
from controller.services.exams.seated import tags_of
from controller.services.stations.authorities import current, holds, openable
from controller.storage.tables.exams import CandidateRow, EntryRow
from controller.storage.tables.stations import AuthorityRow, StationRow

TOLD = (Adoption.ADOPTED.value, Adoption.REVOKED.value)


@dataclass(frozen=True, slots=True)
class Unreached:
    """`pouches` of candidates that it may open, the last of them until `until`."""

    station: str
    name: str
    pouches: int
    until: datetime

    @property
    def sentence(self) -> str:
        pouches = "a candidate's pouch" if self.pouches == 1 else f"the pouches of {self.pouches} candidates"
        return (
            f"{self.name} has not confirmed its newest list. By an older one it could open {pouches} "
            f"until {local(self.until):%H:%M}: switch it off, or stand by it."
        )


def unreached(session: Session, number: int, now: datetime) -> list[Unreached]:
    """By the lists that each may hold: the one that it named last, or a later one that it was sent."""
    query = select(CandidateRow.pupil_id).join(EntryRow, EntryRow.candidate == CandidateRow.number)
    pupils = session.scalars(query.where(EntryRow.sitting_id == number, CandidateRow.pupil_id.is_not(None)))
    tags = tags_of(session, frozenset(pupil for pupil in pupils if pupil))
    told = select(StationRow).where(StationRow.adoption.in_(TOLD), StationRow.key.is_not(None))
    stations = session.scalars(told.order_by(StationRow.name)) if tags else ()
    found = ((station, _opens(session, station, now)) for station in stations)
    return [
        Unreached(station.id, station.name, len(mine), max(mine.values()))
        for station, opens in found
        if (mine := {tag: until for tag, until in opens.items() if tag in tags})
    ]


def _opens(session: Session, station: StationRow, now: datetime) -> dict[bytes, datetime]:
    """Beyond what is meant: whoever has a standing need may have it opened."""
    order = current(session, station.gate)
    if order is None or holds(station, order):
        return {}
    row = AuthorityRow
    may_hold = select(row).where(
        row.gate == station.gate, row.version >= station.authority_in_force, row.version < order.version
    )
    opens: dict[bytes, datetime] = {}
    for held in session.scalars(may_hold.where(row.valid_until > now)):
        for tag, until in openable(held, now).items():
            opens[tag] = max(until, opens.get(tag, until))
    meant = openable(order, now)
    return {tag: until for tag, until in opens.items() if tag not in meant}
