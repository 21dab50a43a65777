"""Turns PCs on over the network, by the addresses that they gave when they were last on."""

import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.domain.waking import Target, Targets, magic_packet
from controller.errors import Refused
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import WorkstationRow

TIMES: Final = 2
"""Nothing answers such a packet, so each is sent more than once."""
NOBODY_KNOWN: Final = (
    "None of those PCs can be called: a PC tells its network address when its agent connects, "
    "so each must have been on once."
)

Packets = Sequence[tuple[Target, bytes]]
Send = Callable[[Packets], None]


@dataclass(frozen=True, slots=True)
class Woken:
    """`called` were off and have been called; `on` needed no call; `unknown` have never told an address."""

    called: int
    on: int
    unknown: int

    @property
    def sentence(self) -> str:
        if not self.called:
            return "They are on already."
        parts = [f"{self.called} PC{'' if self.called == 1 else 's'} called: give them a minute or two."]
        if self.unknown:
            parts.append(f"{self.unknown} cannot be called, since they have never been on with their agent.")
        return " ".join(parts)


class Waking:
    def __init__(
        self, database: Database, clock: Clock, presence: Presence, targets: Targets, send: Send | None = None
    ) -> None:
        self._database, self._clock, self._presence = database, clock, presence
        self._targets, self._send = targets, send or send_packets

    def wake_seats(self, by: Account, lesson: Lesson, seats: Iterable[str]) -> Woken:
        """Raises Refused."""
        return self._wake(by, f"lesson:{lesson.id}", WorkstationRow.id.in_(list(seats)))

    def wake_room(self, by: Account, room: str) -> Woken:
        """Raises Refused."""
        return self._wake(by, f"room:{room}", WorkstationRow.room_id == room)

    def _wake(self, by: Account, subject: str, which: object) -> Woken:
        query = select(WorkstationRow.id, WorkstationRow.room_id, WorkstationRow.macs)
        with self._database.read() as session:
            rows = session.execute(query.where(which)).all()  # type: ignore[arg-type]  # a column's condition
        if not rows:
            raise Refused("wake.no-room", "There are no such PCs. Reload the page and choose again.")
        off = [row for row in rows if self._presence.of(row.id) is None]
        known = [row for row in off if row.macs]
        if off and not known:
            raise Refused("wake.unknown", NOBODY_KNOWN)
        if known:
            packets = [
                (self._targets.of(row.room_id), magic_packet(mac))
                for row in known
                for mac in row.macs.split(",")
            ]
            self._note(by, subject, [row.id for row in known])
            self._send(packets * TIMES)
        return Woken(len(known), len(rows) - len(off), len(off) - len(known))

    def _note(self, by: Account, subject: str, seats: Sequence[str]) -> None:
        fact = Fact("wake.asked", f"account:{by.username}", subject, {"seats": list(seats)})
        with self._database.write() as session:
            append(session, self._clock.now(), fact)


def send_packets(packets: Packets) -> None:
    """Raises Refused when the network does not take them."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for target, packet in packets:
            try:
                line.sendto(packet, (target.address, target.port))
            except OSError as error:
                raise Refused(
                    "wake.network",
                    f"This server cannot send to {target.address}. The network manager must look at the "
                    "setting wake_address.",
                ) from error
