"""Hands that are up in a room: in the order in which they were raised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """`lesson` is a `LessonId` in text form; `user` is the login name, as the PC says it."""

    workstation: str
    room: str
    lesson: str
    user: str
    since: datetime


def in_order(hands: Iterable[Hand]) -> list[Hand]:
    return sorted(hands, key=lambda hand: (hand.since, hand.workstation))


def places(hands: Iterable[Hand]) -> dict[str, int]:
    """Each workstation's place in the queue, from 1."""
    return {hand.workstation: place for place, hand in enumerate(in_order(hands), 1)}
