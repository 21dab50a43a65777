"""How many taps a second go over a serial line at 115,200 baud: reckoned from their bytes, and carried.

Each tap is an event from the station and its acknowledgement to it; the two directions do not share the line.
"""

import itertools
import os
import secrets
import select
import time
import tty
from collections.abc import Sequence
from dataclasses import dataclass

from firmware_bridge.firmware.frames import frame
from firmware_bridge.protocol.framing import Deframer
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, open_sealed, seal
from firmware_bridge.protocol.v1.messages import EventAck, StationEvent
from simulators.benches.school import CLOCK, Speaker

BAUD = 115_200
BYTES_PER_S = BAUD / 10  # 8N1: a start bit, eight of data, a stop bit
SLICE_S = 0.01


@dataclass(frozen=True, slots=True)
class SerialTaps:
    """Bytes of a frame on the line, in each direction, and taps a second."""

    event_bytes: int
    ack_bytes: int
    reckoned_per_s: float
    measured_per_s: float


def measure(taps: int) -> SerialTaps:
    speaker = Speaker(Address("northgate", "bench-1"), tuple(secrets.token_bytes(8) for _ in range(50)))
    events = list(speaker.openings(taps))
    up = [frame(speaker.sealed(event)[1]) for event in events]
    down = [frame(_ack(speaker, event)) for event in events]
    longest = max(sum(map(len, up)), sum(map(len, down))) / taps
    taken = _carry(speaker.key, up, down)
    return SerialTaps(
        event_bytes=max(map(len, up)),
        ack_bytes=max(map(len, down)),
        reckoned_per_s=round(BYTES_PER_S / longest, 1),
        measured_per_s=round(taps / taken, 1),
    )


def _ack(speaker: Speaker, event: StationEvent) -> bytes:
    ack = EventAck(event.boot_id, event.seq)
    return seal(ack, speaker.address, speaker.key, now=CLOCK.now(), msg_id=new_msg_id())


def _carry(key: bytes, events: Sequence[bytes], acks: Sequence[bytes]) -> float:
    """Seconds until each event has come over a pseudo-terminal and its acknowledgement has gone back."""
    near, far = os.openpty()
    tty.setraw(far)
    up, down = _Way(near, far), _Way(far, near)
    up.waiting += b"".join(events)
    heard = acknowledged = 0
    began = time.perf_counter()
    try:
        for turn in itertools.count(1):
            for content in up.turn():
                open_sealed(content, key)
                down.waiting += acks[heard]
                heard += 1
            acknowledged += len(down.turn())
            if acknowledged == len(acks):
                return time.perf_counter() - began
            time.sleep(max(0.0, began + turn * SLICE_S - time.perf_counter()))
        raise AssertionError("it goes round for ever")
    finally:
        os.close(near)
        os.close(far)


class _Way:
    """One direction of the line: no faster than its baud rate, and what was not used of a moment is lost."""

    def __init__(self, here: int, there: int) -> None:
        self._here, self._there = here, there
        self.waiting, self._deframer = bytearray(), Deframer()

    def turn(self) -> list[bytes]:
        """The contents that have come over in one slice of time."""
        sent = os.write(self._here, self.waiting[: int(SLICE_S * BYTES_PER_S)])
        del self.waiting[:sent]
        data = b""
        while select.select([self._there], [], [], 0)[0]:
            data += os.read(self._there, 4096)
        return self._deframer.feed(data)
