"""The named faults, each with the hop to which it belongs. docs/simulators.md shows the same table."""

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from controller.errors import SchoolbellError
from simulators.faults.hardware import FailingPower, FullFlash, JumpingClock, Resets
from simulators.faults.wire import (
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    OneByteAtATime,
    Reorder,
    Silence,
    WireFault,
)
from simulators.station import SimulatedStation


class Hop(StrEnum):
    """`WIRE`: a serial line, in chunks, or a link to the broker, in messages. `LINE`: a serial line only."""

    WIRE = "wire"
    LINE = "line"
    FLASH = "flash"
    LOCK = "lock"
    CLOCK = "clock"
    POWER = "power"


Chances = Callable[[str], random.Random]
"""The seeded chances of a fault, by the direction that it needs them for."""

Fit = Callable[[SimulatedStation, float, Chances], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """`number` says what may be given after the colon, `most` at most; `usual` is meant when nothing is."""

    name: str
    hop: Hop
    number: str
    usual: float
    most: float
    fit: Fit


def _wire(make: Callable[[float, random.Random], WireFault]) -> Fit:
    def fit(station: SimulatedStation, number: float, chances: Chances) -> None:
        station.wires.outward.append(make(number, chances("outward")))
        station.wires.inward.append(make(number, chances("inward")))

    return fit


def _one_byte_at_a_time(station: SimulatedStation, _: float, __: Chances) -> None:
    station.wires.line.append(OneByteAtATime())


def _jam(station: SimulatedStation, share: float, chances: Chances) -> None:
    rng = chances("lock")
    station.lock.slips = lambda: rng.random() < share


def _clock_jump(station: SimulatedStation, by_s: float, chances: Chances) -> None:
    station.steady = JumpingClock(station.steady, by_s, chances("clock"))


def _full_flash(station: SimulatedStation, room: float, _: Chances) -> None:
    station.flash = FullFlash(station.flash, int(room))


def _power_loss(station: SimulatedStation, at: float, _: Chances) -> None:
    station.flash = FailingPower(station.flash, int(at))


def _reset(station: SimulatedStation, every_s: float, chances: Chances) -> None:
    station.interruptions.append(Resets(every_s, chances("power"), station.timer))


SHARE = "share of the pieces, 0 to 1"

FAULTS = {
    fault.name: fault
    for fault in (
        Fault("drop", Hop.WIRE, SHARE, 0.1, 1, _wire(Drop)),
        Fault("corrupt", Hop.WIRE, SHARE, 0.1, 1, _wire(Corrupt)),
        Fault("duplicate", Hop.WIRE, SHARE, 0.1, 1, _wire(Duplicate)),
        Fault("reorder", Hop.WIRE, SHARE, 0.1, 1, _wire(Reorder)),
        Fault("delay", Hop.WIRE, "milliseconds", 200, 60_000, _wire(lambda ms, _: Delay(ms / 1000))),
        Fault("silence", Hop.WIRE, "seconds", 5, 3600, _wire(Silence)),
        Fault("one-byte-at-a-time", Hop.LINE, "none", 0, 0, _one_byte_at_a_time),
        Fault("full-flash", Hop.FLASH, "bytes that still fit", 0, 262_144, _full_flash),
        Fault("power-loss-at-byte", Hop.FLASH, "which byte written from now", 300, 262_144, _power_loss),
        Fault("jam", Hop.LOCK, "share of the openings, 0 to 1", 0.1, 1, _jam),
        Fault("clock-jump", Hop.CLOCK, "seconds ahead, or below 0 standing still", 300, 86_400, _clock_jump),
        Fault("reset", Hop.POWER, "seconds between, on average", 30, 86_400, _reset),
    )
}


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults by name, each with its number. The same seed gives a station the same misfortunes."""

    chosen: tuple[tuple[str, float], ...] = ()
    seed: int = 1

    @classmethod
    def parse(cls, text: str, seed: int = 1) -> "Faults":
        """`corrupt:0.01,delay:200`. Raises SchoolbellError with the names that there are."""
        return cls(tuple(_parse(one.strip()) for one in text.split(",") if one.strip()), seed)

    def fit(self, station: SimulatedStation) -> SimulatedStation:
        """Before it is switched on."""
        for name, number in self.chosen:
            FAULTS[name].fit(station, number, self._chances(f"{station.address}/{name}"))
        return station

    def fit_all(self, stations: Iterable[SimulatedStation]) -> None:
        for station in stations:
            self.fit(station)

    def _chances(self, what: str) -> Chances:
        return lambda direction: random.Random(f"{self.seed}/{what}/{direction}")


NO_FAULTS = Faults()


def _parse(text: str) -> tuple[str, float]:
    name, colon, given = text.partition(":")
    fault = FAULTS.get(name)
    if fault is None:
        raise SchoolbellError(
            "fault.unknown", f"There is no fault `{name}`: choose of {', '.join(sorted(FAULTS))}."
        )
    try:
        number = float(given) if colon else fault.usual
    except ValueError:
        number = math.nan
    if not abs(number) <= fault.most or (number < 0 and fault.hop is not Hop.CLOCK):
        raise SchoolbellError(
            "fault.bad-number",
            f"The fault `{name}` does not take `{given}`, but: {fault.number} (at most {fault.most:g}).",
        )
    return name, number
