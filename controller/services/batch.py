"""Gathers for a moment what comes in one by one, and has it taken together: one transaction instead of many.

Under gevent only. Where each message has a thread of its own, as in tests, each is taken as it comes.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from gevent import spawn_later  # type: ignore[import-untyped]  # ships no types
from gevent.monkey import is_module_patched  # type: ignore[import-untyped]  # ships no types

from controller.errors import SchoolbellError

GAP_S = 0.03
"""Long enough for a room to answer an order, and too short for anybody to see."""
log = logging.getLogger(__name__)
T = TypeVar("T")
Later = Callable[[float, Callable[[], None]], object]


def at_once_or_soon(delay_s: float, do: Callable[[], None]) -> None:
    if is_module_patched("threading"):
        spawn_later(delay_s, do)
    else:
        do()


class Batch(Generic[T]):
    """If something of a batch is at fault, each is taken by itself, so that one spoils nothing for the others.

    When the disk is full nothing of it is taken, and one sentence says so.
    """

    def __init__(self, take: Callable[[Sequence[T]], None], later: Later = at_once_or_soon) -> None:
        self._take, self._later = take, later
        self._items: list[T] = []

    def add(self, item: T) -> None:
        self._items.append(item)
        if len(self._items) == 1:
            self._later(GAP_S, self._flush)

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
