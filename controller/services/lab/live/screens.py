"""What is shown to a room, as PCs are sent it: the teacher's pictures, or one PC's screen by its parts."""

from dataclasses import dataclass
from typing import Protocol

from controller.services.lab.pictures import Pictures
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.sessions import ShowFrame
from workstation_agent.protocol.watches import Watch


@dataclass(frozen=True, slots=True)
class Sendable:
    """A picture as it goes out. `whole`: nothing of what was shown before is seen any more."""

    seq: int
    whole: bool
    frame: bytes


class Screen(Protocol):
    """Not safe for threads: its show holds the lock."""

    def since(self, seq: int) -> Sendable | None:
        """What is new to a PC that shows picture `seq`, 0 for none; None when nothing is."""


class TeachersScreen:
    """Whole pictures, of which the newest counts."""

    def __init__(self, show: str) -> None:
        self._show = show
        self._newest: Sendable | None = None

    def take(self, width: int, height: int, picture: bytes) -> None:
        """Raises ProtocolError for a picture that is too big."""
        seq = self._newest.seq + 1 if self._newest else 1
        frame = ShowFrame(self._show, seq, width, height, picture).to_bytes()
        self._newest = Sendable(seq, True, frame)

    def since(self, seq: int) -> Sendable | None:
        newest = self._newest
        return newest if newest and newest.seq > seq else None


class PupilsScreen:
    """A PC's screen: what has changed since each of the others was sent something."""

    def __init__(self, show: str, workstation: str, asked: Watch) -> None:
        self._show, self._asked = show, asked
        self._pictures = Pictures(workstation, asked.size)
        self._made: dict[int, Sendable | None] = {}  # of the newest picture, by what a PC shows

    def take(self, header: FrameHeader, body: bytes) -> bool:
        """False when a whole picture is needed. Raises ProtocolError for more than was asked for."""
        self._made.clear()
        return self._pictures.take(self._asked, header, body)

    def since(self, seq: int) -> Sendable | None:
        """Made once for all that show the same."""
        if seq not in self._made:
            self._made[seq] = self._make(seq)
        return self._made[seq]

    def _make(self, seq: int) -> Sendable | None:
        picture = self._pictures.since(seq)
        if picture is None or not picture.pieces:
            return None
        parts = tuple(piece.part for piece in picture.pieces)
        body = b"".join(piece.jpeg for piece in picture.pieces)
        try:
            frame = ShowFrame(self._show, picture.seq, picture.width, picture.height, body, parts)
            return Sendable(picture.seq, picture.whole, frame.to_bytes())
        except ProtocolError:  # too many parts by now: a whole picture has been asked for
            return None
