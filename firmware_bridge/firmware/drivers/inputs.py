"""Contacts and the supply: everything that is only looked at."""

STEADY_MS = 30  # contacts bounce for a few milliseconds


class Contact:
    """A switch to ground at `pin`, which is pulled up, so that a cut wire reads as open. Free of bounce.

    `closed_is` turns it round: False for a contact that must stay closed and whose opening counts.
    """

    def __init__(self, pin, ticks, closed_is=True):
        self._pin, self._ticks, self._closed_is = pin, ticks, closed_is
        self._steady = self._last = self._raw()
        self._since = ticks()

    def __call__(self):
        raw, now = self._raw(), self._ticks()
        if raw != self._last:
            self._last, self._since = raw, now
        elif now - self._since >= STEADY_MS:
            self._steady = raw
        return self._steady

    def _raw(self):
        return (self._pin() == 0) == self._closed_is


class KeySwitch:
    """A key that cannot be taken out at `evacuate`; the contact is open there or closed, as wired."""

    def __init__(self, contact):
        self.evacuate = contact


class Supply:
    """`microvolts()` is measured at the middle of a divider, and `ratio_percent` of it is the supply; None if
    it is not wired. `mains` is a contact, closed while there are mains, or None.
    """

    def __init__(self, microvolts, ratio_percent, mains=None):
        self._microvolts, self._ratio, self._mains = microvolts, ratio_percent, mains

    def millivolts(self):
        if self._microvolts is None:
            return 0
        return sum(self._microvolts() for _ in range(8)) // 8 * self._ratio // 100_000

    def battery(self):
        return self._mains is not None and not self._mains()
