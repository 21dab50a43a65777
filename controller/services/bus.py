"""Tells the parts of this process what happened. Facts are in the journal; this only saves asking again."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

log = logging.getLogger(__name__)
E = TypeVar("E")


class EventBus:
    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def subscribe(self, kind: type[E], handler: Callable[[E], None]) -> None:
        self._handlers[kind].append(handler)

    def publish(self, *events: object) -> None:
        """Every handler hears every event; one that fails is logged and the others still hear it."""
        for event in events:
            for handler in tuple(self._handlers.get(type(event), ())):
                try:
                    handler(event)
                except Exception:  # the fact is already stored; one console must not stop another
                    log.exception("a handler of %s failed", type(event).__name__)
