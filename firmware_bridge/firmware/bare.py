"""What is left of a station whose flash cannot be read or holds no identity: the key switch still works."""

from .modes import SIGNAL
from .words import Mode


class Bare:
    """Opens at every tap while the key switch stands at evacuate, and does nothing else."""

    def __init__(self, parts):
        self._parts, self._evacuating = parts, None

    def start(self):
        self.step()

    def step(self):
        evacuating, uid = self._parts.switch.evacuate(), self._parts.reader.read()
        if evacuating != self._evacuating:
            self._evacuating = evacuating
            self._parts.signals.show(SIGNAL[Mode.EVACUATE] if evacuating else "alert", "")
        if evacuating and uid:
            self._parts.lock.open()
