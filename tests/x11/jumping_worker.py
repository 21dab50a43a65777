"""A worker whose boot-time clock is ahead by what the file beside its lock file says, as after a sleep."""

import sys
from pathlib import Path

from workstation_agent.worker.desk import boot_s
from workstation_agent.worker.run import main


def ahead_s() -> float:
    try:
        return float(Path(sys.argv[1]).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return 0.0


sys.exit(main(lambda: boot_s() + ahead_s()))
