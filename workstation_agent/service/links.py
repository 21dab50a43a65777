"""The service's end of the Unix socket: one `WorkerLink` for each worker that has said who it is."""

import asyncio
import logging
import os
import socket
import struct
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.worker.channel import Answer, Args, Call, ChannelError, Decoder, Said, encode

PATIENCE_S: Final = 10.0
_CHUNK: Final = 1 << 18
_PEER: Final = struct.Struct("3i")  # pid, uid, gid

log = logging.getLogger(__name__)


class WorkerLink:
    """`holding` is what the worker held when it called; a worker may be older than this service."""

    def __init__(self, writer: asyncio.StreamWriter, hello: Args) -> None:
        self.display = str(hello.get("display", ""))
        self.version = str(hello.get("version", ""))
        pid, holding = hello.get("pid"), hello.get("holding")
        self.pid = pid if isinstance(pid, int) else 0
        self.holding: Mapping[str, object] = holding if isinstance(holding, dict) else {}
        self._writer = writer
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Answer]] = {}

    async def call(
        self, name: str, args: Args | None = None, blob: bytes = b"", patience_s: float = PATIENCE_S
    ) -> Answer:
        """Raises PlatformError with the worker's sentence, or when it does not answer."""
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(encode(Call(name, number, args or {}, blob)))
            async with asyncio.timeout(patience_s):
                said: Answer = await answer
        except TimeoutError as error:
            raise PlatformError(
                "worker.silent", "the agent's program on the screen does not answer"
            ) from error
        except OSError as error:
            raise _gone() from error
        finally:
            del self._asked[number]
        if said.trouble:
            raise PlatformError(f"worker.{name}", said.trouble)
        return said

    def take(self, answer: Answer) -> None:
        waiting = self._asked.get(answer.id)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def end(self) -> None:
        self._writer.close()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(_gone())


def _gone() -> PlatformError:
    return PlatformError(
        "worker.gone", "the agent's program on the screen was ended; it is being started again"
    )


class Switchboard:
    """Listens for workers. Only the users in `welcome` may call; the kernel says who calls."""

    def __init__(
        self,
        path: Path,
        welcome: frozenset[int],
        arrived: Callable[[WorkerLink], None],
        left: Callable[[WorkerLink], None],
        said: Callable[[WorkerLink, Said], None],
    ) -> None:
        self._path, self._welcome = path, welcome
        self._arrived, self._left, self._said = arrived, left, said
        self._lines: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled. An old socket of a service that has died is replaced."""
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, self._path)
        os.chmod(self._path, 0o600)
        if os.geteuid() == 0:
            os.chown(self._path, max(self._welcome), -1)
        try:
            async with server:
                await server.serve_forever()
        finally:
            lines = tuple(self._lines)
            for line in lines:
                line.cancel()
            await asyncio.gather(*lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link: WorkerLink | None = None
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        try:
            if _caller(writer) not in self._welcome:
                log.warning("a program of another user tried to pass itself off as the agent's worker")
                return
            decoder = Decoder()
            while data := await reader.read(_CHUNK):
                for message in decoder.feed(data):
                    link = self._take(link, writer, message)
        except (OSError, ChannelError) as error:
            log.warning("the line to a worker broke: %s", error)
        except asyncio.CancelledError:
            pass  # the service ends; asyncio's streams of Python 3.11 would call this an error
        finally:
            self._lines.discard(line)
            writer.close()
            if link is not None:
                link.end()
                self._left(link)

    def _take(
        self, link: WorkerLink | None, writer: asyncio.StreamWriter, message: Answer | Call | Said
    ) -> WorkerLink:
        if link is None:
            if not isinstance(message, Said) or message.name != "hello":
                raise ChannelError("channel.no-hello", "a worker must say who it is first")
            link = WorkerLink(writer, message.args)
            self._arrived(link)
        elif isinstance(message, Answer):
            link.take(message)
        elif isinstance(message, Said):
            self._said(link, message)
        return link


def _caller(writer: asyncio.StreamWriter) -> int:
    link = writer.get_extra_info("socket")
    _pid, uid, _gid = _PEER.unpack(link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return int(uid)
