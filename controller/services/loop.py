"""Long computations under gevent: in a thread of its own, while the loop goes on relaying pictures."""

from collections.abc import Callable
from typing import TypeVar

from gevent import get_hub  # type: ignore[import-untyped]  # ships no types
from gevent.monkey import is_module_patched  # type: ignore[import-untyped]  # ships no types

T = TypeVar("T")


def beside_the_loop(work: Callable[[], T]) -> T:
    """The result of `work`, or what it raises. `work` must not touch anything that belongs to the loop."""
    if not is_module_patched("threading"):
        return work()
    result: T = get_hub().threadpool.apply(work)
    return result
