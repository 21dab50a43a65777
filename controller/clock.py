"""The only source of time. Everything that waits, expires or is dated takes a `Clock`."""

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ScaledClock:
    """A simulated clock that started at `start` when the real clock read `anchor` (Unix seconds).

    Processes given the same three values agree on the time, so one simulated school can span several of them.
    """

    def __init__(self, start: datetime, anchor: float, speed: float = 1.0) -> None:
        if not 0 < speed <= 600:
            raise ValueError(f"speed must be above 0 and at most 600, not {speed}")
        if not math.isfinite(anchor):
            raise ValueError(f"anchor must be a number of seconds, not {anchor}")
        if start.tzinfo is None:  # it would be taken for the zone of whatever machine reads it
            raise ValueError("start has no time zone")
        self._start, self._anchor, self.speed = start.astimezone(UTC), anchor, speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.time() - self._anchor) * self.speed)

    def monotonic(self) -> float:
        return time.monotonic() * self.speed

    def real(self, moment: datetime) -> float:
        """When it is, or was, that time here: Unix seconds."""
        return self._anchor + (moment - self._start).total_seconds() / self.speed

    @property
    def spec(self) -> str:
        return f"{self._start.isoformat()}@{self._anchor!r}x{self.speed!r}"


def speed_of(clock: Clock) -> float:
    """How many of its seconds pass in one of ours; a manual clock is taken for one that goes."""
    return clock.speed if isinstance(clock, ScaledClock) else 1.0


class ManualClock:
    """Stands still until told to `advance`; the clock of the tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("start has no time zone")
        self._now, self._monotonic = start.astimezone(UTC), 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, by: timedelta | float) -> None:
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
        self._now += step
        self._monotonic += step.total_seconds()

    def jump(self, by: timedelta) -> None:
        """As when somebody sets it."""
        self._now += by


def clock_from_spec(text: str) -> Clock:
    """`system`, or `<ISO start>@<Unix seconds of the real clock at that start>x<speed>`.

    Raises ValueError with a sentence that names the text.
    """
    if text == "system":
        return SystemClock()
    start, at, rest = text.partition("@")
    anchor, by, speed = rest.partition("x")
    try:
        if not (at and by):
            raise ValueError("no @ or no x")
        clock = ScaledClock(datetime.fromisoformat(start), float(anchor), float(speed))
        clock.now()  # a far start or a great speed leads past the last year that there is
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"clock `{text}` is not `system` or `<ISO time with its zone>@<Unix seconds>x<speed>`"
        ) from error
    return clock
