"""What a screen shows now: its newest whole picture and the parts drawn over that, none of it decoded."""

from dataclasses import dataclass
from typing import Final

from controller.locks import quick_lock
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader, Part, ScreenState
from workstation_agent.protocol.limits import MAX_FRAME_BYTES, MAX_THUMB_BYTES
from workstation_agent.protocol.watches import Watch, WatchSize

MOST_PIECES: Final = 48
"""With more than that, whoever comes late has much to draw: a whole picture is asked for."""
MOST_HELD: Final = 2 * MOST_PIECES
"""A PC that sends none all the same is shown no more until it does."""
MOST_HELD_BYTES: Final = 4 * MAX_FRAME_BYTES
"""Of one screen, and so of one message to a page: more than waits for a page would end its connection."""
_MOST_BYTES: Final = {WatchSize.THUMB: 2 * MAX_THUMB_BYTES, WatchSize.FULL: MAX_FRAME_BYTES}


@dataclass(frozen=True, slots=True)
class Piece:
    seq: int
    part: Part
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page must draw, in this order, to show the screen as of frame `seq`.

    If `whole`, nothing of what it had shown before is seen any more.
    """

    workstation: str
    size: WatchSize
    seq: int
    width: int
    height: int
    state: ScreenState
    monitors: int
    whole: bool
    pieces: tuple[Piece, ...]


class Pictures:
    """Of one watch. Safe from any thread."""

    def __init__(self, workstation: str, size: WatchSize) -> None:
        self.workstation, self.size = workstation, size
        self._newest: FrameHeader | None = None
        self._size = (0, 0)
        self._pieces: list[Piece] = []
        self._lock = quick_lock()

    @property
    def seq(self) -> int | None:
        """Of the newest frame; None before the first."""
        newest = self._newest
        return newest.seq if newest else None

    def take(self, asked: Watch, header: FrameHeader, body: bytes) -> bool:
        """False when a whole picture is needed. Raises ProtocolError for more than was asked for."""
        if header.w > asked.width or header.h > asked.height or len(body) > _MOST_BYTES[asked.size]:
            raise ProtocolError("frame.too-large", "the picture is larger than was asked for")
        parts = header.parts_of(body)
        with self._lock:
            follows = self._newest is not None and header.seq == self._newest.seq + 1
            self._newest = header
            if parts and parts[0].holds(Part(0, 0, header.w, header.h, 0)):
                self._size, self._pieces = (header.w, header.h), []
            elif not follows or (parts and not self._fits(header, body)):
                self._pieces = []
                return False
            self._put(header.seq, parts, body)
            return len(self._pieces) <= MOST_PIECES

    def since(self, seq: int) -> Picture | None:
        """What is new to a page that has frame `seq`, 0 for none; None when nothing is."""
        with self._lock:
            newest = self._newest
            if newest is None or newest.seq == seq:
                return None
            pieces = tuple(piece for piece in self._pieces if piece.seq > seq)
            whole = bool(pieces) and pieces[0] is self._pieces[0]
            width, height = self._size
            return Picture(
                self.workstation,
                self.size,
                newest.seq,
                width,
                height,
                newest.state,
                newest.monitors,
                whole,
                pieces,
            )

    def end(self) -> None:
        """Nobody is shown it any more, so nothing of it is kept."""
        with self._lock:
            self._newest, self._pieces = None, []

    def _fits(self, header: FrameHeader, body: bytes) -> bool:
        held = sum(len(piece.jpeg) for piece in self._pieces)
        few = 0 < len(self._pieces) <= MOST_HELD and held + len(body) <= MOST_HELD_BYTES
        return few and self._size == (header.w, header.h)

    def _put(self, seq: int, parts: tuple[Part, ...], body: bytes) -> None:
        at = 0
        for part in parts:
            kept = [piece for piece in self._pieces if not part.holds(piece.part)]
            self._pieces = [*kept, Piece(seq, part, body[at : at + part.size])]
            at += part.size
