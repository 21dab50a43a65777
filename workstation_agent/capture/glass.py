"""What the camera needs of a display."""

from collections.abc import Callable
from typing import Protocol

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.shadow import Pixels


class GlassError(Exception):
    """This display cannot be captured, or no longer. Its text is a sentence."""


class Glass(Protocol):
    """One opened display, used by one thread. After a GlassError it is closed, and opened anew."""

    @property
    def monitors(self) -> tuple[Box, ...]:
        """Where each of them is in the whole picture, which they fill; from left to right."""

    @property
    def reshaped(self) -> bool:
        """Monitors came, went or changed size: what is known of it is of no use any more."""

    def fileno(self) -> int | None:
        """Can be read once something may have changed; None when the display cannot tell."""

    def stirred(self) -> bool:
        """Whether it has said already that something may have changed: `fileno` will not say so again."""

    def changed(self) -> Box | None:
        """Around all that may have changed since it was asked last; the whole if it cannot tell."""

    def grab(self, box: Box) -> Pixels: ...

    def front(self) -> object:
        """Which window is in front, and where: another one makes another picture. None if it cannot tell."""

    def close(self) -> None: ...


Open = Callable[[], Glass]
