"""Locks for what happens thousands of times a second."""

from contextlib import AbstractContextManager
from threading import Lock
from typing import cast

from gevent.lock import BoundedSemaphore  # type: ignore[import-untyped]  # ships no types
from gevent.monkey import is_module_patched  # type: ignore[import-untyped]  # ships no types


def quick_lock() -> AbstractContextManager[object]:
    """Not for whoever has it already. Under gevent, threading's own would take ten times as long."""
    made = BoundedSemaphore(1) if is_module_patched("threading") else Lock()
    return cast(AbstractContextManager[object], made)
