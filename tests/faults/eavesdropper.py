"""A stranger at the broker, who hears all, repeats what was said, and makes things up."""

import secrets
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from firmware_bridge.transport.mqtt import MqttLink
from tests.servers import PATIENCE_S, wait_for

Hear = Callable[[str, bytes], None]


class Eavesdropper:
    """`heard` is all that was said since it began, in order: (topic, payload)."""

    def __init__(self, broker_url: str) -> None:
        self._lock = threading.Lock()
        self._heard: list[tuple[str, bytes]] = []
        self._link = MqttLink(broker_url, f"stranger-{secrets.token_hex(4)}", on_message=self._hear)
        self._link.subscribe("pouch/#")

    def __enter__(self) -> Self:
        self._link.start()
        wait_for(lambda: self._link.up, PATIENCE_S, "no broker")
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._link.stop()

    def heard(self, topic_end: str = "") -> list[tuple[str, bytes]]:
        with self._lock:
            return [one for one in self._heard if one[0].endswith(topic_end)]

    def say(self, topic: str, payload: bytes, *, retained: bool = False) -> None:
        assert self._link.publish(topic, payload, retained=retained)

    def _hear(self, topic: str, payload: bytes, _retained: bool) -> None:
        with self._lock:
            self._heard.append((topic, payload))
