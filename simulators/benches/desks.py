"""`schoolbell bench release`: how soon a tap is to be seen on the desks, and what it costs the page."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from controller.clock import ScaledClock
from controller.errors import SchoolbellError
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.benches.desk_pages import Desks, Frames, Shown
from simulators.broker_process import BrokerKind
from simulators.names import FAMILY_NAMES, GIVEN_NAMES
from simulators.release import BELL
from simulators.site import Site, SiteSpec
from simulators.staff_page import StaffPage

SETTLES_S = 3.0
KEYSTROKES = 300
LONGEST = 7  # letters that somebody types of a name
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`pupils` are those in the search; 1,050 of them are Northgate's, of whom 825 have pouches."""

    stations: int = 20
    rate: float = 7.0
    seconds: float = 60.0
    pupils: int = 3000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Times:
    """In ms. `count` is of what was measured, `missing` of what was never seen."""

    count: int
    missing: int
    p50_ms: float
    p99_ms: float
    worst_ms: float


@dataclass(frozen=True, slots=True)
class DesksBench:
    """`day_end` and `reception`: from the tag to its painted number; `search`: a keystroke."""

    cores: int
    stations: int
    taps: int
    seconds: float
    pupils: int
    day_end: Times
    reception: Times
    frames: Frames
    search: Times


def measure(options: Options, say: Say = lambda _: None) -> DesksBench:
    """Raises SchoolbellError without Chromium or Mosquitto."""
    with TemporaryDirectory(prefix="schoolbell-bench-") as made:
        clock = ScaledClock(BELL, time.time())
        site = Site(Path(made), SiteSpec(clock, options.stations, BrokerKind.MOSQUITTO), say)
        _enrol(site, options)
        with site.running(), site.page("reception") as page, _desks(site) as desks:
            return _measured(site, page, desks, options, say)


def _measured(site: Site, page: StaffPage, desks: Desks, options: Options, say: Say) -> DesksBench:
    say(f"Letting {options.seconds:g} s of pupils out, {options.rate:g} a second …")
    number = page.command("reception.start-release", when="now", reason="a benchmark")["release"]
    site.wait_mode(Mode.RELEASE)
    time.sleep(SETTLES_S)
    with desks.traced() as frames:
        taps = _let_out(site, options)
        time.sleep(SETTLES_S)
    site.wait_told()
    events = _tapped(site)
    say("Searching …")
    search = _searched(page, options)
    page.command("reception.end-release", release=number)
    return DesksBench(
        cores=os.cpu_count() or 1,
        stations=options.stations,
        taps=taps,
        seconds=options.seconds,
        pupils=options.pupils,
        day_end=_seen(events, desks.shown("day-end")),
        reception=_seen(events, [*desks.shown("reception-1"), *desks.shown("reception-2")], pages=2),
        frames=frames(),
        search=search,
    )


@contextmanager
def _desks(site: Site) -> Iterator[Desks]:
    login = site.login("reception")
    with Desks(site.settings.address, login) as desks:
        yield desks


def _let_out(site: Site, options: Options) -> int:
    """Each pupil once, each at any station."""
    rng, names = random.Random(options.seed), list(site.stations)
    uids = rng.sample([one.tag_uid for one in site.school.pouches], len(site.school.pouches))
    count = min(len(uids), round(options.rate * options.seconds))
    began = time.monotonic()
    for at, uid in zip(sorted(rng.uniform(0, options.seconds) for _ in range(count)), uids, strict=False):
        time.sleep(max(0.0, began + at - time.monotonic()))
        site.stations[rng.choice(names)].tap(uid)
    return count


def _tapped(site: Site) -> dict[str, list[float]]:
    """When the tag of each opening came to its reader, in real seconds.

    By this machine's clock: a station's own is only as right as the answer to its boot message was quick.
    """
    found: dict[str, list[float]] = {name: [] for name in site.stations}
    for one in site.witness.openings:
        found[one.station].append(site.clock.real(one.at) - one.after_s)
    return {name: sorted(times) for name, times in found.items()}


def _seen(events: Mapping[str, Sequence[float]], shown: Sequence[Shown], pages: int = 1) -> Times:
    """The n-th opening of a station is seen when its number is n or more."""
    waits, before = [], dict[tuple[str, str], int]()
    for one in shown:
        times, known = events.get(one.station, ()), before.get((one.page, one.station), 0)
        waits += [(one.at - at) * 1000 for at in times[known : one.count]]
        before[one.page, one.station] = max(known, one.count)
    return _times(waits, pages * sum(map(len, events.values())))


def _searched(page: StaffPage, options: Options) -> Times:
    """A name is typed letter by letter; each asks the server, over a socket."""
    rng, waits = random.Random(options.seed), list[float]()
    while len(waits) < KEYSTROKES:
        name = rng.choice((rng.choice(FAMILY_NAMES), f"{rng.choice(GIVEN_NAMES)} {rng.choice(FAMILY_NAMES)}"))
        for end in range(1, min(LONGEST, len(name)) + 1):
            began = time.perf_counter()
            page.command("reception.find", text=name[:end])
            waits.append((time.perf_counter() - began) * 1000)
    return _times(waits, len(waits))


def _times(waits: Sequence[float], expected: int) -> Times:
    if len(waits) < 2:
        raise SchoolbellError("bench.nothing-seen", "The page showed no tap, so nothing was measured.")
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    median, slow, worst = (round(one, 1) for one in (cuts[49], cuts[98], max(waits)))
    return Times(len(waits), expected - len(waits), median, slow, worst)


def _enrol(site: Site, options: Options) -> None:
    """More pupils in the list, without pouches, before the controller reads it."""
    rng, database = random.Random(options.seed), Database(site.settings.database)
    with database.write() as session:
        for number in range(len(site.school.pupils), options.pupils):
            year = 7 + number % 7
            session.add(
                PupilRow(
                    id=f"x{number:04}",
                    given=rng.choice(GIVEN_NAMES),
                    family=rng.choice(FAMILY_NAMES),
                    year=year,
                    form=f"{year}{'ABCDEF'[number % 6]}",
                )
            )
    database.close()
