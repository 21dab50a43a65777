"""Does the custody record equal what the stations' own logs say? Each opening once, of the right pouch.

A station's event of an opening is one link; the link names that event. The logs that were read from stations'
own flash are compared as well: an event that a station holds of one of our pouches must be in the record.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.custody import of_pouch
from controller.domain.timetable import local
from controller.services.stations.log_lines import LogLines
from controller.storage.database import Database
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.stations import StationEventRow, StationRow

RELEASED = "released"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`openings` were compared; `logs` are the stations whose own log was too. Equal without `mismatches`."""

    openings: int
    pouches: int
    logs: Sequence[str]
    mismatches: Sequence[str]

    @property
    def sentence(self) -> str:
        plural = "" if len(self.logs) == 1 else "s"
        logs = f" and the own logs of {len(self.logs)} station{plural}" if self.logs else ""
        said = f"{self.openings:,} openings of {self.pouches:,} pouches"
        if not self.mismatches:
            return f"The custody record equals what the stations reported{logs}: {said}."
        one = len(self.mismatches) == 1
        return f"{len(self.mismatches):,} {'entry does' if one else 'entries do'} not agree, of {said}{logs}."


class CustodyCheck:
    def __init__(self, database: Database, logs: LogLines) -> None:
        self._database, self._logs = database, logs

    def run(self, since: datetime | None = None) -> CheckResult:
        """Of events that were received `since`, or of all."""
        with self._database.read() as session:
            events = _events(session, since)
            links = _links(session, events)
            doubted = _doubted(session, events)
            stations = list(session.scalars(select(StationRow.id).order_by(StationRow.id)))
        read = [station for station in stations if self._logs.of(station)]
        found = [*_of_events(events, links), *_of_strays(links, events, whole=since is None)]
        found += _of_undone(events, doubted)
        found += [sentence for station in read for sentence in self._of_log(station, events, since)]
        return CheckResult(
            openings=sum(one.what == RELEASED for one in events.values()),
            pouches=len({one.pouch_id for one in events.values() if one.what == RELEASED}),
            logs=read,
            mismatches=found,
        )

    def _of_log(
        self, station: str, events: dict[bytes, StationEventRow], since: datetime | None
    ) -> Iterator[str]:
        known = {(one.boot_id.hex(), one.seq): one for one in events.values() if one.station_id == station}
        for line in self._logs.of(station):
            if line.what != RELEASED or not line.pouch or (since and line.at and line.at < since):
                continue
            event = known.get((line.boot, line.seq))
            if event is None and not line.reported:
                yield f"{station}: record {line.number} of its own log, of {line.pouch}, has not come."
            elif event is not None and event.pouch_id not in (None, line.pouch):
                yield f"{station}: its own log says {line.pouch} where the record says {event.pouch_id}."


def _events(session: Session, since: datetime | None) -> dict[bytes, StationEventRow]:
    query = select(StationEventRow).where(
        StationEventRow.pouch_id.is_not(None), StationEventRow.what == RELEASED
    )
    if since is not None:
        query = query.where(StationEventRow.received_at >= since)
    return {row.event_id: row for row in session.scalars(query)}


def _links(session: Session, events: dict[bytes, StationEventRow]) -> list[CustodyRow]:
    """Those that say that a pouch was opened at a station, of these events or of none that there is."""
    query = select(CustodyRow).where(CustodyRow.what == RELEASED, CustodyRow.event_id.is_not(None))
    if events:
        query = query.where(CustodyRow.at >= min(one.happened_at for one in events.values()))
    return list(session.scalars(query))


def _doubted(session: Session, events: dict[bytes, StationEventRow]) -> set[str]:
    """Items of whose openings a station said that they did not happen, or that nobody knows."""
    if not any(event.undone for event in events.values()):
        return set()
    query = select(CustodyRow.item).where(
        CustodyRow.what.startswith("not "), CustodyRow.event_id.is_not(None)
    )
    return set(session.scalars(query))


def _of_undone(events: dict[bytes, StationEventRow], doubted: set[str]) -> Iterator[str]:
    for event in events.values():
        if event.undone and of_pouch(event.pouch_id or "") not in doubted:
            about = f"The opening of {event.pouch_id} at {event.station_id}, {_at(event.happened_at)}"
            yield f"{about}, did not happen, and its chain does not say so."


def _of_events(events: dict[bytes, StationEventRow], links: Sequence[CustodyRow]) -> Iterator[str]:
    """Each opening is one link, of that pouch, at that time and station."""
    times = Counter(link.event_id for link in links)
    by_event = {link.event_id: link for link in links}
    for event in events.values():
        about = f"The opening of {event.pouch_id} at {event.station_id}, {_at(event.happened_at)}"
        link = by_event.get(event.event_id)
        if link is None:
            yield f"{about}, is not in the chain of custody."
        elif times[event.event_id] > 1:
            yield f"{about}, is in the chain {times[event.event_id]} times."
        elif (link.item, link.at) != (of_pouch(event.pouch_id or ""), event.happened_at):
            yield f"{about}, is in the chain as {link.item}, {_at(link.at)}."


def _of_strays(
    links: Sequence[CustodyRow], events: dict[bytes, StationEventRow], *, whole: bool
) -> Iterator[str]:
    """Links whose event was of another pouch, or (of the `whole` record) no opening of a pouch at all."""
    for link in links:
        event = events.get(link.event_id or b"")
        if event is None and whole:
            yield f"The chain of {link.item} says that it was opened, {_at(link.at)}, and no station does."
        elif event is not None and link.item != of_pouch(event.pouch_id or ""):
            yield f"The chain of {link.item} names an opening that was of {event.pouch_id}."


def _at(moment: datetime) -> str:
    here = local(moment)
    return f"{here.day} {here:%b %H:%M:%S}"
