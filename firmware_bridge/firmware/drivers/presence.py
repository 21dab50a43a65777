"""Turns a chip that says which tag lies on it into `read`, which tells of each tag once, as it comes."""

EVERY_MS = 60  # between looks; a tag needs about 20 ms in the field to answer
GONE_AFTER = 3  # looks without it: one alone is lost to a hand that shakes
AGAIN_MS = 1_000  # a chip that failed is set up again no sooner


class ChipError(Exception):
    """The chip gave no answer, or one that cannot be right."""


class Presence:
    """`chip` has start(), and look() -> the uid of a tag, or None; both raise ChipError or OSError.

    A chip that fails is set up again. `lost` is True while it does not answer; `faults` counts the failures.
    """

    def __init__(self, chip, ticks):
        self._chip, self._ticks = chip, ticks
        self._next, self._here, self._missed = 0, None, 0
        self.lost, self.faults = True, 0

    def read(self):
        now = self._ticks()
        if now < self._next:
            return None
        self._next = now + EVERY_MS
        try:
            if self.lost:
                self._chip.start()
                self.lost = False
            return self._arrival(self._chip.look())
        except (ChipError, OSError):
            self.lost, self._next = True, now + AGAIN_MS
            self.faults += 1
            return None

    def _arrival(self, uid):
        if uid is None:
            self._missed += 1
            if self._missed >= GONE_AFTER:
                self._here = None
            return None
        self._missed = 0
        came = uid if uid != self._here else None
        self._here = uid
        return came
