"""Relays pictures to the pages that show them. A slow page gets fewer, always the newest; it slows nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from controller.clock import Clock
from controller.locks import quick_lock
from controller.services.lab.pictures import Picture, Pictures
from web.outbox import Outbox
from workstation_agent.protocol.frame import ScreenState

STALE_S = 10.0
"""A page that has not taken a picture for so long is sent the next one all the same."""
_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Slot:
    """What a page has of one screen. `busy_s`: when the picture that it is busy with went out."""

    pictures: Pictures
    seq: int = 0
    busy_s: float | None = None
    whole: bool = False


class FrameRelay:
    """`link` is the clock of the wire."""

    def __init__(self, outbox: Outbox, link: Clock) -> None:
        self._outbox, self._link = outbox, link
        self._slots: dict[_Key, _Slot] = {}
        self._lock = quick_lock()

    def send(self, pictures: Pictures, viewers: Iterable[str]) -> None:
        for viewer in viewers:
            self._offer((viewer, pictures.workstation, pictures.size.value), pictures)

    def send_again(self, pictures: Pictures, viewer: str) -> None:
        """All of it, to a page that says that it has none; what is still on its way there is waited for."""
        key = viewer, pictures.workstation, pictures.size.value
        with self._lock:
            slot = self._slots.get(key)
            if slot is not None and slot.busy_s is None:
                slot.seq = 0
        self._offer(key, pictures)

    def leave(self, viewer: str) -> None:
        with self._lock:
            for key in [one for one in self._slots if one[0] == viewer]:
                del self._slots[key]

    def _offer(self, key: _Key, pictures: Pictures) -> None:
        now_s = self._link.monotonic()
        with self._lock:
            slot = self._slots.get(key)
            if slot is None or slot.pictures is not pictures:
                slot = self._slots[key] = _Slot(pictures, busy_s=slot.busy_s if slot else None)
            if slot.busy_s is not None and now_s - slot.busy_s < STALE_S:
                return
            picture = pictures.since(slot.seq)
            if picture is None:
                slot.busy_s = None
                return
            slot.seq, slot.busy_s, slot.whole = picture.seq, now_s, picture.whole
        self._emit(key, picture)

    def _taken(self, key: _Key, seq: int, lost: bool) -> None:
        """`lost`: the page has nothing that these parts could be drawn over."""
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                return
            slot.busy_s = None
            if lost and slot.seq == seq and not slot.whole:
                slot.seq = 0
        self._offer(key, slot.pictures)

    def _emit(self, key: _Key, picture: Picture) -> None:
        viewer, workstation, size = key
        body = b"".join(piece.jpeg for piece in picture.pieces)
        said = (workstation, size, _said(picture), body)

        def taken(answer: object = None, *_: object) -> None:
            self._taken(key, picture.seq, answer == "lost")

        self._outbox.tell(viewer, "frame", said, on_ack=taken)


def _said(picture: Picture) -> dict[str, object]:
    said: dict[str, object] = {"seq": picture.seq, "w": picture.width, "h": picture.height}
    parts = [(piece.part, len(piece.jpeg)) for piece in picture.pieces]
    said["parts"] = [[part.x, part.y, part.w, part.h, size] for part, size in parts]
    said["whole"] = picture.whole
    if picture.state is not ScreenState.OK:
        said["state"] = picture.state.value
    if picture.monitors != 1:
        said["monitors"] = picture.monitors
    return said
