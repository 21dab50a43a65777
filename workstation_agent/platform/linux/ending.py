"""Ends processes, asked first and by force when they take too long; and our own tasks."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

_LOOK_S: Final = 0.05


async def cancelled(task: asyncio.Task[None]) -> None:
    """Returns once the task is over."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


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
