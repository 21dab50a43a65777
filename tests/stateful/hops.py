"""The ways on which messages travel, one direction each, and what may happen to them there.

A fault waits at its hop for the next message. Topics overtake each other only by `late`, each in its own
order.
"""

import random
from collections import deque
from collections.abc import Callable
from typing import NamedTuple


class Message(NamedTuple):
    topic: str
    payload: bytes
    retained: bool = False


Deliver = Callable[[Message], None]


class Unconfirmed(Exception):
    """The receiver went before it could confirm the message, which will come again."""


class Hop:
    """`stalled`: nothing moves until it is not."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.faults: deque[str] = deque()
        self.stalled = False
        self._waiting: deque[Message] = deque()
        self._late: dict[str, list[Message]] = {}
        self._again: list[Message] = []

    def put(self, message: Message) -> None:
        if message.topic in self._late:
            self._late[message.topic].append(message)
        else:
            FAULTS[self.faults.popleft() if self.faults else "none"](self, message)

    def pump(self, deliver: Deliver) -> bool:
        """Delivers one message; False if there is none to deliver."""
        if self.stalled or not self._waiting:
            return False
        message = self._waiting.popleft()
        try:
            deliver(message)
        except Unconfirmed:
            self._waiting.appendleft(message)
        return True

    def holds(self, message: Message) -> bool:
        """Whether it has not got through yet."""
        late = [one for messages in self._late.values() for one in messages]
        return any(one is message for one in (*self._waiting, *late))

    def catch_up(self) -> None:
        """What was late comes now."""
        for messages in self._late.values():
            self._waiting.extend(messages)
        self._late.clear()

    def reconnect(self) -> None:
        """QoS 1: what the other end may not have confirmed comes again, in its order."""
        self._waiting.extendleft(reversed(self._again))
        self._again.clear()

    def clear(self) -> None:
        self._waiting.clear()
        self._late.clear()
        self._again.clear()

    def heal(self) -> None:
        self.faults.clear()
        self.stalled = False
        self.catch_up()

    def _none(self, message: Message) -> None:
        self._waiting.append(message)

    def _drop(self, message: Message) -> None:
        """Lost: as by a full queue, or a client that begins a new session."""

    def _twice(self, message: Message) -> None:
        self._waiting.extend((message, message))

    def _again_later(self, message: Message) -> None:
        self._waiting.append(message)
        self._again.append(message)

    def _be_late(self, message: Message) -> None:
        self._late[message.topic] = [message]

    def _corrupt(self, message: Message) -> None:
        data = bytearray(message.payload)
        data[self._rng.randrange(len(data))] ^= 1 << self._rng.randrange(8)
        self._waiting.append(message._replace(payload=bytes(data)))


FAULTS: dict[str, Callable[[Hop, Message], None]] = {
    "none": Hop._none,
    "drop": Hop._drop,
    "twice": Hop._twice,
    "again": Hop._again_later,
    "late": Hop._be_late,
    "corrupt": Hop._corrupt,
}
