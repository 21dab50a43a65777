"""The agent's line to the controller: Socket.IO over WebSocket, dialled again for as long as the agent runs.

It carries and checks messages; what they mean is the core's business. Protocol v1 §4.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import aiohttp
import socketio  # type: ignore[import-untyped]  # ships no types
from socketio.exceptions import SocketIOError  # type: ignore[import-untyped]  # ships no types

from workstation_agent.backoff import Backoff
from workstation_agent.core.events import Connected, Disconnected, Event, FrameAcked
from workstation_agent.protocol.about import About
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.events import ABOUT, FRAME, SERVER_EVENTS, SHOW_FRAME, ServerMessage
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.frame import FrameHeader, encode_frame
from workstation_agent.protocol.limits import MAX_DETAIL, MAX_FRAME_BYTES, NAMESPACE
from workstation_agent.protocol.sessions import ShowFrame

CONNECT_TIMEOUT_S: Final = 10.0
_MAX_MESSAGE: Final = MAX_FRAME_BYTES + 1024

log = logging.getLogger(__name__)


class Connection:
    """`trouble` is the sentence that says why there is no connection now; empty while there is one.

    `about` is said first after each connection.
    """

    def __init__(
        self,
        server_url: str,
        hello: Hello,
        backoff: Backoff,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        about: About | None = None,
    ) -> None:
        self.trouble = "not connected yet"
        self._server_url = server_url
        self._hello = hello
        self._backoff = backoff
        self._pause = pause
        self._about = about
        self._client: socketio.AsyncClient | None = None
        self._session: aiohttp.ClientSession | None = None
        self._plugged = asyncio.Event()
        self._plugged.set()

    async def run(self, notice: Callable[[Event], None]) -> None:
        """Until cancelled. Never raises for what the network or the controller does."""
        while True:
            await self._plugged.wait()
            async with aiohttp.ClientSession() as self._session:
                was_up = await self._one_connection(self._session, notice)
            if was_up:
                self._backoff.reset()
                self._say("the connection to the controller was lost")
            await self._pause(self._backoff.pause_s())

    async def send(self, event: str, body: dict[str, object]) -> None:
        await self._emit(event, body, None)

    async def send_frame(self, header: FrameHeader, jpeg: bytes, notice: Callable[[Event], None]) -> None:
        """Raises ProtocolError `frame.too-big`. The controller's acknowledgement is noticed as FrameAcked."""
        acked = FrameAcked(header.watch, header.seq)
        await self._emit(FRAME, encode_frame(header, jpeg), lambda *_: notice(acked))

    async def unplug(self) -> None:
        """As if the network cable were pulled, until `plug`."""
        self._plugged.clear()
        if self._session is not None:
            await self._session.close()

    def plug(self) -> None:
        self._plugged.set()

    async def _one_connection(self, session: aiohttp.ClientSession, notice: Callable[[Event], None]) -> bool:
        """Connects and stays until the connection ends. False if there never was one."""
        client = self._make_client(session, notice)
        try:
            refusal = await self._dial(client)
        except (SocketIOError, aiohttp.ClientError, TimeoutError, OSError, ValueError):
            refusal = f"the controller at {self._server_url} does not answer; trying again"
        if refusal:
            self._say(refusal)
            return False
        self._client, self.trouble = client, ""
        log.info("connected workstation=%s server=%s", self._hello.workstation, self._server_url)
        if self._about is not None:
            await self.send(ABOUT, self._about.to_json())
        notice(Connected())
        try:
            # Shielded: when this is cancelled, the client must still tidy up after the socket is closed.
            await asyncio.shield(client.eio.wait())
        finally:
            self._client = None
            notice(Disconnected())
        return True

    async def _dial(self, client: socketio.AsyncClient) -> str:
        """Empty once the controller has taken us in, else why it has not. Raises when it does not answer.

        The answer is waited for here, not in the library, whose wait can lose a cancellation on Python 3.11.
        """
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def answered(sentence: str) -> None:
            if not answer.done():
                answer.set_result(sentence)

        client.on("connect", lambda: answered(""), namespace=NAMESPACE)
        client.on("connect_error", lambda *why: answered(_sentence(why)), namespace=NAMESPACE)
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await client.connect(
                self._server_url,
                auth=self._hello.to_json(),
                namespaces=[NAMESPACE],
                transports=["websocket"],
                wait=False,
            )
            return await answer

    def _make_client(
        self, session: aiohttp.ClientSession, notice: Callable[[Event], None]
    ) -> socketio.AsyncClient:
        client = socketio.AsyncClient(
            reconnection=False,
            handle_sigint=False,
            http_session=session,
            websocket_extra_options={"max_msg_size": _MAX_MESSAGE},
        )
        for event, message in SERVER_EVENTS.items():
            client.on(event, partial(self._receive, event, message, notice), namespace=NAMESPACE)
        client.on(SHOW_FRAME, partial(self._receive_picture, notice), namespace=NAMESPACE)
        return client

    def _receive(
        self, event: str, message: type[ServerMessage], notice: Callable[[Event], None], *values: object
    ) -> None:
        try:
            notice(message.from_json(values[0] if values else None))
        except ProtocolError as error:
            log.warning("dropped `%s` from the controller: %s", event, error.sentence)

    def _receive_picture(self, notice: Callable[[Event], None], *values: object) -> None:
        try:
            notice(ShowFrame.from_bytes(values[0] if values else None))
        except ProtocolError as error:
            log.warning("dropped a picture from the controller: %s", error.sentence)

    def _say(self, sentence: str) -> None:
        if sentence != self.trouble:
            log.warning("%s (workstation %s)", sentence, self._hello.workstation)
        self.trouble = sentence

    async def _emit(self, event: str, data: object, callback: Callable[..., object] | None) -> None:
        """What cannot be sent is dropped: the core hears Disconnected, and says it all again afterwards."""
        if self._client is None:
            return
        try:
            await self._client.emit(event, data, namespace=NAMESPACE, callback=callback)
        except SocketIOError as error:
            log.debug("not sent event=%s why=%s", event, error)


def _sentence(why: tuple[object, ...]) -> str:
    """The controller's own words for a refusal."""
    said = why[0].get("message") if why and isinstance(why[0], dict) else None
    return clean_text(said, MAX_DETAIL) if isinstance(said, str) else "the controller refused the connection"
