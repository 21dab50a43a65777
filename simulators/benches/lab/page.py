"""A teacher's page without a browser: logs in, follows the lesson, shows seats, locks them."""

import asyncio
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import Any

from controller.errors import SchoolbellError
from simulators.benches.lab.seats import Pictures
from simulators.benches.lab.websocket import Client
from simulators.provision import Login

DESK = "/desk"
AGAIN_S = 5.0


def log_in(url: str, login: Login) -> tuple[str, str]:
    """The cookie, and the lesson that the teacher has now. Raises SchoolbellError when not let in."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.addheaders = [("Origin", url), ("Referer", f"{url}/login")]
    page = opener.open(f"{url}/login").read().decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    form = {"csrf_token": token.group(1), "username": login.username, "password": login.password}
    opener.open(f"{url}/login", urllib.parse.urlencode(form).encode())
    lesson = re.search(r'data-lesson="([^"]+)"', opener.open(f"{url}/lesson").read().decode())
    if not lesson:
        raise SchoolbellError("bench.no-lesson", "The teacher of the benchmark has no lesson now.")
    return "; ".join(f"{one.name}={one.value}" for one in jar), lesson.group(1)


class Page(Client):
    """Shows the `seats`. `delays_s` of the pictures run from the PC's sending until they are here."""

    def __init__(self, url: str, cookie: str, lesson: str, seats: Sequence[str], pictures: Pictures) -> None:
        super().__init__(url, DESK)
        self._origin, self._cookie, self._lesson = url, cookie, lesson
        self.seats = list(seats)
        self.full: str | None = None
        self.delays_s: list[float] = []
        self.seen: set[str] = set()
        self.picture_bytes = 0
        self.locked = 0
        self.locked_at = 0.0
        self._pictures = pictures
        self._is_up = asyncio.Event()

    def headers(self) -> Mapping[str, str]:
        return {"Origin": self._origin, "Cookie": self._cookie}

    async def open(self) -> None:
        """Returns when the lesson is followed."""
        await asyncio.get_running_loop().create_connection(lambda: self, self.host, self.port)
        await self._is_up.wait()
        await self.call("follow", f"lesson:{self._lesson}")

    async def call(self, event: str, said: object) -> dict[str, Any]:
        """Raises SchoolbellError when the server refuses."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.emit(event, said, on_ack=lambda given: answer.set_result(given[0]))
        found: dict[str, Any] = await answer
        if not found["ok"]:
            raise SchoolbellError(found["code"], found["sentence"])
        return found

    async def order(self, name: str, **more: object) -> dict[str, Any]:
        """For all seats of the page."""
        payload = {"lesson": self._lesson, "seats": self.seats, **more}
        return await self.call("command", {"name": name, "payload": payload})

    async def show(self) -> None:
        """For ever, as a page that stays open does."""
        while True:
            await self.order("lesson.watch", full=self.full)
            await asyncio.sleep(AGAIN_S)

    def reset(self) -> None:
        self.delays_s, self.seen, self.picture_bytes, self.received = [], set(), 0, 0

    def up(self) -> None:
        self._is_up.set()

    def heard(self, event: str, arguments: list[object], answer: Callable[[], None] | None) -> None:
        if event == "frame":
            self._picture(arguments)
        elif event == "wall":
            self._wall(arguments[0])
        if answer:
            answer()

    def _picture(self, arguments: list[object]) -> None:
        seat, _, said = arguments[:3]
        assert isinstance(seat, str)
        assert isinstance(said, dict)
        sent = self._pictures.sent.pop((seat, said["seq"]), None)
        if sent is not None:
            self.delays_s.append(time.perf_counter() - sent)
        self.seen.add(seat)
        self.picture_bytes += sum(len(one) for one in arguments if isinstance(one, bytes))

    def _wall(self, wall: Any) -> None:
        orders = [one for one in wall["orders"] if one["kind"] == "lock"] if "orders" in wall else []
        if orders:
            self.locked = sum(seat["achieved"] for seat in orders[0]["seats"])
            self.locked_at = time.perf_counter()
