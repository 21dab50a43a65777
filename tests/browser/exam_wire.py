"""What a page of an exam room really sent over its socket, and what it was answered: read from the frames."""

import json
import re
from collections import defaultdict, deque
from collections.abc import Set
from datetime import datetime
from typing import Any

from playwright.sync_api import Page, WebSocket

SENT = re.compile(r'42/desk,(\d+)(\["command",.*\])', re.DOTALL)
ANSWERED = re.compile(r"43/desk,(\d+)(\[.*\])", re.DOTALL)
TRY_AGAIN = frozenset({"command.failed"})
Json = dict[str, Any]


class Wire:
    """`take` gives the page's lines one by one, in the order in which it wrote them, each once."""

    def __init__(self, page: Page) -> None:
        self._written: dict[str, deque[Json]] = defaultdict(deque)
        self._keys: set[str] = set()
        self._asked: dict[tuple[int, str], str] = {}
        self.again = 0
        self.refused: list[str] = []
        page.on("websocket", self._watch)

    def take(self, command: str) -> Json | None:
        """What the page wrote with it; None when it sent no more of that kind."""
        waiting = self._written[command]
        return waiting.popleft() if waiting else None

    def left(self, commands: Set[str]) -> list[str]:
        """What it sent of these and nobody asked for."""
        some = {one: waiting for one, waiting in self._written.items() if one in commands}
        return [f"{command} {payload}" for command, waiting in some.items() for payload in waiting]

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._sent(id(socket), frame))
        socket.on("framereceived", lambda frame: self._answered(id(socket), frame))

    def _sent(self, socket: int, frame: str | bytes) -> None:
        if (found := SENT.match(_text(frame))) is None:
            return
        (_, asked) = json.loads(found[2])
        self._asked[socket, found[1]] = asked["name"]
        payload = asked["payload"]
        key = payload.get("key") or f"{asked['name']} {payload['at'] if 'at' in payload else len(self._keys)}"
        self.again += key in self._keys
        if key not in self._keys:
            self._written[asked["name"]].append(payload)
        self._keys.add(key)

    def _answered(self, socket: int, frame: str | bytes) -> None:
        if (found := ANSWERED.match(_text(frame))) is None:
            return
        command = self._asked.pop((socket, found[1]), "")
        (answer,) = json.loads(found[2])
        if command and not answer["ok"] and answer["code"] not in TRY_AGAIN:
            self.refused.append(f"{command}: {answer['sentence']}")


def written_at(payload: Json) -> datetime:
    return datetime.fromisoformat(payload["at"])


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else ""
