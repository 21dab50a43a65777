"""Gives the PC back when its agent is stopped for good: `python -m workstation_agent.service.release`.

The service manager runs it after each end of the agent, and says how it ended. After a crash it does nothing:
the next agent, which comes at once, goes on where the last one was.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import Mode, PlatformError
from workstation_agent.platform.linux.browsers.mode import SitesMode
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.linux.sound import MuteMode
from workstation_agent.platform.linux.storage import StorageMode
from workstation_agent.platform.x11.finder import Finder
from workstation_agent.platform.x11.sessions import XSession

ON_PURPOSE: Final = "success"
DATA_DIR: Final = "/var/lib/schoolbell-agent"

log = logging.getLogger(__name__)


def main(environment: Mapping[str, str] = os.environ, root: Path = Path("/")) -> int:
    """The program's status: 1 when something could not be given back, which the log says."""
    if environment.get("SERVICE_RESULT", ON_PURPOSE) != ON_PURPOSE:
        return 0
    data_dir = Path(environment.get("STATE_DIRECTORY", DATA_DIR))
    return 0 if asyncio.run(release(data_dir, root)) else 1


async def release(data_dir: Path, root: Path) -> bool:
    """Whether all went well. One part that fails does not keep the others back."""
    pupil = PupilSession(_seat)
    sites = SitesMode(pupil, (), root)
    well = await _lift((sites, StorageMode(data_dir, root), MuteMode(pupil, data_dir)))
    try:
        sites.remove()
    except (OSError, PlatformError) as error:
        log.warning("the browsers' policies could not be taken away: %s", error)
        well = False
    return well


async def _lift(modes: Iterable[Mode]) -> bool:
    well = True
    for mode in modes:
        try:
            await mode.lift()
        except PlatformError as error:
            log.warning("%s", error.sentence)
            well = False
    return well


def _seat() -> XSession | None:
    return next((one for one in Finder()() if one.person is not None), None)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="agent: %(message)s")
    sys.exit(main())
