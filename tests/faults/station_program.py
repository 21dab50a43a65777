"""One simulated station as a program: `python -m tests.faults.station_program NAME DIR LINK CLOCK`.

LINK is a broker's URL or the path of a serial port. `tap <uid in hex>` on standard input holds a pouch to it.
"""

import sys
import threading
import time
from pathlib import Path

from controller.clock import clock_from_spec
from simulators.station import SimulatedStation
from simulators.station_hardware import SimulatedLock
from simulators.station_links import over_mqtt, over_serial
from tests.faults.status import Status

LOOK_S = 0.02


class CountedLock(SimulatedLock):
    """Every movement of its bolt leaves a byte in a file that outlives the program."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def open(self) -> bool:
        opened = super().open()
        if opened:
            with self._path.open("ab") as file:
                file.write(b"!")
        return opened


def watch(station: SimulatedStation, status: Status) -> None:
    while True:
        mode = station.mode.word if station.mode is not None else ""
        status.say({"ready": station.ready, "mode": mode})
        time.sleep(LOOK_S)


def main(name: str, directory: Path, link: str, clock: str) -> None:
    connect = over_mqtt(link) if "://" in link else over_serial(Path(link))
    station = SimulatedStation(name, directory, clock_from_spec(clock), connect)
    station.lock = CountedLock(directory / "openings")
    station.start()
    threading.Thread(target=watch, args=(station, Status(directory / "status.json")), daemon=True).start()
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        assert command == "tap", line
        station.tap(bytes.fromhex(argument))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
