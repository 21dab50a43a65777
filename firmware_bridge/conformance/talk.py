"""The controller's side of the conversation with one station: all that it said, and what it is told.

Nothing is judged here. Boot messages are answered and events acknowledged as `greeting` and `acking` say.
"""

import hmac
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from firmware_bridge.conformance.carriers import Carrier, Said
from firmware_bridge.conformance.clauses import Failed
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import canonical, topics
from firmware_bridge.protocol.v1.envelope import (
    OPEN_KEY,
    Address,
    Header,
    Received,
    new_msg_id,
    open_sealed,
    seal,
)
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import (
    Boot,
    BootReply,
    EventAck,
    GetLog,
    Message,
    SetMode,
    StationEvent,
    Unlock,
)
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.vocabulary import PROTOCOL, BootStatus

M = TypeVar("M", bound=Message)
T = TypeVar("T")

REACTION_S = 5.0
TTL = timedelta(seconds=2)
REMEMBERED = 48  # of the 64 orders that a station remembers: never come near it by chance
ONCE = (Unlock, SetMode, GetLog)
Answer = Callable[[Boot], BootReply | None]


@dataclass(frozen=True, slots=True)
class Heard:
    at: float
    topic: str
    data: bytes
    header: Header
    message: Message
    retained: bool
    copy: bool  # of an event that was heard before


