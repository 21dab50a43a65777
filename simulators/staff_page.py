"""A member of staff's page without a browser: in by HTTP, then over the socket as the page does."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
import socketio  # type: ignore[import-untyped]  # ships no types

from controller.errors import SchoolbellError

DESK = "/desk"
ANSWER_S = 15.0

T = TypeVar("T")
Json = dict[str, Any]


class StaffPage:
    """`newest[event]` is the payload that was told last; `counts[event]` how often it was told.

    `told` is called with each event and its payload, in the page's own thread. It waits
    `answer_s` for an answer.
    """

    def __init__(self, url: str, username: str, password: str, answer_s: float = ANSWER_S) -> None:
        self.told: Callable[[str, Any], None] | None = None
        self._answer_s = answer_s
        self.url, self.username, self._password = url, username, password
        self.newest: dict[str, Any] = {}
        self.counts: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"page {username}", daemon=True)
        self._session: aiohttp.ClientSession | None = None
        self._client: Any = None
        self._followed: list[str] = []

    def open(self) -> Self:
        """Raises SchoolbellError when the login is refused."""
        self._thread.start()
        try:
            self._wait(self._open())
        except SchoolbellError:
            self.close()
            raise
        return self

    def close(self) -> None:
        if self._thread.is_alive():
            self._wait(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
        self._loop.close()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def command(self, name: str, /, **payload: object) -> Json:
        """The answer. Raises SchoolbellError with its sentence when the server refuses."""
        return self._agreed(self._wait(self._call("command", {"name": name, "payload": payload})))

    def follow(self, topic: str) -> None:
        self._agreed(self._wait(self._call("follow", topic)))
        self._followed.append(topic)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        return self._wait(self._get(path))

    def post(self, path: str, form: Mapping[str, str], source: str = "") -> tuple[int, bytes]:
        """Status and what came, by the form of the page at `source` (or at the same path)."""
        return self._wait(self._post(path, form, source or path))

    def lesson(self) -> str:
        """The lesson that the teacher's page is about; empty between lessons."""
        found = re.search(r'data-lesson="([^"]+)"', self.get("/lesson")[1])
        return found.group(1) if found else ""

    def _agreed(self, answer: Json) -> Json:
        if not answer["ok"]:
            raise SchoolbellError(answer["code"], answer["sentence"])
        return answer

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(2 * ANSWER_S)

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": self.url}
        )
        status, led_to = await self._log_in()
        if status != 200 or led_to == "/login":
            raise SchoolbellError("desk.not-let-in", f"{self.username} was not let in: {status}.")
        await self._connect()

    async def _connect(self) -> None:
        """Again after a loss, with all that was followed, as a browser does."""
        if self._client:
            self._client.eio.http = None  # when it is thrown away it would close the session, which goes on
        self._client = socketio.AsyncClient(reconnection=False, http_session=self._session)
        self._client.on("*", self._hear, namespace=DESK)
        await self._client.connect(
            self.url, headers={"Origin": self.url}, namespaces=[DESK], transports=["websocket"]
        )
        for topic in self._followed:
            await self._client.call("follow", topic, namespace=DESK, timeout=ANSWER_S)

    async def _log_in(self) -> tuple[int, str]:
        """Status, and where it led."""
        given = {"username": self.username, "password": self._password}
        async with await self._submit("/login", given, "/login") as answer:
            return answer.status, answer.url.path

    async def _post(self, path: str, form: Mapping[str, str], source: str) -> tuple[int, bytes]:
        async with await self._submit(path, form, source) as answer:
            return answer.status, await answer.read()

    async def _submit(self, path: str, form: Mapping[str, str], source: str) -> Any:
        token = re.search(r'name="csrf-token" content="([^"]+)"', (await self._get(source))[1])
        assert token
        assert self._session
        data, headers = {"csrf_token": token.group(1), **form}, {"Referer": f"{self.url}{source}"}
        return self._session.post(f"{self.url}{path}", data=data, headers=headers)

    async def _get(self, path: str) -> tuple[int, str]:
        assert self._session
        async with self._session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    async def _call(self, event: str, body: object) -> Any:
        try:
            if DESK not in self._client.namespaces:
                await self._connect()
            return await self._client.call(event, body, namespace=DESK, timeout=self._answer_s)
        except socketio.exceptions.SocketIOError as error:
            raise SchoolbellError(
                "desk.no-answer", f"The controller did not answer the desk of {self.username}: {error}."
            ) from error

    def _hear(self, event: str, *said: Any) -> Awaitable[None] | None:
        """Returning acknowledges, as the page does for each picture."""
        self.newest[event] = said[0] if len(said) == 1 else said
        self.counts[event] = self.counts.get(event, 0) + 1
        if self.told:
            self.told(event, self.newest[event])
        return None

    async def _close(self) -> None:
        if self._client:
            await self._client.disconnect()
        if self._session:
            await self._session.close()
