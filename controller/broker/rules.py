"""What Mosquitto is told: its configuration, and who may write and read which topic."""

from pathlib import Path

from firmware_bridge.protocol.framing import MAX_CONTENT
from firmware_bridge.protocol.v1 import topics

CONTROLLER = "controller"

CONFIGURATION = """\
# Written by `schoolbell broker setup`. Mosquitto reads it from its conf.d; see docs/broker.md.
listener {port}
certfile {directory}/server.pem
keyfile {directory}/server.pem
tls_version tlsv1.2
# A client is known by its user name, so that none can push another out by taking its client id.
use_username_as_clientid true

allow_anonymous false
password_file {directory}/passwords
acl_file {directory}/acl

# What the controller has not fetched yet outlives a restart.
persistence true
max_queued_messages 100000
max_inflight_messages 100
# The longest message of the protocol, and what goes around it.
message_size_limit {longest}
max_packet_size {packet}
# Or the answer to a tap waits until the network stack thinks it worth a packet.
set_tcp_nodelay true
"""


def configuration(directory: Path, port: int) -> str:
    return CONFIGURATION.format(directory=directory, port=port, longest=MAX_CONTENT, packet=MAX_CONTENT + 512)


def access(site: str) -> str:
    """A station is the user of its own name. Nothing is permitted but what stands here.

    Only the controller may write an `order`, so nobody else can leave a retained one either. Mosquitto has no
    rule about retaining; a bridge and a station refuse a retained order, whoever left it.
    """
    own = f"{topics.ROOT}/{site}/%u"
    said = (topics.STATE, *topics.LEAVES.values())
    lines = [
        f"user {CONTROLLER}",
        *(f"topic read {one}" for one in topics.subscriptions(site)),
        f"topic write {topics.ROOT}/{site}/+/{topics.ORDER}",
        "",
        *(f"pattern write {own}/{leaf}" for leaf in said),
        f"pattern read {own}/{topics.ORDER}",
    ]
    return "".join(f"{line}\n" for line in lines)
