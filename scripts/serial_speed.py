"""How many taps a second a serial line carries: real firmware, a line as slow as its baud rate, the real
bridge, and a broker.

`python -m scripts.serial_speed --seconds 20`, with Mosquitto installed. A tap counts once its acknowledgement
is back in the station's flash. The controller's part is left out: something acknowledges at once.
"""

import json
import os
import select
import tempfile
import threading
import time
import tty
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import click

from controller.clock import SystemClock
from firmware_bridge.bridge import Bridge
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.transport.broker import parse_broker
from simulators.station import SimulatedStation
from simulators.station_links import over_serial
from tests.brokers import mosquitto_broker, wait_until
from tests.simulators.desk import TAG_KEY, Desk

OFFICE = Address("northgate", "office")
TAGS = 1000
BITS = 10  # of the line for a byte: start, eight, stop
CHUNK = 32
MOST_WAITING = 64  # events in the station's flash; what comes faster would only make a longer queue


@dataclass(frozen=True, slots=True)
class SerialSpeed:
    baud: int
    taps: int
    seconds: float
    taps_per_s: float
    bytes_up_per_tap: float
    bytes_down_per_tap: float
    busy_up_percent: float


class SlowCable:
    """Joins two pseudo-terminals; a byte takes as long as on a real line. `carried` counts them, up and
    down.
    """

    def __init__(self, near: Path, far: Path, baud: int) -> None:
        self._byte_s = BITS / baud
        station = os.open(near, os.O_RDWR | os.O_NOCTTY)
        ours, bridge = os.openpty()
        for end in (station, bridge):
            tty.setraw(end)
        far.symlink_to(os.ttyname(bridge))
        self.carried = [0, 0]
        self._ends, self._stopping = (station, ours, bridge), threading.Event()
        ways = [(0, station, ours), (1, ours, station)]
        self._threads = [threading.Thread(target=self._carry, args=way, daemon=True) for way in ways]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            os.close(end)

    def _carry(self, way: int, source: int, target: int) -> None:
        free_at = 0.0
        while not self._stopping.is_set():
            if not select.select([source], [], [], 0.2)[0]:
                continue
            data = os.read(source, CHUNK)
            free_at = max(free_at, time.monotonic()) + len(data) * self._byte_s
            time.sleep(max(0.0, free_at - time.monotonic()))
            os.write(target, data)
            self.carried[way] += len(data)


def measure(directory: Path, baud: int, seconds: float) -> SerialSpeed:
    clock = SystemClock()
    station = SimulatedStation("office", directory / "office", clock, over_serial(directory / "near"))
    with mosquitto_broker(directory) as broker:
        station.start()
        cable = SlowCable(directory / "near", directory / "far", baud)
        where = parse_broker(broker.url)
        bridge = Bridge([str(directory / "far")], lambda _: where, queue=directory / "queue.db")
        desk = Desk(broker.url, {"office": station.pairing_code}, clock).start()
        bridge.start()
        wait_until(lambda: station.ready, "the station to be accepted")
        release(desk)
        wait_until(lambda: station.mode is not None and station.mode.name == "RELEASE", "the release")
        found = tapped(station, cable, baud, seconds)
        bridge.stop()
        station.stop()
        desk.link.stop()
        cable.close()
    return found


def release(desk: Desk) -> None:
    now = desk.clock.now()
    tags = [tag_hash(TAG_KEY, uid(number)) for number in range(TAGS)]
    desk.give(OFFICE, 1, windows=[(now - timedelta(minutes=1), now + timedelta(hours=1))], tags=tags)


def uid(number: int) -> bytes:
    return bytes([4, 1]) + (number % TAGS).to_bytes(2, "big")


def tapped(station: SimulatedStation, cable: SlowCable, baud: int, seconds: float) -> SerialSpeed:
    """As fast as the line takes it, so that it is the line that is measured."""
    up, down = cable.carried
    began, taps = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        if station.waiting < MOST_WAITING:
            station.tap(uid(taps))
            taps += 1
            wait_until(lambda number=taps: station.lock.openings >= number, "the lock")
        else:
            time.sleep(0.005)
    wait_until(lambda: station.waiting == 0, "the last acknowledgement")
    took = time.monotonic() - began
    up, down = cable.carried[0] - up, cable.carried[1] - down
    return SerialSpeed(
        baud=baud,
        taps=taps,
        seconds=round(took, 1),
        taps_per_s=round(taps / took, 1),
        bytes_up_per_tap=round(up / taps, 1),
        bytes_down_per_tap=round(down / taps, 1),
        busy_up_percent=round(100 * up * BITS / baud / took, 1),
    )


@click.command()
@click.option("--baud", default=115_200, show_default=True)
@click.option("--seconds", default=20.0, show_default=True)
def main(baud: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as directory:
        click.echo(json.dumps(asdict(measure(Path(directory), baud, seconds))))


if __name__ == "__main__":
    main()
