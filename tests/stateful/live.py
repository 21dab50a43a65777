"""The small school on a real broker (Mosquitto), with the real bridge in a process of its own, in real time.

It knows some of the rules of the state machine, by the same names, and waits after each until all has
settled.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import time

from controller.bootstrap import Services, build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.domain.accounts import Account
from controller.domain.grants import ReasonCode
from controller.domain.modes import StationMode, Wish
from controller.domain.releases import When
from firmware_bridge.protocol.v1.vocabulary import What
from simulators.station import SimulatedStation
from simulators.station_hardware import FileFlash, SimulatedLock
from simulators.station_links import over_mqtt, over_serial
from tests.brokers import MosquittoBroker
from tests.faults.parts import Bridge
from tests.servers import wait_for
from tests.stateful.diary import Diary
from tests.stateful.model import Movement
from tests.stateful.office import admin_of
from tests.stateful.school import STATIONS, UIDS
from tests.stateful.times import MONDAY

GATE, DESK = STATIONS
WITHIN_S = 30.0


class WatchedFlash(FileFlash):
    def __init__(self, directory: Path, on_write: Callable[[bytes], None]) -> None:
        super().__init__(directory)
        self._on_write = on_write

    def append(self, name: str, data: bytes, durable: bool) -> None:
        super().append(name, data, durable)
        if durable:
            self._on_write(data)


class WatchedLock(SimulatedLock):
    def __init__(self, on_move: Callable[[], None]) -> None:
        super().__init__()
        self._on_move = on_move

    def open(self) -> bool:
        moved = super().open()
        if moved:
            self._on_move()
        return moved


class LiveSchool:
    def __init__(self, directory: Path, data_dir: Path) -> None:
        self._data_dir, self.clock = data_dir, ScaledClock(MONDAY, time())
        self.diary = Diary([])
        self.broker = MosquittoBroker(directory)
        self._bridge = Bridge(directory / "bridge", directory / "port", self.broker.url)
        links = {GATE: over_mqtt(self.broker.url), DESK: over_serial(directory / "port")}
        self.stations = {
            name: SimulatedStation(name, directory / name, self.clock, link) for name, link in links.items()
        }
        for name, station in self.stations.items():
            station.flash = WatchedFlash(
                directory / name / "flash", lambda data, n=name: self.diary.wrote(n, data)
            )
            station.lock = WatchedLock(lambda n=name: self._moved(n))
        self.services: Services | None = None

    def close(self) -> None:
        for station in self.stations.values():
            station.kill()
        self._bridge.kill()
        if self.services:
            self.services.close()
        self.broker.stop()

    # The rules

    def open_school(self, start: str, seed: int) -> None:
        self.broker.start()
        self.controller_starts()
        for name, station in self.stations.items():
            self._ask(
                lambda to, by, n=name, s=station: to.reception.adopting.adopt_ahead(by, n, s.pairing_code)
            )
            station.start()
        self.bridge_starts()
        if start == "release":
            self.start_release(When.NOW)

    def tap(self, station: str, tag: bytes) -> None:
        one = self.stations[station]
        if one.running:
            until = self._decided(station) + 1
            one.tap(tag)
            wait_for(lambda: self._decided(station) >= until, WITHIN_S, f"{station} did not decide")
        self.settle()

    def tap_both(self, tag: bytes) -> None:
        for station in STATIONS:
            self.tap(station, tag)

    def all_pupils_tap(self, station: str) -> None:
        for tag in UIDS.values():
            self.tap(station, tag)

    def start_release(self, when: When) -> None:
        self._ask(lambda to, by: to.reception.releases.order(by, when, "a test"))
        self.settle()

    def end_release(self) -> None:
        self._ask(lambda to, by: to.reception.releases.end(by, to.reception.releases.latest().id))
        self.settle()

    def give_leave(self, pupil: str) -> None:
        length = timedelta(minutes=20)
        self._ask(lambda to, by: to.reception.grants.give(by, pupil, ReasonCode.APPOINTMENT, length=length))

    def set_mode(self, station: str, mode: StationMode) -> None:
        self._ask(lambda to, by: to.reception.modes.order(by, Wish(mode, f"station:{station}")))
        wait_for(lambda: str(self.stations[station].mode.word) == mode.value, WITHIN_S)

    def turn_key_switch(self, station: str, on: bool) -> None:
        self.stations[station].switch.turn(on)
        wait_for(lambda: (self.stations[station].mode.word == "evacuate") == on, WITHIN_S)

    def jam(self, station: str, jammed: bool) -> None:
        lock = self.stations[station].lock
        lock.jam() if jammed else lock.free()

    def broker_outage(self, forgetful: bool) -> None:
        if self.broker.running:
            self.broker.stop()
        else:
            self.broker.start()
        self.settle()

    def bridge_dies(self) -> None:
        self._bridge.kill()
        self.settle()

    def bridge_starts(self) -> None:
        self._bridge.start()
        self.settle()

    def controller_dies(self, points: int) -> None:
        assert self.services
        self.services.close()
        self.services = None

    def controller_starts(self) -> None:
        self.services = build(Settings(data_dir=self._data_dir, broker_url=self.broker.url), self.clock)
        self.services.start()
        self.settle()

    def power_cut(self, station: str) -> None:
        self.stations[station].kill()

    def power_returns(self, station: str) -> None:
        self.stations[station].start()
        self.settle()

    # Waiting

    def settle(self) -> None:
        """Each station knows whether it is linked, and if all is well has told all and been told all."""
        for name, station in self.stations.items():
            if station.running:
                wait_for(
                    lambda n=name, s=station: s.ready == self._linked(n), WITHIN_S, f"{name} is not linked"
                )
        if self.services and self.broker.running:
            wait_for(self.level, WITHIN_S, "a station was not told, or has not told all")

    def level(self) -> bool:
        assert self.services
        known = {one.id: one for one in self.services.reception.stations.all()}
        there = [
            (known[name], one) for name, one in self.stations.items() if one.running and self._linked(name)
        ]
        return all(known.level and not one.waiting for known, one in there)

    def _linked(self, station: str) -> bool:
        return self.broker.running and (station == GATE or self._bridge.running)

    def _decided(self, station: str) -> int:
        return sum(
            where == station and event.what in (What.RELEASED, What.REFUSED)
            for (where, _, _), event in list(self.diary.events.items())
        )

    def _moved(self, station: str) -> None:
        event = self.diary.last(station)
        self.diary.moved(Movement(station, 0, None, event, frozenset(), False, False))

    def _ask(self, act: Callable[[Services, Account], object]) -> None:
        assert self.services
        act(self.services, admin_of(self.services))
