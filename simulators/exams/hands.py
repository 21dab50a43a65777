"""Who works the pages of an exam morning: over the socket, or in a browser as people do."""

from typing import Protocol

from simulators.exams.script import Timed


class Hands(Protocol):
    """`at_once`: whether each room can be worked in a thread of its own.

    `troubles` has what a page was refused or did not show, `resent` how many lines were sent again or late.
    """

    @property
    def at_once(self) -> bool: ...

    @property
    def resent(self) -> int: ...

    @property
    def troubles(self) -> list[str]: ...

    def write(self, line: Timed) -> None:
        """A line on a tablet of its room, which keeps it until the server has taken it."""

    def as_written(self, lines: list[Timed]) -> list[Timed]:
        """All of them, when all is over, each with the time that its tablet gave it."""

    def catch_up(self, room: str) -> None:
        """The server is back: waits until it has all that the room's tablets kept."""

    def start(self, code: str) -> str:
        """Why the page does not let it start yet; empty once it has started."""

    def end(self, code: str) -> None: ...

    def start_release(self) -> None: ...

    def end_release(self) -> None:
        """Unless it has ended by itself."""

    def alarm(self) -> None:
        """A drill: everybody out."""

    def all_clear(self) -> None: ...

    def sees_ratio(self, room: str, too_few: bool) -> bool:
        """Whether the room's page says so, in good time."""

    def sees_pc(self, room: str, state: str) -> bool:
        """The same of the room's one PC."""

    def sets_aside(self, room: str) -> None:
        """What was seen of the room's PC: somebody has looked at it."""

    def evidence(self, code: str) -> bytes:
        """Of the paper's sitting, as an inspector gets it."""
