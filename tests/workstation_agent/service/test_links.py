import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from workstation_agent.platform.interface import PlatformError
from workstation_agent.service.links import Switchboard, WorkerLink
from workstation_agent.worker.channel import Answer, Call, Decoder, Message, Said, encode

HELLO = Said("hello", {"display": ":5", "pid": 77, "version": "1", "holding": {"lock": {"lease": "l"}}})
US = frozenset({os.geteuid()})


class Board:
    """A switchboard, and what it has heard."""

    def __init__(self, path: Path, welcome: frozenset[int] = US) -> None:
        self.arrived: asyncio.Queue[WorkerLink] = asyncio.Queue()
        self.left: asyncio.Queue[WorkerLink] = asyncio.Queue()
        self.said: asyncio.Queue[tuple[WorkerLink, Said]] = asyncio.Queue()
        self.path = path
        self.board = Switchboard(
            path,
            welcome,
            self.arrived.put_nowait,
            self.left.put_nowait,
            lambda link, said: self.said.put_nowait((link, said)),
        )


class Worker:
    """The other end of the line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer, self._decoder = reader, writer, Decoder()
        self._heard: list[Message] = []

    def say(self, *messages: Message) -> None:
        self._writer.write(b"".join(map(encode, messages)))

    async def hear(self) -> Message:
        while not self._heard:
            data = await self._reader.read(1000)
            if not data:
                raise EOFError
            self._heard += self._decoder.feed(data)
        return self._heard.pop(0)

    def end(self) -> None:
        self._writer.close()


def on_a_board(
    path: Path, test: Callable[[Board, Worker], Awaitable[None]], welcome: frozenset[int] = US
) -> None:
    async def run() -> None:
        board = Board(path / "s", welcome)
        task = asyncio.create_task(board.board.run())
        while not board.path.exists():
            await asyncio.sleep(0)
        worker = Worker(*await asyncio.open_unix_connection(board.path))
        try:
            await asyncio.wait_for(test(board, worker), 10)
        finally:
            worker.end()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_worker_says_who_it_is_and_is_asked(tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(HELLO)
        link = await board.arrived.get()
        assert (link.display, link.pid, link.version) == (":5", 77, "1")
        assert link.holding == {"lock": {"lease": "l"}}
        asked = asyncio.create_task(link.call("panel", {"a": 1}, b"picture"))
        call = await worker.hear()
        assert isinstance(call, Call)
        assert (call.name, call.args, call.blob) == ("panel", {"a": 1}, b"picture")
        worker.say(Said("hand", {"up": True}), Answer(call.id, {"shown": True}, b"more"))
        answer = await asked
        assert (answer.result, answer.blob) == ({"shown": True}, b"more")
        assert (await board.said.get())[1] == Said("hand", {"up": True})

    on_a_board(tmp_path, test)


def test_trouble_is_raised_with_the_workers_sentence(tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(HELLO)
        asked = asyncio.create_task((await board.arrived.get()).call("hold"))
        call = await worker.hear()
        assert isinstance(call, Call)
        worker.say(Answer(call.id, trouble="another program holds the keyboard"))
        with pytest.raises(PlatformError, match="holds the keyboard"):
            await asked

    on_a_board(tmp_path, test)


def test_a_worker_that_ends_fails_what_was_asked_of_it(tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(HELLO)
        link = await board.arrived.get()
        asked = asyncio.create_task(link.call("hold"))
        await worker.hear()
        worker.end()
        with pytest.raises(PlatformError, match="was ended"):
            await asked
        assert await board.left.get() is link

    on_a_board(tmp_path, test)


def test_a_worker_that_does_not_answer_is_not_waited_for(tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(HELLO)
        with pytest.raises(PlatformError, match="does not answer"):
            await (await board.arrived.get()).call("hold", patience_s=0.0)

    on_a_board(tmp_path, test)


def test_another_users_program_is_hung_up_on(tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(HELLO)
        with pytest.raises((EOFError, ConnectionError)):
            await worker.hear()
        assert board.arrived.empty()

    on_a_board(tmp_path, test, frozenset({os.geteuid() + 4321, os.geteuid()} - {os.geteuid()}))


@pytest.mark.parametrize("first", [Said("hand"), Answer(1)])
def test_who_does_not_say_hello_first_is_hung_up_on(first: Message, tmp_path: Path):
    async def test(board: Board, worker: Worker) -> None:
        worker.say(first)
        with pytest.raises((EOFError, ConnectionError)):
            await worker.hear()
        assert board.arrived.empty()

    on_a_board(tmp_path, test)
