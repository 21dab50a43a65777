"""Relays pictures to the pages that show them. A slow page gets fewer, always the newest; it slows nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import RLock

from controller.clock import Clock
from controller.services.lab.watches import Picture
from web.outbox import Outbox

STALE_S = 10.0
"""A page that has not taken a picture for so long is sent the next one all the same."""
_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Slot:
    """`sent_s`: when the picture that the page is busy with went out. `waiting` is the newest after it."""

    sent_s: float
    waiting: Picture | None = None


class FrameRelay:
    """`link` is the clock of the wire."""

    def __init__(self, outbox: Outbox, link: Clock) -> None:
        self._outbox, self._link = outbox, link
        self._slots: dict[_Key, _Slot] = {}
        self._lock = RLock()

    def send(self, picture: Picture, viewers: Iterable[str]) -> None:
        for viewer in viewers:
            self._offer((viewer, picture.workstation, picture.size.value), picture)

    def leave(self, viewer: str) -> None:
        with self._lock:
            for key in [one for one in self._slots if one[0] == viewer]:
                del self._slots[key]

    def _offer(self, key: _Key, picture: Picture) -> None:
        now_s = self._link.monotonic()
        with self._lock:
            slot = self._slots.get(key)
            if slot and now_s - slot.sent_s < STALE_S:
                slot.waiting = picture
                return
            self._slots[key] = _Slot(now_s)
        self._emit(key, picture)

    def _taken(self, key: _Key) -> None:
        with self._lock:
            slot = self._slots.pop(key, None)
            waiting = slot.waiting if slot else None
        if waiting:
            self._offer(key, waiting)

    def _emit(self, key: _Key, picture: Picture) -> None:
        viewer, workstation, size = key
        said = (workstation, size, picture.seq, picture.jpeg)
        self._outbox.tell(viewer, "frame", said, on_ack=lambda *_: self._taken(key))
