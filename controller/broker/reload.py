"""Telling a running Mosquitto to read its users, rules and certificate again."""

import os
import signal
from pathlib import Path

PID_FILE = Path("/run/mosquitto/mosquitto.pid")


def reload(pid_file: Path) -> str:
    """A sentence that says what happened, and what is left to do."""
    try:
        number = int(pid_file.read_text("ascii"))
        if _program(number) != "mosquitto":
            return f"{pid_file} names a program that is not Mosquitto: run `sudo systemctl reload mosquitto`."
        os.kill(number, signal.SIGHUP)
    except (OSError, ValueError):
        return "No running Mosquitto was found here: it will know when it is next started or reloaded."
    return "Mosquitto was told."


def _program(number: int) -> str:
    return Path(f"/proc/{number}/comm").read_text("utf-8").strip()
