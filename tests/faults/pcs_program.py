"""Simulated lab PCs as a program: `python -m tests.faults.pcs_program URL DIR SPECS CLOCK`.

Commands on standard input are those of simulators.workstation_fleet, such as `power_off lab-1-pc-03`.
"""

import asyncio
import logging
import sys
from pathlib import Path

from controller.clock import clock_from_spec
from simulators.workstation_fleet import WorkstationFleet, read_specs, run_fleet
from tests.faults.status import Status

LOOK_S = 0.02
FIRST_PAUSE_S = 0.1


async def watch(fleet: WorkstationFleet, status: Status) -> None:
    while True:
        status.say(
            {
                name: {"locked": pc.locked, "connected": pc.connected, "trouble": pc.trouble}
                for name, pc in fleet.workstations.items()
            }
        )
        await asyncio.sleep(LOOK_S)


async def run(fleet: WorkstationFleet, status: Status) -> None:
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with asyncio.TaskGroup() as group:
        group.create_task(watch(fleet, status))
        await run_fleet(fleet, lines)


def main(url: str, directory: Path, specs: Path, clock: str) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    fleet = WorkstationFleet(
        url,
        read_specs(specs.read_text()),
        directory / "pcs",
        clock_from_spec(clock),
        first_pause_s=FIRST_PAUSE_S,
    )
    asyncio.run(run(fleet, Status(directory / "status.json")))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
