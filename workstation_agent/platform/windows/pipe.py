"""The line between service and worker where there are no Unix sockets: a named pipe of the standard library.

`multiprocessing.connection` has each end prove that it knows a secret, which the service gives to the worker
that it starts. The messages are those of `worker/channel.py`. Works on any system; used on Windows.
"""

import asyncio
import logging
import secrets
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Final, Protocol

from workstation_agent.platform.interface import PlatformError
from workstation_agent.worker.channel import Answer, Args, Call, ChannelError, Decoder, Message, Said, encode

PATIENCE_S: Final = 10.0
GONE: Final = "the agent's program on the screen was ended; it is being started again"
_FAMILY: Final = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"

log = logging.getLogger(__name__)


class Pipe(Protocol):
    """Either kind of connection of the standard library's."""

    def send_bytes(self, data: bytes, /) -> None: ...

    def recv_bytes(self) -> bytes: ...

    def close(self) -> None: ...


def new_address(directory: Path) -> str:
    name = f"schoolbell-{secrets.token_hex(8)}"
    return rf"\\.\pipe\{name}" if sys.platform == "win32" else str(directory / name)


class WorkerPipe:
    """The service's end, for one worker at a time. Its methods are the loop's; a thread of its own reads."""

    def __init__(self, address: str, heard: Callable[[Said], None], came: Callable[[], None]) -> None:
        self.address, self.secret = address, secrets.token_bytes(32)
        self._heard, self._came = heard, came
        self._listener = Listener(address, _FAMILY, authkey=self.secret)
        self._loop = asyncio.get_running_loop()
        self._pipe: Pipe | None = None
        self._numbers, self._asked = count(1), dict[int, asyncio.Future[Answer]]()
        threading.Thread(target=self._serve, name="worker-pipe", daemon=True).start()

    @property
    def open(self) -> bool:
        return self._pipe is not None

    async def call(self, name: str, args: Args | None = None, patience_s: float = PATIENCE_S) -> Answer:
        """Raises PlatformError with the worker's sentence, or when it does not answer."""
        pipe, number = self._pipe, next(self._numbers)
        if pipe is None:
            raise PlatformError("worker.gone", GONE)
        answer = self._asked[number] = self._loop.create_future()
        try:
            await asyncio.to_thread(pipe.send_bytes, encode(Call(name, number, args or {})))
            async with asyncio.timeout(patience_s):
                said: Answer = await answer
        except TimeoutError as error:
            raise PlatformError(
                "worker.silent", "the agent's program on the screen does not answer"
            ) from error
        except OSError as error:
            raise PlatformError("worker.gone", GONE) from error
        finally:
            del self._asked[number]
        if said.trouble:
            raise PlatformError(f"worker.{name}", said.trouble)
        return said

    def close(self) -> None:
        self._listener.close()
        if self._pipe is not None:
            self._pipe.close()

    def _serve(self) -> None:
        """In its thread, until the listener is closed."""
        while True:
            try:
                pipe = self._listener.accept()
            except OSError:
                return
            except Exception as error:  # noqa: BLE001 - whoever called did not know the secret
                log.warning("a program tried to pass itself off as the agent's worker: %s", error)
                continue
            self._soon(self._arrived, pipe)
            self._read(pipe)
            self._soon(self._left, pipe)

    def _read(self, pipe: Pipe) -> None:
        decoder = Decoder()
        try:
            while True:
                for message in decoder.feed(pipe.recv_bytes()):
                    self._soon(self._take, message)
        except (EOFError, OSError, ChannelError) as error:
            log.info("the line to the worker ended: %s", error or "it was closed")

    def _soon(self, work: Callable[..., None], *what: object) -> None:
        """On the service's loop, if that has not ended meanwhile."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, *what)

    def _arrived(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._came()

    def _left(self, pipe: Pipe) -> None:
        if self._pipe is pipe:
            self._pipe = None
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(PlatformError("worker.gone", GONE))

    def _take(self, message: Message) -> None:
        if isinstance(message, Said):
            self._heard(message)
        elif isinstance(message, Answer):
            waiting = self._asked.get(message.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)


def dial(address: str, secret: bytes) -> Pipe:
    """The worker's end. Raises OSError, or AuthenticationError."""
    return Client(address, _FAMILY, authkey=secret)
