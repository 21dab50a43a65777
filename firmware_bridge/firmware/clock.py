"""What the station knows of the time (docs/protocol.md §11)."""

from .words import Quality

TRUST_MS = 6 * 3600 * 1000
HOLDOVER_MS = 72 * 3600 * 1000  # at 100 ppm it may be 26 s wrong by then, and orders are let be 30 s ahead


class Ticks:
    """Milliseconds that never wrap, from a counter that does, such as MicroPython's `time.ticks_ms`.

    Called at least once in each `period` (a power of two, in milliseconds), which a station's steps do.
    """

    def __init__(self, counter, period=1 << 30):
        self._counter, self._mask = counter, period - 1
        self._last, self._total = counter(), 0

    def __call__(self):
        now = self._counter()
        self._total += (now - self._last) & self._mask
        self._last = now
        return self._total


class Clock:
    """`ticks` gives milliseconds since power came on, and never wraps."""

    def __init__(self, ticks):
        self._ticks = ticks
        self._set_to, self._set_at = 0, 0

    def set(self, unix_ms):
        self._set_to, self._set_at = unix_ms, self._ticks()

    def now(self):
        """Unix milliseconds; 0 when the time was not set since power came on, or too long ago."""
        return self._set_to + self.age() if self.quality() else 0

    def uptime(self):
        return self._ticks()

    def age(self):
        """Milliseconds since it was set."""
        return self._ticks() - self._set_at

    def quality(self):
        age = self.age()
        if not self._set_to or age > HOLDOVER_MS:
            return Quality.NONE
        return Quality.TRUSTED if age <= TRUST_MS else Quality.HOLDOVER
