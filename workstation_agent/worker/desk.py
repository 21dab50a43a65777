"""What each part of a worker is given: the display, a clock, and a way to speak to the service."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from workstation_agent.worker.channel import Answer, Args, Call, Message


def boot_s() -> float:
    """Seconds by a clock that no one can set, that counts the time asleep, and that all processes share."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Desk:
    """`send` may be called from any thread; what nobody can hear is dropped. `display` is as in $DISPLAY."""

    display: str
    send: Callable[[Message], None]
    clock: Callable[[], float] = boot_s
    holding: dict[str, Args] = field(default_factory=dict)  # what a new service is told that this one holds
    gone: list[Callable[[], None]] = field(default_factory=list)  # called when the service has gone
    ours: list[tuple[int, int, int, int]] = field(default_factory=list)  # the bar: left, top, right, bottom
    watched: list[Callable[[str], None]] = field(default_factory=list)  # told in a sentence who looks


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the service. Answer it once, now or later, from any thread."""

    call: Call
    _send: Callable[[Message], None]

    @property
    def args(self) -> Args:
        return self.call.args

    @property
    def blob(self) -> bytes:
        return self.call.blob

    def text(self, name: str) -> str:
        """The argument as text; empty if it is missing."""
        value = self.args.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str, default: float = 0.0) -> float:
        value = self.args.get(name, default)
        return float(value) if isinstance(value, int | float) else default

    def answer(self, result: Args | None = None, blob: bytes = b"") -> None:
        self._send(Answer(self.call.id, result or {}, blob))

    def fail(self, sentence: str) -> None:
        """The sentence goes to the teacher's page."""
        self._send(Answer(self.call.id, trouble=sentence))


class Handler(Protocol):
    """Runs in Qt's thread, so it must not wait. What it raises as PlatformError is answered as trouble."""

    def __call__(self, asked: Asked, /) -> None: ...


Handlers = Mapping[str, Handler]
Part = Callable[[Desk], Handlers]
