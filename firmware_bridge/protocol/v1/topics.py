"""MQTT topics: `pouch/1/<site>/<station>/<leaf>`. Only `$state` is retained."""

from dataclasses import dataclass

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.vocabulary import PROTOCOL, Kind

ROOT = f"pouch/{PROTOCOL}"
STATE = "$state"
ORDER = "order"
LEAVES = {
    Kind.BOOT: "boot",
    Kind.HEARTBEAT: "heartbeat",
    Kind.STATUS: "status",
    Kind.AUTHORISE: "authorise",
    Kind.EVENT: "event",
    Kind.ORDER_ACK: "order-ack",
    Kind.LOG_PAGE: "log",
}


@dataclass(frozen=True, slots=True)
class Topic:
    address: Address
    leaf: str


def topic_for(address: Address, kind: Kind) -> str:
    return f"{ROOT}/{address}/{LEAVES.get(kind, ORDER)}"


def orders(address: Address) -> str:
    return f"{ROOT}/{address}/{ORDER}"


def state(address: Address) -> str:
    return f"{ROOT}/{address}/{STATE}"


def subscriptions(site: str) -> tuple[str, ...]:
    """Everything that a site's stations say, and none of what they are told."""
    return tuple(f"{ROOT}/{site}/+/{leaf}" for leaf in (STATE, *LEAVES.values()))


def parse(topic: str) -> Topic:
    """Raises EnvelopeError `bad-address` for a topic that is not a station's."""
    root, _, rest = topic.partition(f"{ROOT}/")
    parts = rest.split("/")
    if root or len(parts) != 3:
        raise EnvelopeError("bad-address", f"`{topic!r:.80}` is not the topic of a station")
    return Topic(Address(parts[0], parts[1]), parts[2])
