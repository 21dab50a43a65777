"""Northgate School as a program: its lab PCs, its stations, and the pupils at both.

`python -m simulators.school PLAN` runs until it is told to stop; PLAN is written by `simulators.provision`.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from controller.clock import Clock, clock_from_spec
from controller.domain.school import School
from controller.domain.timetable import local
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.crowd import Crowd
from simulators.northgate import northgate
from simulators.provision import Plan, serial_ports, station_dir
from simulators.pupils import SeatedPupils
from simulators.station import SimulatedStation
from simulators.station_links import over_mqtt, over_serial
from simulators.workstation import WorkstationSpec
from simulators.workstation_fleet import WorkstationFleet

TURN_S = 0.25
UNPLUGGED = "lab-1-pc-14"  # somebody kicks the plug out: a newcomer sees what becomes of a PC that is off
OFF_FROM_S, OFF_UNTIL_S = 10.0, 300.0
GATE_PULL = {"North gate": 1.6, "Office": 0.05}  # the buses stop in the north: its queue is the longest

log = logging.getLogger(__name__)


class SimulatedSchool:
    def __init__(self, plan: Plan, clock: Clock) -> None:
        self._clock = clock
        school = northgate(plan.seats, plan.stations)
        self._pupils = SeatedPupils(school)
        self._day = local(clock.now()).date()
        self.stations = _stations(plan, school, clock)
        buses = {pupil.id for pupil in school.pupils if pupil.bus}
        self.crowd = Crowd(
            [pouch.tag_uid for pouch in school.pouches],
            list(self.stations),
            seed=int(clock.now().timestamp()),
            buses=[pouch.tag_uid for pouch in school.pouches if pouch.pupil in buses],
            pull={one.id: GATE_PULL.get(one.gate, 1.0) for one in school.stations},
        )
        self.fleet = WorkstationFleet(
            plan.server_url, _specs(plan, school), Path(plan.data_dir) / "workstations", clock
        )

    async def run(self, stopped: asyncio.Event) -> None:
        for station in self.stations.values():
            station.start()
        await self.fleet.start()
        try:
            await self._play(stopped)
        finally:
            await self.fleet.stop()
            for station in self.stations.values():
                station.stop()

    async def _play(self, stopped: asyncio.Event) -> None:
        began = last = self._clock.monotonic()
        while not stopped.is_set():
            now = self._clock.monotonic()
            await self._turn(now - began, now - last)
            last = now
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), TURN_S)

    async def _turn(self, now_s: float, passed_s: float) -> None:
        await self._unplug(OFF_FROM_S <= now_s < OFF_UNTIL_S)
        moment = self._clock.now()
        if local(moment).date() != self._day:
            self._day = local(moment).date()
            self.crowd.everyone_in()
        for workstation, user in self._pupils.at(moment).items():
            if self.fleet[workstation].user != user:
                self.fleet[workstation].log_in(user)
        releasing = {name for name, station in self.stations.items() if station.mode is Mode.RELEASE}
        early = any(self.stations[name].early_only for name in releasing)
        for tap in self.crowd.taps(now_s, passed_s, releasing, early=early):
            self.stations[tap.station].tap(tap.uid)

    async def _unplug(self, off: bool) -> None:
        if UNPLUGGED in self.fleet.workstations:
            workstation = self.fleet[UNPLUGGED]
            await (workstation.power_off() if off else workstation.power_on())


def _stations(plan: Plan, school: School, clock: Clock) -> dict[str, SimulatedStation]:
    data_dir = Path(plan.data_dir)
    ports = {port.name: port for port in serial_ports(data_dir, school)}
    return {
        station.id: SimulatedStation(
            station.id,
            station_dir(data_dir, station.id),
            clock,
            over_serial(ports[station.id]) if station.id in ports else over_mqtt(plan.broker_url),
            site=school.site,
        )
        for station in school.stations
    }


def _specs(plan: Plan, school: School) -> list[WorkstationSpec]:
    return [
        WorkstationSpec(seat.id, None, seed, plan.codes.get(seat.id), lively=True)
        for seed, seat in enumerate(school.workstations)
    ]


def _on_signals(stop: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _main(plan: Plan) -> None:
    stopped = asyncio.Event()
    _on_signals(stopped.set)
    await SimulatedSchool(plan, clock_from_spec(os.environ.get("SCHOOLBELL_CLOCK", "system"))).run(stopped)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    asyncio.run(_main(Plan.read(Path(sys.argv[1]))))
