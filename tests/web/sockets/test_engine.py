"""The engine under the server of production: gunicorn's gevent worker, over real sockets."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator

import aiohttp
import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from tests.web.conftest import ORIGIN
from web.sockets.server import MAX_MESSAGE_BYTES

GUNICORN = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-b", "127.0.0.1:0", "--no-control-socket"]
HANDSHAKE = "/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [*GUNICORN, "tests.web.sockets.echo_site:make()"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = ""
        while not (found := re.search(r"Listening at: (http://\S+)", said)):
            line = server.stderr.readline()
            assert line, f"gunicorn did not start: {said}"
            said += line
        yield found[1]
        server.terminate()
        server.stderr.read()


async def connected(address: str, origin: str | None = None) -> socketio.AsyncClient:
    client = socketio.AsyncClient(reconnection=False)
    headers = {"Origin": origin} if origin else {}
    await client.connect(address, headers, namespaces=["/echo"], transports=["websocket"])
    return client


def test_large_messages_pass_whole_in_both_directions(address: str) -> None:
    async def both_ways() -> bool:
        client = await connected(address)
        sent = bytes(range(256)) * 3500
        answers = [await client.call("echo", sent, namespace="/echo", timeout=20) for _ in range(3)]
        await client.disconnect()
        return answers == [sent] * 3

    assert asyncio.run(both_ways())


def test_a_message_above_the_limit_ends_its_own_connection_only(address: str) -> None:
    async def too_large() -> tuple[bool, str]:
        bad, good = await connected(address), await connected(address)
        gone = asyncio.Event()
        bad.on("disconnect", lambda *_: gone.set(), namespace="/echo")
        await bad.emit("echo", bytes(MAX_MESSAGE_BYTES + 1), namespace="/echo")
        await asyncio.wait_for(gone.wait(), 10)
        answer = await good.call("echo", "still here", namespace="/echo", timeout=10)
        await good.disconnect()
        return bad.connected, answer

    assert asyncio.run(too_large()) == (False, "still here")


def test_deflate_is_not_agreed_to(address: str) -> None:
    async def offered() -> str | None:
        url = address + HANDSHAKE
        async with aiohttp.ClientSession() as session, session.ws_connect(url, compress=15) as ws:
            return ws._response.headers.get("Sec-WebSocket-Extensions")

    assert asyncio.run(offered()) is None


def test_a_page_from_elsewhere_cannot_open_a_socket_in_any_namespace(address: str) -> None:
    with pytest.raises(NotConnected):
        asyncio.run(connected(address, "https://evil.example"))


def test_our_own_page_can(address: str) -> None:
    async def own() -> bool:
        client = await connected(address, ORIGIN)
        await client.disconnect()
        return True

    assert asyncio.run(own())
