"""Two lights and a buzzer. What is shown goes on by itself in `tick`; nothing here waits."""

# of each word: (milliseconds, green, red, hertz of the buzzer), once and then the last line stays, or round
OFF = (0, 0, 0, 0)
SHOWN = {
    "dark": (False, (OFF,)),
    "ready": (False, ((0, 20, 0, 0),)),
    "wait": (True, ((300, 100, 100, 0), (300, 0, 0, 0))),
    "released": (False, ((400, 100, 0, 2000), (600, 100, 0, 0), (0, 20, 0, 0))),
    "refused": (
        False,
        ((150, 0, 100, 400), (100, 0, 100, 0), (150, 0, 100, 400), (1500, 0, 100, 0), (0, 20, 0, 0)),
    ),
    "alert": (True, ((200, 0, 100, 800), (800, 0, 100, 0), (1000, 0, 0, 0))),
    "evacuate": (True, ((250, 100, 0, 3000), (250, 0, 100, 2300))),
}
_FULL = 65535


class Panel:
    """`green`, `red` and `buzzer` are PWMs, with duty_u16(0 to 65535), and freq(hertz) of the buzzer."""

    def __init__(self, green, red, buzzer, ticks):
        self._green, self._red, self._buzzer, self._ticks = green, red, buzzer, ticks
        self.show("dark", "")

    def show(self, word, text):
        self._round, self._lines = SHOWN[word]
        self._at, self._since = 0, self._ticks()
        self._put(self._lines[0])

    def tick(self):
        lines, now = self._lines, self._ticks()
        moved = False
        while (self._round or self._at < len(lines) - 1) and now - self._since >= lines[self._at][0]:
            self._since += lines[self._at][0]
            self._at = (self._at + 1) % len(lines)
            moved = True
        if moved:
            self._put(lines[self._at])

    def _put(self, line):
        _, green, red, hertz = line
        self._green.duty_u16(_FULL * green // 100)
        self._red.duty_u16(_FULL * red // 100)
        if hertz:
            self._buzzer.freq(hertz)
        self._buzzer.duty_u16(_FULL // 2 if hertz else 0)
