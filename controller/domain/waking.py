"""Wake on LAN: the packet that turns a PC on, and where it is sent. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Final

EVERYWHERE: Final = "255.255.255.255"
PORT: Final = 9
_MAC: Final = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")


def magic_packet(mac: str) -> bytes:
    """Six bytes FF, then the address sixteen times. Raises ValueError for what is no address."""
    if not _MAC.fullmatch(mac):
        raise ValueError(f"{mac!r} is not written like 00:1a:2b:3c:4d:5e")
    return b"\xff" * 6 + bytes.fromhex(mac.replace(":", "")) * 16


@dataclass(frozen=True, slots=True)
class Target:
    """Where the packets for one network go: its broadcast address, or a machine that passes them on."""

    address: str
    port: int = PORT

    @classmethod
    def parse(cls, text: str, port: int = PORT) -> "Target":
        """`10.1.255.255` or `10.1.255.255:7`. Raises ValueError."""
        address, colon, named = text.strip().partition(":")
        number = int(named) if colon else port
        if not 0 < number < 65536:
            raise ValueError(f"{number} is not a port")
        return cls(str(IPv4Address(address)), number)


@dataclass(frozen=True, slots=True)
class Targets:
    """One for the whole site, and others for the rooms that are in other networks."""

    site: Target = Target(EVERYWHERE)
    rooms: Mapping[str, Target] = field(default_factory=dict)

    @classmethod
    def parse(cls, address: str, port: int, rooms: str) -> "Targets":
        """`rooms` is `lab-1=10.1.255.255, lab-2=10.2.255.255:7`. Raises ValueError."""
        pairs = [pair.partition("=") for pair in rooms.split(",") if pair.strip()]
        if any(not (room.strip() and sign) for room, sign, _ in pairs):
            raise ValueError("a room is written like lab-1=10.1.255.255")
        named = {room.strip(): Target.parse(where, port) for room, _, where in pairs}
        return cls(Target.parse(address, port), named)

    def of(self, room: str) -> Target:
        return self.rooms.get(room, self.site)
