"""What every way of carrying envelopes looks like to its user."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MessageHandler = Callable[[str, bytes, bool], None]
"""Takes topic, payload, and whether the broker had retained it."""

LinkHandler = Callable[[bool, str], None]
"""Takes whether the link is up, and a sentence that says so to a person; called on changes only."""


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says, retained, for a client that vanished."""

    topic: str
    payload: bytes


class Link(Protocol):
    @property
    def up(self) -> bool: ...

    def start(self) -> None:
        """Returns at once; a broker that cannot be reached yet is tried again and again."""

    def stop(self) -> None: ...

    def subscribe(self, *filters: str) -> None: ...

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        """False, with nothing kept for later, while the link is down."""

    def hand_over(self, topic: str, payload: bytes) -> Callable[[], bool] | None:
        """As `publish`; what it returns says if the broker has confirmed it. None while the link is down."""


def ignore_message(topic: str, payload: bytes, retained: bool) -> None:
    """For a link that only speaks."""


def ignore_link(up: bool, sentence: str) -> None:
    """For a user who does not ask."""
