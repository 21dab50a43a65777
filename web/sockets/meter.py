"""How much one connection may send: so many messages and bytes a second, and a burst of twice that."""

from dataclasses import dataclass

from controller.clock import Clock

BURST_S = 2.0


@dataclass(frozen=True, slots=True)
class Allowance:
    messages_per_s: float
    bytes_per_s: float


class Meter:
    def __init__(self, allowance: Allowance, clock: Clock) -> None:
        self._allowance, self._clock = allowance, clock
        self._messages = allowance.messages_per_s * BURST_S
        self._bytes = allowance.bytes_per_s * BURST_S
        self._at = clock.monotonic()
        self.refused_in_a_row = 0

    def admits(self, size: int) -> bool:
        """Counts a message of `size` bytes; False when it is one too many."""
        self._refill()
        if self._messages < 1 or self._bytes < size:
            self.refused_in_a_row += 1
            return False
        self._messages -= 1
        self._bytes -= size
        self.refused_in_a_row = 0
        return True

    def _refill(self) -> None:
        now, allowance = self._clock.monotonic(), self._allowance
        passed_s, self._at = now - self._at, now
        messages, size = allowance.messages_per_s, allowance.bytes_per_s
        self._messages = min(self._messages + passed_s * messages, messages * BURST_S)
        self._bytes = min(self._bytes + passed_s * size, size * BURST_S)
