"""`schoolbell simulate release`: the end of the day, with the broker away in the middle of it."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from controller.clock import ScaledClock
from controller.domain.timetable import LONDON
from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.broker_process import BrokerKind
from simulators.crowd import Tap
from simulators.evidence import gather
from simulators.faults.registry import NO_FAULTS, Faults
from simulators.reckoning import Reckoning, reckon
from simulators.site import Site, SiteSpec, site_directory
from simulators.staff_page import StaffPage
from simulators.waiting import wait_for
from simulators.witness import percentile_ms

BELL = datetime(2025, 10, 6, 15, 10, tzinfo=LONDON)
STRANGERS = 0.02  # of the taps: tags that no pupil has, which a station must ask about
LONGEST_S = 1500  # a release is open for half an hour
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`rate` is taps a second in the whole school; the broker is away for `outage_s`, from a third on."""

    stations: int = 20
    rate: float = 7.0
    seconds: float = 300.0
    outage_s: float = 30.0
    seed: int = 1
    broker: BrokerKind = BrokerKind.AUTO
    faults: Faults = NO_FAULTS


@dataclass(frozen=True, slots=True)
class Report:
    """`p50_ms` and `p99_ms` are from tap to actuation.

    `replay_s` is from the broker's return until the last event of the outage is acknowledged.
    """

    sums: Reckoning
    stations: int
    seconds: float
    broker: str
    p50_ms: float
    p99_ms: float
    replay_s: float

    @property
    def ok(self) -> bool:
        return self.sums.agrees

    def as_dict(self) -> dict[str, object]:
        """Flat, for a line of JSON."""
        own = {name: value for name, value in asdict(self).items() if name != "sums"}
        return asdict(self.sums) | own


def run(options: Options, directory: Path | None = None, say: Say = lambda _: None) -> Report:
    """Makes a school in `directory` (or where it is thrown away) and lets it out. Raises SchoolbellError."""
    if options.outage_s > options.seconds * 2 / 3 or options.seconds > LONGEST_S:
        raise SchoolbellError(
            "release.impossible",
            f"The broker cannot be away for {options.outage_s:g} of {options.seconds:g} s: "
            f"choose an outage of two thirds at most, and no more than {LONGEST_S} s in all.",
        )
    with site_directory(directory) as where:
        say(f"Preparing Northgate School with {options.stations} stations …")
        clock = ScaledClock(BELL, time.time())
        site = Site(where, SiteSpec(clock, options.stations, options.broker, options.faults), say)
        with site.running(), site.page("reception") as page:
            return Play(site, page, options, say).play()


class Play:
    """The release on a running site."""

    def __init__(self, site: Site, page: StaffPage, options: Options, say: Say) -> None:
        self._site, self._page, self._options, self._say = site, page, options, say
        self._rng = random.Random(options.seed)
        self._taps, self._replay_s = 0, 0.0

    def play(self) -> Report:
        self._somebody_tries("before")
        self._page.follow("reception")
        number = int(
            self._page.command("reception.start-release", when="now", reason="a simulation")["release"]
        )
        self._site.wait_mode(Mode.RELEASE)
        self._let_out()
        self._say(f"Waiting for the last event; the replay took {self._replay_s:.1f} s.")
        self._site.wait_told()
        self._page.command("reception.end-release", release=number)
        self._site.wait_mode(Mode.NORMAL)
        self._somebody_tries("after")
        self._site.wait_told()
        return self._report()

    def _let_out(self) -> None:
        options, taps = self._options, list(self._crowd())
        self._say(
            f"{len(taps)} taps in {options.seconds:g} s; the broker is away for {options.outage_s:g} s."
        )
        outage = threading.Thread(target=self._outage, daemon=True)
        began = time.monotonic()
        outage.start()
        for at, tap in taps:
            time.sleep(max(0.0, began + at - time.monotonic()))
            self._tap(tap)
        outage.join()

    def _outage(self) -> None:
        if not self._options.outage_s:
            return
        time.sleep(self._options.seconds / 3)
        self._site.broker.kill()
        time.sleep(self._options.outage_s)
        questions = [one.replayed() for one in self._site.stations.values()]
        self._site.broker.start()
        self._replay_s = wait_for(lambda: all(ask() for ask in questions), "the replay", 120)

    def _crowd(self) -> Iterator[tuple[float, Tap]]:
        """(second, tap): in no order, and each pupil at the same station every time."""
        options, names = self._options, list(self._site.stations)
        uids = [pouch.tag_uid for pouch in self._site.school.pouches]
        self._rng.shuffle(uids)
        count = round(options.rate * options.seconds)
        for number, at in enumerate(sorted(self._rng.uniform(0, options.seconds) for _ in range(count))):
            stranger = self._rng.random() < STRANGERS
            place = number % len(uids)
            uid = self._rng.randbytes(7) if stranger else uids[place]
            yield at, Tap(names[place % len(names)], uid)

    def _somebody_tries(self, when: str) -> None:
        """One at each station, who must be refused."""
        self._say(f"One pupil at each station tries {when} the release …")
        for name, pouch in zip(self._site.stations, reversed(self._site.school.pouches), strict=False):
            self._tap(Tap(name, pouch.tag_uid))
        self._site.settle(self._taps)

    def _tap(self, tap: Tap) -> None:
        self._taps += 1
        self._site.stations[tap.station].tap(tap.uid)

    def _report(self) -> Report:
        openings = self._site.witness.openings
        return Report(
            sums=reckon(gather(self._site, self._taps)),
            stations=self._options.stations,
            seconds=self._options.seconds,
            broker=str(self._site.broker.kind),
            p50_ms=percentile_ms(openings, 50),
            p99_ms=percentile_ms(openings, 99),
            replay_s=round(self._replay_s, 2),
        )