class Talk:
    """`keys` are those that the station may sign with, the first is ours. `since` in what follows is an index
    into `heard`, as `mark` gives it.
    """

    def __init__(self, carrier: Carrier, keys: tuple[bytes, ...], tag_key: bytes) -> None:
        self.carrier, self.keys, self.tag_key = carrier, keys, tag_key
        self.address: Address | None = None
        self.heard: list[Heard] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self.greeting: Answer = self.accepted
        self.acking, self.heartbeat_s = True, 1
        self.ahead_s = 0.0  # of true time, which a controller may set
        self._known: set[tuple[bytes, int]] = set()
        self._once: list[float] = []  # when the orders end that a station must remember
        self._unacknowledged: deque[EventAck] = deque()

    # Listening

    def mark(self) -> int:
        return len(self.heard)

    def since(self, mark: int, shape: type[M]) -> list[M]:
        return [one.message for one in self.heard[mark:] if isinstance(one.message, shape)]

    def pump(self, timeout_s: float) -> None:
        """Takes the next thing that is said within the time."""
        said = self.carrier.receive(timeout_s)
        if said is not None:
            self._take(said)

    def wait(self, seconds: float) -> None:
        """Listens for so long."""
        end = self.carrier.monotonic() + seconds
        while (left := end - self.carrier.monotonic()) > 0:
            self.pump(left)

    def until(self, find: Callable[[], T | None], what: str, within: float = REACTION_S) -> T:
        """What `find` finds, looking again at each thing that is said. Raises Failed."""
        end = self.carrier.monotonic() + within
        while (found := find()) is None:
            left = end - self.carrier.monotonic()
            if left <= 0:
                raise Failed(f"waited {within:g} s for {what}")
            self.pump(left)
        return found

    def expect(
        self,
        shape: type[M],
        mark: int,
        what: str,
        where: Callable[[M], bool] = lambda _: True,
        within: float = REACTION_S,
    ) -> M:
        """Raises Failed if it does not come in time."""
        return self.until(
            lambda: next((one for one in self.since(mark, shape) if where(one)), None), what, within
        )

    def knows(self, event: StationEvent) -> bool:
        return (event.boot_id, event.seq) in self._known

    def newest(self, shape: type[M]) -> M | None:
        found = (one.message for one in reversed(self.heard))
        return next((one for one in found if isinstance(one, shape)), None)

    # Telling

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.carrier.now() + self.ahead_s, UTC)

    def now_ms(self) -> int:
        return round((self.carrier.now() + self.ahead_s) * 1000)

    def say(
        self,
        message: Message,
        *,
        key: bytes | None = None,
        address: Address | None = None,
        sent: float = 0.0,
        ttl: timedelta = TTL,
        retained: bool = False,
    ) -> bytes:
        """Its msg_id. `sent` is when it claims to be sent, in seconds from now."""
        self._pace(message, ttl)
        msg_id, moment = new_msg_id(), self.now() + timedelta(seconds=sent)
        sealed = seal(
            message, address or self._here(), key or self.keys[0], now=moment, ttl=ttl, msg_id=msg_id
        )
        self.carrier.send(self._here(), sealed, retained=retained)
        return msg_id

    def send(self, data: bytes, *, retained: bool = False) -> None:
        """Bytes as they are."""
        self.carrier.send(self._here(), data, retained=retained)

    def forge(
        self, kind: int, body: object, *, version: int = PROTOCOL, life_ms: int = 2000
    ) -> tuple[bytes, bytes]:
        """(msg_id, envelope) of what `seal` would not make, truly signed."""
        msg_id, here, now = new_msg_id(), self._here(), self.now_ms()
        head = [version, kind, here.site, here.station, msg_id, now, now + life_ms]
        payload = canonical.dumps([*head, body])
        return msg_id, canonical.dumps([payload, hmac.digest(self.keys[0], payload, "sha256")])

    def forge_of(self, message: Message, **how: int) -> tuple[bytes, bytes]:
        return self.forge(int(message.kind), to_body(message), **how)

    # Greetings

    def accepted(self, boot: Boot) -> BootReply:
        sealed = seal_tag_key(self.keys[0], self.tag_key, boot)
        return BootReply(BootStatus.ACCEPTED, boot.nonce, self.now_ms(), self.heartbeat_s, 10, sealed)

    def pending(self, boot: Boot) -> BootReply:
        return BootReply(BootStatus.PENDING, boot.nonce, self.now_ms(), self.heartbeat_s, 1)

    def rejected(self, boot: Boot) -> BootReply:
        return BootReply(BootStatus.REJECTED, boot.nonce, self.now_ms(), self.heartbeat_s, 1)

    def nothing(self, _boot: Boot) -> None:
        return None

    def acknowledge(self) -> None:
        """All events that were heard and not acknowledged, unless we are not `acking` now."""
        while self.acking and self._unacknowledged:
            self.say(self._unacknowledged.popleft())

    # Inside

    def _here(self) -> Address:
        if self.address is None:
            raise Failed("the station has not said a word that its pairing code proves")
        return self.address

    def _pace(self, message: Message, ttl: timedelta) -> None:
        """Waits until the station need not remember so many orders."""
        if not isinstance(message, ONCE):
            return
        while len(self._unexpired()) >= REMEMBERED:
            self.pump(min(self._once) - self.carrier.monotonic())
        self._once.append(self.carrier.monotonic() + ttl.total_seconds())

    def _unexpired(self) -> list[float]:
        self._once = [one for one in self._once if one > self.carrier.monotonic()]
        return self._once

    def _take(self, said: Said) -> None:
        if said.topic.endswith(f"/{topics.STATE}"):
            return self._take_word(said)
        try:
            if self.address is None and not self._meets(said.content):
                return
            if said.topic and topics.parse(said.topic).address != self.address:
                return
            if not said.topic and self._is_word(said.content):
                return
            self._take_message(said, self._open(said.content))
        except EnvelopeError as error:
            self.faults.append(error.sentence)

    def _meets(self, content: bytes) -> bool:
        """Whether this is the station whose key we have, the only one that we shall listen to."""
        for key in self.keys:
            try:
                self.address = open_sealed(content, key).header.address
            except EnvelopeError:
                continue
            self.keys = (key, *(one for one in self.keys if one != key))
        return self.address is not None

    def _open(self, content: bytes) -> Received:
        for key in self.keys[1:]:
            try:
                return open_sealed(content, key)
            except EnvelopeError:
                continue
        return open_sealed(content, self.keys[0])

    def _take_message(self, said: Said, received: Received) -> None:
        message = received.message
        copy = isinstance(message, StationEvent) and self.knows(message)
        at = self.carrier.monotonic()
        self.heard.append(Heard(at, said.topic, said.content, received.header, message, said.retained, copy))
        if isinstance(message, Boot) and (reply := self.greeting(message)):
            self.say(reply, key=OPEN_KEY if reply.status is BootStatus.PENDING else None)
        if isinstance(message, StationEvent):
            self._known.add((message.boot_id, message.seq))
            self._unacknowledged.append(EventAck(message.boot_id, message.seq))
            self.acknowledge()

    def _take_word(self, said: Said) -> None:
        if self.address is None or said.topic == topics.state(self.address):
            self.words.append(said.content.decode(errors="replace"))

    def _is_word(self, content: bytes) -> bool:
        word = canonical.loads(content)
        if isinstance(word, str):
            self.words.append(word)
        return isinstance(word, str)
