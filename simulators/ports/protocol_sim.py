"""`sim:` as a serial port: pyserial finds this module by its name once `simulators.ports` is in its list.

`sim:NAME?site=…&dir=…&faults=…&seed=…&tap=UID&every=S`. The station has power as long as the port is open.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import serial

from controller.clock import SystemClock
from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1.envelope import Address
from simulators.faults.registry import Faults
from simulators.station import SimulatedStation
from simulators.station_links import over_serial

STATIONS_DIR = Path("simulated-stations")
TAP_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """`tap` is held to the reader every `every_s` seconds, where it is given."""

    name: str
    site: str
    directory: Path
    faults: Faults
    tap: bytes
    every_s: float

    @classmethod
    def parse(cls, url: str) -> "Wanted":
        """Raises SchoolbellError with what to write instead."""
        parts = urlsplit(url)
        name = parts.netloc or "sim-1"
        given = dict(parse_qsl(parts.query))
        try:
            wanted = cls(
                name=name,
                site=given.pop("site", "northgate"),
                directory=Path(given.pop("dir", STATIONS_DIR / name)),
                faults=Faults.parse(given.pop("faults", ""), int(given.pop("seed", 1))),
                tap=bytes.fromhex(given.pop("tap", "")),
                every_s=float(given.pop("every", TAP_EVERY_S)),
            )
            Address(wanted.site, wanted.name)
        except ValueError as error:
            raise _no_station(url, str(error)) from error
        if given:
            raise _no_station(url, f"there is no `{min(given)}`")
        return wanted

    def make(self, port: Path) -> SimulatedStation:
        made = SimulatedStation(self.name, self.directory, SystemClock(), over_serial(port), site=self.site)
        return self.faults.fit(made)


def _no_station(url: str, why: str) -> SchoolbellError:
    return SchoolbellError(
        "port.no-station",
        f"`{url}` names no simulated station ({why}): "
        "write sim:NAME, or sim:NAME?faults=drop:0.1&seed=7 (docs/simulators.md).",
    )


class Serial(serial.Serial):
    """The bridge's end of the line. `station` is at the other one while it is open, to be tapped at."""

    station: SimulatedStation | None = None
    _url = ""

    def open(self) -> None:
        if self.is_open:
            return super().open()  # which says so
        self._url = self._url or str(self.portstr)
        try:
            wanted = Wanted.parse(self._url)
        except SchoolbellError as error:
            raise serial.SerialException(error.sentence) from error
        self.port = str(wanted.directory / "port")
        self.station = wanted.make(Path(self.port))
        self.station.start()
        self._closing = threading.Event()
        threading.Thread(target=self._tap, args=(wanted, self._closing), daemon=True).start()
        try:
            super().open()
        except serial.SerialException:
            self.close()
            raise

    def close(self) -> None:
        super().close()
        if self.station is not None:
            station, self.station = self.station, None
            self._closing.set()
            station.stop()

    def _tap(self, wanted: Wanted, closing: threading.Event) -> None:
        while wanted.tap and not closing.wait(wanted.every_s):
            if station := self.station:
                station.tap(wanted.tap)
