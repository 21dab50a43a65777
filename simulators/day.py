"""`schoolbell simulate day`: a whole school day at speed, acted by pupils and staff."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from controller.clock import ScaledClock
from controller.domain.accounts import Role
from controller.domain.school import Pouch
from controller.domain.timetable import LONDON, local
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.broker_process import BrokerKind
from simulators.crowd import Crowd, Tap
from simulators.evidence import gather
from simulators.faults.registry import NO_FAULTS, Faults
from simulators.reckoning import Reckoning, reckon
from simulators.site import Site, SiteSpec, site_directory
from simulators.witness import percentile_ms

MONDAY = datetime(2025, 10, 6, tzinfo=LONDON)
TURN_S = 0.05  # real seconds
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that staff or pupils do at `at` (school time, `HH:MM`), or as soon after it as they can."""

    at: str
    about: str
    do: Callable[["Day"], None]

    def due(self) -> datetime:
        hour, minute = self.at.split(":")
        return MONDAY.replace(hour=int(hour), minute=int(minute))


@dataclass(frozen=True, slots=True)
class Options:
    acts: Sequence[Act]
    starts: str = "08:20"
    ends: str = "15:40"
    speed: float = 60.0
    stations: int = 3
    seed: int = 1
    broker: BrokerKind = BrokerKind.AUTO
    faults: Faults = NO_FAULTS


@dataclass(frozen=True, slots=True)
class Report:
    """`acts` are when each was done; `modes` how long the slowest station took to be in each one ordered.

    `inside` are pupils who have not been let out at the end of the day.
    """

    sums: Reckoning
    speed: float
    inside: int
    p99_ms: float
    acts: Sequence[tuple[str, str]]
    modes: Sequence[tuple[str, float]]

    @property
    def ok(self) -> bool:
        return self.sums.agrees

    def as_dict(self) -> dict[str, object]:
        own = {name: value for name, value in asdict(self).items() if name not in ("sums", "acts", "modes")}
        return asdict(self.sums) | own | {"acts": dict(self.acts), "in_force_s": dict(self.modes)}


def run(options: Options, directory: Path | None = None, say: Say = lambda _: None) -> Report:
    """In `directory`, or where it is thrown away. Raises SchoolbellError."""
    with ExitStack() as stack:
        where = stack.enter_context(site_directory(directory))
        say(f"Preparing Northgate School; a minute of its day takes {60 / options.speed:.3g} s …")
        clock = ScaledClock(Act(options.starts, "", Day.nothing).due(), time.time(), options.speed)
        site = Site(where, SiteSpec(clock, options.stations, options.broker, options.faults), say)
        stack.enter_context(site.running())
        return Day(site, options, stack, say).play()


class Day:
    """What an act may do: `tap`, and work a desk as `reception` or `admin`."""

    def __init__(self, site: Site, options: Options, stack: ExitStack, say: Say) -> None:
        self.site, self._options, self._say = site, options, say
        self.reception = stack.enter_context(site.page(Role.RECEPTION))
        self.admin = stack.enter_context(site.page(Role.ADMIN))
        self.reception.follow("reception")
        self._rng = random.Random(options.seed)
        self._crowd = Crowd(
            [pouch.tag_uid for pouch in site.school.pouches], list(site.stations), options.seed
        )
        self._taps = self._vanished = 0
        self._done: list[tuple[str, str]] = []

    def play(self) -> Report:
        acts, last = list(self._options.acts), self.site.clock.monotonic()
        began, ends = last, Act(self._options.ends, "", Day.nothing).due()
        while self.site.clock.now() < ends or acts:
            now = self.site.clock.monotonic()
            for tap in self._crowd.taps(now - began, now - last, self._releasing()):
                self._tap(tap)
            last = now
            if acts and acts[0].due() <= self.site.clock.now():
                self._perform(acts.pop(0))
            time.sleep(TURN_S)
        self.site.wait_told()
        return self._report()

    def nothing(self) -> None:
        """An act that only marks a time."""

    def tap(self, station: str, pouch: Pouch) -> None:
        self._tap(Tap(station, pouch.tag_uid))

    def tap_and_wait(self, station: str, pouch: Pouch) -> None:
        """Until the station has decided, with nobody else at it."""
        self._settle()
        self.tap(station, pouch)
        self._settle()

    def anybody(self, count: int) -> Iterator[tuple[str, Pouch]]:
        """Some pupils, each at a station."""
        names = list(self.site.stations)
        for number, pouch in enumerate(self._rng.sample(self.site.school.pouches, count)):
            yield names[number % len(names)], pouch

    def all_tap(self, count: int) -> None:
        """Some pupils tap, one after the other, and each waits for the answer."""
        for station, pouch in self.anybody(count):
            self.tap_and_wait(station, pouch)

    def bell_is_ahead(self) -> bool:
        return self.site.clock.now() < MONDAY.replace(hour=15, minute=10)

    def _tap(self, tap: Tap) -> None:
        self._taps += 1
        self.site.stations[tap.station].tap(tap.uid)

    def _perform(self, act: Act) -> None:
        act.do(self)
        done = f"{local(self.site.clock.now()):%H:%M}"
        self._say(f"{done}  {act.about}")
        self._done.append((f"{act.at} {act.about}", done))

    def _releasing(self) -> set[str]:
        return {name for name, station in self.site.stations.items() if station.mode is Mode.RELEASE}

    def _settle(self) -> None:
        self._vanished = self._taps - self.site.settle(self._taps - self._vanished)

    def _report(self) -> Report:
        return Report(
            sums=reckon(gather(self.site, self._taps)),
            speed=self._options.speed,
            inside=self._crowd.inside,
            p99_ms=percentile_ms(self.site.witness.openings, 99),
            acts=self._done,
            modes=list(self._in_force()),
        )

    def _in_force(self) -> Iterator[tuple[str, float]]:
        """School seconds from the order until the last of its stations was in the mode."""
        targets = self.site.books.rows(ModeTargetRow)
        for order in self.site.books.rows(ModeOrderRow):
            times = [one.in_force_at for one in targets if one.order_id == order.id and one.in_force_at]
            if times:
                yield (
                    f"{order.mode} ({order.scope})",
                    round((max(times) - order.ordered_at).total_seconds(), 1),
                )
