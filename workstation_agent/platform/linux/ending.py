"""Ends processes, asked first and by force when they take too long; and our own tasks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

from workstation_agent.platform.interface import PlatformError

_LOOK_S: Final = 0.05

log = logging.getLogger(__name__)


async def cancelled(task: asyncio.Task[None]) -> None:
    """Returns once the task is over. That it had failed is said, and keeps nothing from being lifted."""
    task.cancel()
    try:
        with suppress(asyncio.CancelledError):
            await task
    except Exception as error:  # a mode that cannot be lifted would hold for ever
        log.error("what was to be watched was not watched to the end", exc_info=error)


async def over_and_over(every_s: float, look: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled. One look that fails is said once, and tried again: no mode may lapse unseen."""
    said = ""
    while True:
        await asyncio.sleep(every_s)
        try:
            await look()
        except PlatformError as error:
            said = _say_once(said, error.sentence)
        except Exception as error:  # noqa: BLE001 - logged, and tried again
            said = _say_once(said, f"{type(error).__name__}: {error}")


def _say_once(said: str, now: str) -> str:
    if now != said:
        log.warning("the agent could not look after a mode, and tries again: %s", now)
    return now


async def end(processes: Sequence[psutil.Process], patience_s: float) -> None:
    for process in processes:
        _signal(process, by_force=False)
    left = list(processes)
    for _ in range(round(patience_s / _LOOK_S)):
        left = [process for process in left if alive(process)]
        if not left:
            return
        await asyncio.sleep(_LOOK_S)
    for process in left:
        _signal(process, by_force=True)


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _signal(process: psutil.Process, *, by_force: bool) -> None:
    try:
        if by_force:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        return  # that is what was wanted
