"""What the agent needs of the machine it runs on. A method that cannot do its work raises PlatformError."""

from collections.abc import Callable, Mapping
from typing import Protocol

from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.core.pupil_said import PupilView
from workstation_agent.errors import AgentError
from workstation_agent.live.stage import Stage
from workstation_agent.protocol.acts import Act, ActKind
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Looker

Alarm = Callable[[Trouble], None]
"""Tells of what somebody tries in an exam."""


def no_alarm(trouble: Trouble) -> None:
    pass


class PlatformError(AgentError):
    """The sentence goes to the teacher's page as well as to the log."""


class Screen(Protocol):
    def size(self) -> ScreenSize: ...

    async def capture(self, look: Look) -> Picture | None:
        """What has changed since the picture that the look names, or a whole one if that is not at hand.

        None when nothing has; it may wait some seconds for a change before it says so. It may be cancelled.
        """


class Mode(Protocol):
    """One kind of restriction. Its calls come one after the other, never two at once.

    A call that hangs holds up this kind for ever, so bound what you wait for.
    """

    async def hold(self, lease: Lease) -> None:
        """Returns once it is in force. Called again when the lease, its message or its limits change."""

    async def lift(self) -> None:
        """Ends it, whatever it was; also called when nothing is held."""


class Deed(Protocol):
    """One kind of act, with the pupil logged in if it needs that (`protocol.acts.NEEDS_LOGIN`)."""

    async def do(self, act: Act) -> None: ...


class Pupil(Protocol):
    async def lookers(self, lookers: tuple[Looker, ...]) -> None:
        """Shows the pupil who looks at this screen now; nobody if it is empty."""

    async def show(self, view: PupilView) -> None:
        """Everything else that the pupil is shown."""


class Session(Protocol):
    def user(self) -> str | None:
        """The login name of the pupil at the PC; None when nobody is logged in."""


class Platform(Protocol):
    """`modes` by kind of lease, `deeds` by kind of act; what they lack is reported as not supported."""

    @property
    def screen(self) -> Screen: ...

    @property
    def session(self) -> Session: ...

    @property
    def pupil(self) -> Pupil: ...

    @property
    def stage(self) -> Stage: ...

    @property
    def modes(self) -> Mapping[str, Mode]: ...

    @property
    def deeds(self) -> Mapping[ActKind, Deed]: ...
