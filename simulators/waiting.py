"""Waiting for what happens in other threads and programs."""

import time
from collections.abc import Callable

from controller.errors import SchoolbellError

LOOK_S = 0.02


def wait_for(truth: Callable[[], object], what: str, within_s: float = 60.0) -> float:
    """How long it took, in seconds. Raises SchoolbellError if `what` does not come in time."""
    began = time.monotonic()
    while not truth():
        if time.monotonic() - began > within_s:
            raise SchoolbellError(
                "simulation.stuck",
                f"The simulation waited {within_s:g} s in vain for {what}. Is this machine busy? Try again.",
            )
        time.sleep(LOOK_S)
    return time.monotonic() - began
