"""One true time for all parts. The controller's clock may be wrong; a station knows only what it is told."""

from datetime import UTC, datetime, timedelta

from controller.domain.timetable import LONDON
from firmware_bridge.protocol.v1.times import to_ms

MONDAY = datetime(2025, 10, 6, 14, 40, tzinfo=LONDON)


class TrueTime:
    """Unix milliseconds."""

    def __init__(self) -> None:
        self.ms = to_ms(MONDAY)
        self.started = self.ms


class SchoolClock:
    """The controller's (controller.clock.Clock): true time and an error, whose history is kept: (from,
    error).
    """

    def __init__(self, true: TrueTime) -> None:
        self._true = true
        self.errors: list[tuple[int, int]] = [(true.ms, 0)]

    @property
    def error(self) -> int:
        return self.errors[-1][1]

    def jump(self, by_ms: int) -> None:
        self.errors.append((self._true.ms, self.error + by_ms))

    def now(self) -> datetime:
        return MONDAY.astimezone(UTC) + timedelta(milliseconds=self.ms() - self._true.started)

    def ms(self) -> int:
        return self._true.ms + self.error

    def monotonic(self) -> float:
        return self._true.ms / 1000

    def errors_since(self, true_ms: int) -> set[int]:
        """Every error that it has had from that moment on; in that very moment it may have had two."""
        before = [error for at, error in self.errors if at < true_ms][-1:]
        return {*before, *(error for at, error in self.errors if at >= true_ms)}
