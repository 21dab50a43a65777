"""Many simulated PCs in one process, on one asyncio loop.

`python -m simulators.workstation_fleet --server http://localhost:8800 --data-dir DIR --specs specs.json` runs
them; each line on its standard input is a command and a host name, such as `power_off lab1-pc07`.
"""

import asyncio
import json
import logging
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Final, TextIO

import click

from controller.clock import clock_from_spec
from simulators.workstation import BOOT_S, Workstation, WorkstationSpec
from workstation_agent.backoff import FIRST_PAUSE_S
from workstation_agent.clock import Clock

COMMANDS: Final[dict[str, Callable[[Workstation], Awaitable[None]]]] = {
    "power_on": Workstation.power_on,
    "power_off": Workstation.power_off,
    "restart": Workstation.restart,
    "lose_network": Workstation.lose_network,
    "restore_network": Workstation.restore_network,
}

log = logging.getLogger(__name__)


class WorkstationFleet:
    """PCs by host name; `fleet["lab1-pc07"].power_off()`. Each keeps its files in `data_dir`/<host name>."""

    def __init__(
        self,
        server_url: str,
        specs: Iterable[WorkstationSpec],
        data_dir: Path,
        clock: Clock,
        *,
        motion: Callable[[], float] = time.monotonic,
        first_pause_s: float = FIRST_PAUSE_S,
        boot_s: float = BOOT_S,
    ) -> None:
        self.workstations: dict[str, Workstation] = {}
        for spec in specs:
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", spec.hostname):
                raise ValueError(f"`{spec.hostname}` cannot be a host name")
            self.workstations[spec.hostname] = Workstation(
                spec,
                server_url,
                data_dir / spec.hostname,
                clock,
                motion=motion,
                first_pause_s=first_pause_s,
                boot_s=boot_s,
            )

    def __getitem__(self, hostname: str) -> Workstation:
        return self.workstations[hostname]

    def __len__(self) -> int:
        return len(self.workstations)

    @property
    def connected(self) -> int:
        return sum(one.connected for one in self.workstations.values())

    async def start(self) -> None:
        for one in self.workstations.values():
            await one.power_on()

    async def stop(self) -> None:
        await asyncio.gather(*(one.power_off() for one in self.workstations.values()))

    async def command(self, line: str) -> str:
        """Does `<command> <host name>`; returns a sentence for what it cannot do, else nothing."""
        name, _, hostname = line.strip().partition(" ")
        if name not in COMMANDS:
            return f"`{name}` is not one of {', '.join(COMMANDS)}"
        if hostname not in self.workstations:
            return f"there is no PC `{hostname}`"
        await COMMANDS[name](self.workstations[hostname])
        return ""


def read_specs(text: str) -> list[WorkstationSpec]:
    """From a JSON list of objects with WorkstationSpec's fields. Raises ValueError or TypeError."""
    return [WorkstationSpec(**values) for values in json.loads(text)]


async def run_fleet(fleet: WorkstationFleet, lines: asyncio.StreamReader) -> None:
    """Until `lines` ends, or for ever if it is cancelled."""
    await fleet.start()
    try:
        while line := await lines.readline():
            trouble = await fleet.command(line.decode(errors="replace"))
            if trouble:
                log.warning("%s", trouble)
    finally:
        await fleet.stop()


async def _run_on_stdin(fleet: WorkstationFleet) -> None:
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    await run_fleet(fleet, lines)


@click.command()
@click.option("--server", required=True, help="Address of the controller.")
@click.option("--data-dir", required=True, type=click.Path(path_type=Path))
@click.option(
    "--specs", required=True, type=click.File(), help="JSON list of PCs: hostname, user, seed, code."
)
@click.option("--clock", default="system", envvar="SCHOOLBELL_CLOCK", show_default=True)
def main(server: str, data_dir: Path, specs: TextIO, clock: str) -> None:
    """Run simulated lab PCs until standard input is closed."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        fleet = WorkstationFleet(server, read_specs(specs.read()), data_dir, clock_from_spec(clock))
    except (ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    asyncio.run(_run_on_stdin(fleet))


if __name__ == "__main__":
    main()
