"""What is known after a simulation, from four sources that do not know of each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1.messages import StationEvent
from simulators.books import Books
from simulators.site import Site
from simulators.witness import Opening

NUMBER = tuple[str, bytes, int, bytes]
"""An event's own: station, boot_id, seq, event_id."""


def number_of(station: str, event: StationEvent) -> NUMBER:
    return (station, event.boot_id, event.seq, event.event_id)


@dataclass(frozen=True, slots=True)
class Taken:
    """An event as the controller has it."""

    number: NUMBER
    what: str
    warrant: str


@dataclass(frozen=True, slots=True)
class Window:
    """Open from `starts` up to `ends`; a station with nobody to tell it goes on until `own_end`."""

    starts: datetime
    ends: datetime
    own_end: datetime

    def holds(self, at: datetime, offline: bool, slack: timedelta) -> bool:
        return self.starts - slack <= at < (self.own_end if offline else self.ends) + slack


@dataclass(frozen=True, slots=True)
class Evidence:
    """`custody` and `journal` count openings by pouch, less those that a jam prevented. `pouches` by tag."""

    taps: int
    openings: Sequence[Opening]
    flashes: Mapping[str, Sequence[StationEvent]]
    taken: Sequence[Taken]
    custody: Counter[str]
    journal: Counter[str]
    windows: Sequence[Window]
    pouches: Mapping[bytes, str]
    journal_is_whole: bool
    slack: timedelta


def gather(site: Site, taps: int) -> Evidence:
    """Once every station knows that the controller has all of its events."""
    books = site.books
    return Evidence(
        taps=taps,
        openings=tuple(site.witness.openings),
        flashes={name: one.events for name, one in site.stations.items()},
        taken=[_taken(row) for row in books.events()],
        custody=_custody(books),
        journal=_journal(books),
        windows=[_window(row) for row in books.release_rows()],
        pouches={pouch.tag_uid: pouch.id for pouch in site.school.pouches},
        journal_is_whole=site.journal_is_whole(),
        slack=timedelta(seconds=0.25 * site.clock.speed),  # what a station's clock may be off by
    )


def _taken(row: StationEventRow) -> Taken:
    return Taken((row.station_id, row.boot_id, row.seq, row.event_id), row.what, row.warrant)


def _custody(books: Books) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in books.rows(CustodyRow):
        if row.what == "released":
            counts[row.item.removeprefix("pouch:")] += 1
        elif "jammed" in row.what:
            counts[row.item.removeprefix("pouch:")] -= 1
    return counts


def _journal(books: Books) -> Counter[str]:
    def subjects(kind: str) -> Counter[str]:
        rows: Sequence[JournalRow] = books.facts(kind)
        return Counter(row.subject.removeprefix("pouch:") for row in rows)

    counts = subjects("pouch.released")
    counts.subtract(subjects("pouch.jammed"))
    return counts


def _window(row: ReleaseRow) -> Window:
    return Window(row.starts_at, row.ended_at or row.ends_at, row.ends_at)
