"""What the agent needs of the machine it runs on. A method that cannot do its work raises PlatformError."""

from datetime import datetime
from typing import Protocol

from workstation_agent.core.events import Picture
from workstation_agent.errors import AgentError
from workstation_agent.protocol.report import ScreenSize


class PlatformError(AgentError):
    """The sentence goes to the teacher's page as well as to the log."""


class Screen(Protocol):
    def size(self) -> ScreenSize: ...

    async def capture(self, width: int, height: int, quality: int, unless: str | None) -> Picture | None:
        """A JPEG of at most that size, in proportion to the screen; None if its fingerprint is `unless`."""


class Locker(Protocol):
    async def lock(self, message: str, ends_at: datetime) -> None:
        """Returns once the lock is shown and input is held. Called again to change the message."""

    async def unlock(self) -> None:
        """Gives screen and input back. Also called when nothing is locked."""


class Browser(Protocol):
    async def open(self, url: str) -> None:
        """Opens a checked http(s) address in the pupil's session."""


class Session(Protocol):
    def user(self) -> str | None:
        """The login name of the pupil at the PC; None when nobody is logged in."""


class Platform(Protocol):
    @property
    def screen(self) -> Screen: ...

    @property
    def locker(self) -> Locker: ...

    @property
    def browser(self) -> Browser: ...

    @property
    def session(self) -> Session: ...
