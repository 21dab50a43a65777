"""What live sessions need of the machine: its pointer, its keyboard, and room for a picture."""

from collections.abc import Callable, Sequence
from typing import Protocol

from workstation_agent.errors import AgentError
from workstation_agent.live.state import Slot
from workstation_agent.protocol.inputs import Input
from workstation_agent.protocol.sessions import Control, Show, ShowFrame


class StageError(AgentError):
    """The sentence goes to the teacher's page as well as to the log."""


class Stage(Protocol):
    """A method that cannot do its work raises StageError."""

    async def begin(self, what: Control | Show, stop: Callable[[], None]) -> None:
        """Returns once its frame or window is seen. Calls `stop` when somebody at the PC ends it."""

    async def end(self, slot: Slot) -> None:
        """Takes it from the screen, and lets go of all keys and buttons; also when nothing is there."""

    def do(self, inputs: Sequence[Input]) -> None:
        """Hands them on in order, and returns at once."""

    async def draw(self, frame: ShowFrame) -> None:
        """Returns once the picture is on the screen."""


class NoStage:
    """Of a PC that has none."""

    async def begin(self, what: Control | Show, stop: Callable[[], None]) -> None:
        raise StageError("session.unsupported", "this PC's agent cannot be controlled or shown anything")

    async def end(self, slot: Slot) -> None:
        pass

    def do(self, inputs: Sequence[Input]) -> None:
        pass

    async def draw(self, frame: ShowFrame) -> None:
        pass
