"""The smallest controller that stations will work for: it knows their keys, takes each event once, and
answers.
"""

import threading
from datetime import timedelta

from controller.clock import Clock
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, new_msg_id, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    Boot,
    BootReply,
    EventAck,
    OrderAck,
    StationEvent,
    Status,
)
from firmware_bridge.protocol.v1.pairing import key_from_code, seal_tag_key
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus
from firmware_bridge.transport.mqtt import MqttLink

TAG_KEY = bytes(range(200, 232))


class Desk:
    """`taking` False leaves events unacknowledged; `allow` is what it says to every question."""

    def __init__(self, url: str, codes: dict[str, str], clock: Clock, site: str = "northgate") -> None:
        self.keys = {Address(site, name): key_from_code(code) for name, code in codes.items()}
        self.clock, self.allow, self.taking = clock, False, True
        self.events: dict[tuple[Address, bytes, int], StationEvent] = {}
        self.repeats, self.unreadable = 0, 0
        self.states: dict[Address, list[str]] = {}
        self.acks: list[OrderAck] = []
        self.status: dict[Address, Status] = {}
        self.order_of: list[tuple[Address, bytes, int]] = []
        self._lock = threading.Lock()
        self.link = MqttLink(url, "desk", on_message=self._take)
        self.link.subscribe(*topics.subscriptions(site))

    def start(self) -> "Desk":
        self.link.start()
        return self

    def tell(
        self, address: Address, message, *, key=None, retained=False, sent=None, ttl=timedelta(seconds=10)
    ):
        data = seal(
            message,
            address,
            key or self.keys[address],
            now=sent or self.clock.now(),
            ttl=ttl,
            msg_id=new_msg_id(),
        )
        self.link.publish(topics.orders(address), data, retained=retained)
        return data

    def give(self, address: Address, version: int, **how) -> Authority:
        now = self.clock.now()
        span = {"valid_from": now - timedelta(minutes=1), "valid_until": now + timedelta(hours=2)}
        authority = Authority.build(version=version, **{**span, **how})
        for page in authority.pages():
            self.tell(address, page)
        return authority

    def told(self, address: Address) -> list[StationEvent]:
        with self._lock:
            return [event for (whose, _, _), event in self.events.items() if whose == address]

    def _take(self, topic: str, payload: bytes, retained: bool) -> None:
        parsed = topics.parse(topic)
        if parsed.leaf == topics.STATE:
            self.states.setdefault(parsed.address, []).append(payload.decode())
            return
        try:
            peek(payload)
            message = open_sealed(payload, self.keys[parsed.address]).message
        except (EnvelopeError, KeyError):
            self.unreadable += 1
            return
        handler = self.HANDLERS.get(type(message))
        if handler:
            handler(self, parsed.address, message)

    def _boot(self, address: Address, boot: Boot) -> None:
        sealed = seal_tag_key(self.keys[address], TAG_KEY, boot)
        self.tell(
            address, BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(self.clock.now()), 15, 10, sealed)
        )

    def _event(self, address: Address, event: StationEvent) -> None:
        if not self.taking:
            return
        key = (address, event.boot_id, event.seq)
        with self._lock:
            self.repeats += key in self.events
            if key not in self.events:
                self.events[key] = event
                self.order_of.append(key)
        self.tell(address, EventAck(event.boot_id, event.seq))

    def _authorise(self, address: Address, question: Authorise) -> None:
        self.tell(address, AuthoriseReply(question.nonce, self.allow, "forbidden"), ttl=timedelta(seconds=2))

    def _ack(self, _address: Address, ack: OrderAck) -> None:
        self.acks.append(ack)

    def _status(self, address: Address, status: Status) -> None:
        self.status[address] = status

    HANDLERS = {Boot: _boot, StationEvent: _event, Authorise: _authorise, OrderAck: _ack, Status: _status}  # noqa: RUF012
