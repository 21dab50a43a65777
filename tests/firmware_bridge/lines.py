"""The far end of a serial line: a real pseudo-terminal that a test holds in its hand."""

import os
import select
import tty
from pathlib import Path

from firmware_bridge.protocol.framing import Deframer, frame


class Pty:
    """`path` is a link to the terminal, gone while it is unplugged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plug()

    def plug(self) -> None:
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self._deframer = Deframer()
        self.path.symlink_to(os.ttyname(self._theirs))

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._ours)
        os.close(self._theirs)

    def say(self, content: bytes) -> None:
        os.write(self._ours, frame(content))

    def noise(self, data: bytes) -> None:
        os.write(self._ours, data)

    def hear(self) -> list[bytes]:
        """Whole frames that have come by now."""
        found = []
        while select.select([self._ours], [], [], 0)[0]:
            found += self._deframer.feed(os.read(self._ours, 65536))
        return found
