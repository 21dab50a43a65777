"""Gathers for a moment what comes in one by one, and has it taken together: one transaction instead of many.

Under gevent only. Where each message has a thread of its own, as in tests, each is taken as it comes.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from gevent import get_hub, spawn_later  # type: ignore[import-untyped]  # ships no types
from gevent.monkey import is_module_patched  # type: ignore[import-untyped]  # ships no types

from controller.errors import SchoolbellError

GAP_S, TURNS = 0.02, 25
"""A batch is taken when nothing new has come for one gap, after so many gaps at the latest."""
log = logging.getLogger(__name__)
T = TypeVar("T")
Later = Callable[[float, Callable[[], None]], object]


def at_once_or_soon(delay_s: float, do: Callable[[], None]) -> None:
    if is_module_patched("threading"):
        get_hub().loop.update_now()  # else the delay would begin when this greenlet did
        spawn_later(delay_s, do)
    else:
        do()


class Batch(Generic[T]):
    """`ready` may put off a batch that could be taken, up to the last turn.

    If one of a batch is at fault, each is taken by itself, so that it spoils nothing for the others.

    When the disk is full nothing of it is taken, and one sentence says so.
    """

    def __init__(
        self,
        take: Callable[[Sequence[T]], None],
        later: Later = at_once_or_soon,
        gap_s: float = GAP_S,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._take, self._later, self._gap_s, self._ready = take, later, gap_s, ready
        self._items: list[T] = []

    def add(self, item: T) -> None:
        self._items.append(item)
        if len(self._items) == 1:
            self._later(self._gap_s, lambda: self._look(1, 1))

    def _look(self, count: int, turn: int) -> None:
        """`count`: how many there were at the last look."""
        now = len(self._items)
        if (now == count and self._ready()) or turn == TURNS:
            self._flush()
        else:
            self._later(self._gap_s, lambda: self._look(now, turn + 1))

    def _flush(self) -> None:
        items, self._items = self._items, []
        if not self._taken(items) and len(items) > 1:
            for item in items:
                self._taken([item])

    def _taken(self, items: Sequence[T]) -> bool:
        try:
            self._take(items)
        except SchoolbellError as error:
            log.error("%d messages were not taken: %s", len(items), error.sentence)
        except Exception:
            log.exception("messages=not-taken count=%d", len(items))
            return False
        return True
