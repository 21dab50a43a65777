"""Prints the systemd unit of the agent, for the installer: `python -m workstation_agent.install.unit`."""

import sys
from importlib.resources import files

UNIT = "schoolbell-agent.service"


def text() -> str:
    return files("workstation_agent.install").joinpath(UNIT).read_text("utf-8")


if __name__ == "__main__":
    sys.stdout.write(text())
