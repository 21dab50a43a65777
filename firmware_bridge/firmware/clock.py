"""What the station knows of the time (docs/protocol.md §11)."""

from .words import Quality

TRUST_MS = 6 * 3600 * 1000


class Clock:
    """`ticks` gives milliseconds since power came on, and never wraps."""

    def __init__(self, ticks):
        self._ticks = ticks
        self._set_to, self._set_at = 0, 0

    def set(self, unix_ms):
        self._set_to, self._set_at = unix_ms, self._ticks()

    def now(self):
        """Unix milliseconds; 0 when the time has not been set since power came on."""
        return self._set_to + self._ticks() - self._set_at if self._set_to else 0

    def uptime(self):
        return self._ticks()

    def age(self):
        """Milliseconds since it was set."""
        return self._ticks() - self._set_at

    def quality(self):
        if not self._set_to:
            return Quality.NONE
        return Quality.TRUSTED if self.age() <= TRUST_MS else Quality.HOLDOVER
