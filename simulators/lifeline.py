"""Programs that end with the one that started them, also when that is killed and cannot stop them."""

import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

_TIE = ("setpriv", "--pdeathsig", "KILL")
_STARTER = ThreadPoolExecutor(1, "starter")
"""Linux ends what is tied when the thread that started it is over: this one lasts as long as its program."""


def start(command: Sequence[Any], **options: Any) -> "subprocess.Popen[Any]":
    """As subprocess.Popen. Elsewhere than on Linux no program can be tied, and it starts as any other.

    What it starts itself is not tied.
    """
    return _STARTER.submit(lambda: subprocess.Popen(tied(command), **options)).result()  # noqa: S603


def tied(command: Sequence[Any]) -> list[Any]:
    """For use within what `start` is given, by a program there that becomes another user's and then this."""
    return [*(_TIE if _can_be_tied() else ()), *command]


@cache
def _can_be_tied() -> bool:
    try:
        return subprocess.run([*_TIE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False
