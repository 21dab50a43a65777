"""How long to wait before trying again."""

import random
from typing import Final

FIRST_PAUSE_S: Final = 1.0
FIRST_PAUSES: Final = 6
"""As many as a restart of the controller takes; whoever waited longer by then would be missed for longer."""
LONGEST_PAUSE_S: Final = 30.0


class Backoff:
    """Six times 1 s, then 2, 4 … 30 s, each shortened by up to half: no room comes back in one instant."""

    def __init__(self, chance: random.Random, first_s: float = FIRST_PAUSE_S) -> None:
        self._chance = chance
        self._first_s = self._next_s = first_s
        self._soon = FIRST_PAUSES

    def pause_s(self) -> float:
        pause_s = self._next_s * self._chance.uniform(0.5, 1.0)
        self._soon -= 1
        if self._soon <= 0:
            self._next_s = min(self._next_s * 2, LONGEST_PAUSE_S)
        return pause_s

    def reset(self) -> None:
        self._next_s, self._soon = self._first_s, FIRST_PAUSES
