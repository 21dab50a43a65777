"""Time, injected. `Clock` is what the agent needs; `SystemClock` is a real PC's."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC. May jump."""

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Counts the time asleep too, so that a lease is not longer on a PC that was suspended during it."""
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()
