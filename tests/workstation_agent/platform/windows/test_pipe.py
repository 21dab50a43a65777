import asyncio
import threading
from multiprocessing import AuthenticationError
from pathlib import Path

import pytest

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.windows.pipe import WorkerPipe, dial, new_address
from workstation_agent.worker.channel import Answer, Call, Decoder, Said, encode


class Worker(threading.Thread):
    """Answers each call with its own words, fails at `fail`, says nothing at `silence`, goes at `leave`."""

    def __init__(self, address: str, secret: bytes) -> None:
        super().__init__(daemon=True)
        self.pipe = dial(address, secret)

    def run(self) -> None:
        decoder = Decoder()
        self.pipe.send_bytes(encode(Said("hello", {"pid": 7})))
        try:
            while True:
                for call in decoder.feed(self.pipe.recv_bytes()):
                    assert isinstance(call, Call)
                    if call.name == "leave":
                        self.pipe.close()
                        return
                    if call.name != "silence":
                        trouble = "it cannot be done" if call.name == "fail" else ""
                        self.pipe.send_bytes(encode(Answer(call.id, call.args, b"\xff", trouble)))
        except (EOFError, OSError):
            return


async def opened(tmp_path: Path) -> tuple[WorkerPipe, list[Said]]:
    heard, came = list[Said](), asyncio.Event()
    pipe = WorkerPipe(new_address(tmp_path), heard.append, came.set)
    worker = await asyncio.to_thread(Worker, pipe.address, pipe.secret)
    worker.start()
    await came.wait()
    return pipe, heard


def test_calls_are_answered_and_events_heard(tmp_path: Path):
    async def play() -> None:
        pipe, heard = await opened(tmp_path)
        said = await pipe.call("echo", {"words": "ok"})
        assert (said.result, said.blob) == ({"words": "ok"}, b"\xff")
        assert [one.name for one in heard] == ["hello"]
        with pytest.raises(PlatformError, match="it cannot be done"):
            await pipe.call("fail")
        with pytest.raises(PlatformError, match="does not answer"):
            await pipe.call("silence", patience_s=0.05)
        pipe.close()

    asyncio.run(play())


def test_whoever_does_not_know_the_secret_is_turned_away(tmp_path: Path):
    async def play() -> None:
        came = asyncio.Event()
        pipe = WorkerPipe(new_address(tmp_path), lambda _: None, came.set)
        with pytest.raises((AuthenticationError, EOFError, OSError)):
            await asyncio.to_thread(dial, pipe.address, b"a guess")
        assert not pipe.open
        worker = await asyncio.to_thread(Worker, pipe.address, pipe.secret)
        await came.wait()
        assert pipe.open, "and the worker is let in after it"
        worker.pipe.close()
        pipe.close()

    asyncio.run(play())


def test_a_worker_that_ends_is_noticed_at_once(tmp_path: Path):
    async def play() -> None:
        pipe, _ = await opened(tmp_path)
        waiting = asyncio.create_task(pipe.call("silence"))
        with pytest.raises(PlatformError, match="was ended"):
            await pipe.call("leave")
        with pytest.raises(PlatformError, match="was ended"):
            await waiting
        with pytest.raises(PlatformError, match="was ended"):
            await pipe.call("echo")
        pipe.close()

    asyncio.run(play())
