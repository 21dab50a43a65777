"""A serial cable between a station and its bridge, in which a test can make noise."""

import os
import random
import select
import threading
import tty
from contextlib import suppress
from pathlib import Path

from tests.servers import PATIENCE_S, wait_for

ONE_IN = 3  # chunks that noise hits, while there is any


class Cable:
    """Joins the station's port `near` to `far`, which is there for the bridge as soon as this is made."""

    def __init__(self, near: Path, far: Path, seed: int = 1) -> None:
        wait_for(near.exists, PATIENCE_S, f"no station put a port at {near}")
        self._station = os.open(near, os.O_RDWR | os.O_NOCTTY)
        self._ours, self._bridge = os.openpty()
        for end in (self._station, self._bridge):
            tty.setraw(end)
        far.symlink_to(os.ttyname(self._bridge))
        self.noisy, self.hit = False, 0
        self._chance = random.Random(seed)
        self._ending, self._end = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.close(self._end)
        self._thread.join(timeout=5)
        for end in (self._station, self._ours, self._bridge, self._ending):
            os.close(end)

    def _carry(self) -> None:
        other = {self._station: self._ours, self._ours: self._station}
        while True:
            ready, _, _ = select.select([*other, self._ending], [], [])
            if self._ending in ready:
                return
            for end in ready:
                with suppress(OSError):  # a station without power
                    os.write(other[end], self._worn(os.read(end, 4096)))

    def _worn(self, data: bytes) -> bytes:
        if not self.noisy or self._chance.randrange(ONE_IN):
            return data
        self.hit += 1
        at = self._chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
