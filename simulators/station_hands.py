"""Hands for a simulated station, for the conformance kit: they do at once what a person is asked to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from controller.clock import SystemClock
from firmware_bridge.conformance.hands import Deed, Look
from firmware_bridge.protocol.v1.envelope import Address
from simulators.faults.hardware import PowerLost
from simulators.faults.links import StationLink
from simulators.faults.wire import Wires
from simulators.station import SimulatedStation
from simulators.station_links import Connect, over_mqtt, over_serial

UIDS = {Deed.TAP_A: bytes.fromhex("04a1b2c3"), Deed.TAP_B: bytes.fromhex("04a1b2c4")}


class Plug:
    """The plug of a station's network cable: `in_` says whether it is in."""

    def __init__(self) -> None:
        self.in_ = True

    def on(self, connect: Connect) -> Connect:
        def plugged(
            address: Address, ring: Callable[[], None], timer: Callable[[], int], wires: Wires
        ) -> StationLink:
            return PluggedLink(connect(address, ring, timer, wires), self)

        return plugged


class PluggedLink:
    """What arrives while the plug is out is lost."""

    def __init__(self, inner: StationLink, plug: Plug) -> None:
        self._inner, self._plug = inner, plug

    @property
    def up(self) -> bool:
        return self._plug.in_ and self._inner.up

    @property
    def descriptor(self) -> int | None:
        return self._inner.descriptor

    @property
    def wait_s(self) -> float:
        return self._inner.wait_s

    def send(self, kind: int, data: bytes) -> bool:
        return self.up and self._inner.send(kind, data)

    def state(self, word: str) -> None:
        if self._plug.in_:
            self._inner.state(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        found = self._inner.poll()
        return found if self._plug.in_ else []

    def stop(self) -> None:
        self._inner.stop()

    def vanish(self) -> None:
        self._inner.vanish()


class StationHands:
    """`plug` is that of the station's link; without one these hands cannot cut it."""

    patience_s, tireless = 10.0, True

    def __init__(self, station: SimulatedStation, plug: Plug | None = None) -> None:
        self._station, self._lit = station, 0
        self._seen = {Look.OPENED: 0, Look.SHOWN: 0}
        station.signals.heard = self._notice
        self._deeds: dict[Deed, Callable[[], object]] = {
            Deed.TAP_A: lambda: station.tap(UIDS[Deed.TAP_A]),
            Deed.TAP_B: lambda: station.tap(UIDS[Deed.TAP_B]),
            Deed.POWER_OFF: station.kill,
            Deed.POWER_ON: station.start,
            Deed.TRAP: lambda: setattr(station.lock, "moved", self._spring),
            Deed.JAM: station.lock.jam,
            Deed.FREE: station.lock.free,
            Deed.SWITCH_ON: partial(station.switch.turn, True),
            Deed.SWITCH_OFF: partial(station.switch.turn, False),
        }
        if plug:
            self._deeds[Deed.LINK_OFF] = lambda: setattr(plug, "in_", False)
            self._deeds[Deed.LINK_ON] = lambda: setattr(plug, "in_", True)

    def do(self, deed: Deed) -> bool:
        if deed in self._deeds:
            self._deeds[deed]()
        return deed in self._deeds

    def finished(self) -> None:
        return None

    def look(self, look: Look) -> bool:
        now = {Look.OPENED: self._station.lock.openings, Look.SHOWN: self._lit}[look]
        before, self._seen[look] = self._seen[look], now
        return now > before

    def uid(self, tag: Deed) -> bytes:
        return UIDS[tag]

    def _notice(self, word: str, _text: str) -> None:
        self._lit += word != "dark"

    def _spring(self) -> None:
        """The processor stops here, until somebody switches the power off and on."""
        self._station.lock.moved, self._station.comes_back = (lambda: None), False
        raise PowerLost


@contextmanager
def simulated_station(directory: Path, url: str | None) -> Iterator[tuple[SimulatedStation, StationHands]]:
    """One that is on, and its hands: at that broker, or at the serial port `directory`/port."""
    plug = Plug() if url else None
    connect = plug.on(over_mqtt(url)) if plug and url else over_serial(directory / "port")
    station = SimulatedStation("sim-1", directory, SystemClock(), connect)
    hands = StationHands(station, plug)
    station.start()
    try:
        yield station, hands
    finally:
        station.stop()
