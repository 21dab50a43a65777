"""Somebody who hears everything on the broker and may say anything there, and who has no station's key."""

from datetime import timedelta

from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import OPEN_KEY, EnvelopeError, new_msg_id, peek, seal
from firmware_bridge.protocol.v1.messages import SetMode, Unlock
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Kind, Mode
from tests.stateful.hops import Message
from tests.stateful.world import World

KEYS = {"open": OPEN_KEY, "other": b"\x01" * 32}


class Attacker:
    def __init__(self, world: World) -> None:
        self._world = world

    def replay_order(self, station: str, kind: Kind, which: int, retained: bool) -> None:
        """One of the last of that kind that any station was sent, to this one."""
        orders = [one for one in self._heard() if one.topic.endswith(f"/{topics.ORDER}")]
        alike = [one for one in orders if _kind(one) is kind]
        if alike:
            topic = topics.orders(self._world.boxes[station].address)
            self._say(topic, alike[-1 - which % len(alike)].payload, retained)

    def replay_report(self, which: int) -> None:
        reports = [one for one in self._heard() if not one.topic.endswith(f"/{topics.ORDER}")]
        if reports:
            message = reports[-1 - which % len(reports)]
            self._say(message.topic, message.payload, message.retained)

    def forge(self, station: str, key: str, mode: Mode | None) -> None:
        """An unlock, or a mode, for the next minute."""
        address, now = self._world.boxes[station].address, self._world.clock.now()
        until = to_ms(now) + 60_000
        order = Unlock("forged") if mode is None else SetMode(mode, until, "forged")
        data = seal(
            order, address, KEYS.get(key, OPEN_KEY), now=now, ttl=timedelta(seconds=60), msg_id=new_msg_id()
        )
        self._say(topics.orders(address), data if key in KEYS else data[:-32] + bytes(32), False)

    def _heard(self) -> list[Message]:
        return self._world.broker.recorded

    def _say(self, topic: str, payload: bytes, retained: bool) -> None:
        if self._world.broker.running:
            self._world.broker.take(Message(topic, payload, retained))
            self._heard().pop()  # its own voice


def _kind(message: Message) -> Kind | None:
    """What anybody can read of it."""
    try:
        return peek(message.payload).kind
    except EnvelopeError:
        return None
