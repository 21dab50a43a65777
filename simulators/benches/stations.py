"""`schoolbell bench stations`: everything that has to be quick at the gates, measured on this machine."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulators import release
from simulators.benches import asking, ingest, serial_line, taps
from simulators.broker_process import BrokerKind

STATIONS = 20
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each is measured."""

    taps: int
    events: int
    questions: int
    serial_taps: int
    release_s: float
    outage_s: float


FULL = Sizes(taps=2000, events=6000, questions=500, serial_taps=600, release_s=300, outage_s=30)
QUICK = Sizes(taps=200, events=1500, questions=60, serial_taps=100, release_s=30, outage_s=6)


@dataclass(frozen=True, slots=True)
class StationsBench:
    """`postgresql_events_per_s` is None where no database was named."""

    cores: int
    taps: taps.TapTimes
    sqlite_events_per_s: float
    postgresql_events_per_s: float | None
    asking: asking.Asking
    serial: serial_line.SerialTaps
    release: release.Report


def measure(sizes: Sizes, database_url: str, say: Say) -> StationsBench:
    """`database_url` names an empty database, which is filled. Raises SchoolbellError; needs Mosquitto."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as made:
        place = Path(made)
        named = _postgresql(place / "postgresql", database_url, sizes, say) if database_url else None
        say("Taps …")
        tapped = taps.measure(place / "station", sizes.taps)
        say("Events into SQLite …")
        stored = ingest.events_per_s(place / "sqlite", "", STATIONS, sizes.events)
        say("Questions through Mosquitto …")
        (place / "asking").mkdir()
        asked = asking.measure(place / "asking", STATIONS, sizes.questions)
        say("A serial line …")
        carried = serial_line.measure(sizes.serial_taps)
    options = release.Options(
        STATIONS, seconds=sizes.release_s, outage_s=sizes.outage_s, broker=BrokerKind.MOSQUITTO
    )
    let_out = release.run(options, None, say)
    return StationsBench(os.cpu_count() or 1, tapped, stored, named, asked, carried, let_out)


def _postgresql(place: Path, database_url: str, sizes: Sizes, say: Say) -> float:
    say("Events into the database that was named …")
    return ingest.events_per_s(place, database_url, STATIONS, sizes.events)
