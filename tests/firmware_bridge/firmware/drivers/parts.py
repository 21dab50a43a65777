"""What a board's pins are for a test: time that goes on only when somebody waits, and wires."""


class Time:
    def __init__(self):
        self.now = 0
        self.alarms = []

    def ticks(self):
        return self.now

    def sleep_ms(self, ms):
        for _ in range(ms):
            self.now += 1
            due = [do for at, do in self.alarms if at <= self.now]
            self.alarms = [alarm for alarm in self.alarms if alarm[0] > self.now]
            for do in due:
                do()

    def after(self, ms, do):
        """As machine.Timer: once, by itself."""
        self.alarms.append((self.now + ms, lambda: do("timer")))


class Pin:
    """As machine.Pin: call it to read, or with a level to set; `on_change` hears of each change."""

    def __init__(self, level=1, on_change=None):
        self.level, self.on_change = level, on_change

    def __call__(self, level=None):
        if level is None:
            return self.level
        if level != self.level and self.on_change:
            self.on_change(level)
        self.level = level
        return None


class Pwm:
    def __init__(self):
        self.duty, self.hertz = 0, 0

    def duty_u16(self, duty):
        assert 0 <= duty <= 65535
        self.duty = duty

    def freq(self, hertz):
        assert hertz > 0
        self.hertz = hertz
