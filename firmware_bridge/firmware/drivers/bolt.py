"""A solenoid that draws the bolt back, and a hall sensor that sees whether the bolt is home.

Never left energised: `open` ends its own pulse when the bolt does not move; a hardware timer, every look at
the state and the board's watchdog each end one that went on. A resistor holds the transistor off without us.
"""

from ..words import Lock

PULSE_MS, REST_MS = 400, 800  # at most a third of the time: choose a solenoid for 35 % duty or more
MOVE_MS = 150  # within which the bolt must have left its place
HOME_MS = 5_000  # within which it must be back, or it is jammed


class Bolt:
    """`coil` is a Pin, high to draw. `home` and `tampered` are contacts; `home` True while the bolt is home.

    `after(ms, do)` runs `do` once by a hardware timer, or is None.
    """

    def __init__(self, coil, home, tampered, ticks, sleep_ms, after=None):
        self._coil, self._home, self.tampered = coil, home, tampered
        self._ticks, self._sleep_ms, self._after = ticks, sleep_ms, after
        self._began, self._on = -REST_MS - PULSE_MS, False
        self._moved = -HOME_MS
        self.off()

    def open(self):
        """True if the bolt is seen to have left its place. Waits first, at most PULSE_MS + REST_MS, so that
        the coil can cool. A sensor with a cut wire says that the bolt is away: `state` is jammed then.
        """
        self._sleep_ms(max(0, self._began + PULSE_MS + REST_MS - self._ticks()))
        self._began, self._on = self._ticks(), True
        try:
            self._coil(1)
            if self._after:
                self._after(PULSE_MS, self.off)
            moved = self._wait()
        except BaseException:
            self.off()
            raise
        if moved:
            self._moved = self._ticks()
        else:
            self.off()
        return moved

    def state(self):
        """Ends a pulse that is over, too: the station looks at each step."""
        now = self._ticks()
        if self._on and now - self._began >= PULSE_MS:
            self.off()
        if not self._on and self._home():
            return Lock.LOCKED
        return Lock.OPEN if now - self._moved < HOME_MS else Lock.JAMMED

    def off(self, _timer=None):
        self._coil(0)
        self._on = False

    def _wait(self):
        """True as soon as the bolt has left its place."""
        while self._home():
            if self._ticks() - self._began >= MOVE_MS:
                return False
            self._sleep_ms(5)
        return True
