"""Answers to stations that start: taken on, asked to wait, or turned away."""

from typing import Any

from controller.clock import Clock
from controller.domain.stations import HEARTBEAT, Adoption
from controller.errors import Refused
from controller.services.stations.adoption import Adopting
from controller.services.stations.link import StationLink
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.envelope import OPEN_KEY, Header, open_sealed
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import Boot, BootReply, Heartbeat, SetMode
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Kind, Mode

CALL_AGAIN_S = {BootStatus.ACCEPTED: 10, BootStatus.PENDING: 3, BootStatus.REJECTED: 60}
STATES = frozenset({Kind.HEARTBEAT, Kind.STATUS, Kind.ORDER_ACK})
REVOKED_FOR_MS = 366 * 24 * 3600 * 1000


class Greeting:
    def __init__(self, clock: Clock, link: StationLink, adopting: Adopting, tag_key: bytes) -> None:
        self._clock, self._link, self._adopting, self._tag_key = clock, link, adopting, tag_key

    def accept(self, station_id: str, key: bytes, data: bytes, boot: Boot) -> None:
        self._adopting.accepted(station_id, data, boot)
        sealed = seal_tag_key(key, self._tag_key, boot)
        self._reply(station_id, key, BootStatus.ACCEPTED, boot, sealed)

    def not_ours(self, header: Header, adoption: Adoption, key: bytes | None, payload: bytes) -> None:
        """Raises Refused for anything but a boot message, EnvelopeError for one that cannot be read."""
        station_id = header.address.station
        if header.kind is not Kind.BOOT:
            self._not_taken(header, adoption, payload)
            return
        boot = _unproved(payload)
        self._adopting.called(station_id, payload, boot)
        if key and self._adopting.signer(station_id, payload):
            self._reply(station_id, key, BootStatus.REJECTED, boot)
        else:
            self._reply(station_id, OPEN_KEY, BootStatus.PENDING, boot)

    def _not_taken(self, header: Header, adoption: Adoption, payload: bytes) -> None:
        """A revoked station goes on for a while with the state that it is in, which is no dead letter.

        One that was away when it was revoked is told now.
        """
        station_id = header.address.station
        revoked = adoption is Adoption.REVOKED and header.kind in STATES
        if revoked and (signer := self._adopting.signer(station_id, payload)):
            message = open_sealed(payload, signer).message
            if isinstance(message, Heartbeat) and message.mode is not Mode.MAINTENANCE:
                self.revoked(station_id)
            return
        raise Refused(
            f"station.{adoption}",
            f"The station {station_id} is {_STANDING[adoption]}: nothing is taken from it.",
        )

    def revoked(self, station_id: str) -> None:
        """Its authority would otherwise go on until it ends by itself."""
        _, key = self._adopting.standing(station_id)
        if key:
            until = to_ms(self._clock.now()) + REVOKED_FOR_MS
            self._link.send(station_id, key, SetMode(Mode.MAINTENANCE, until, "revoked"))

    def _reply(
        self, station_id: str, key: bytes, status: BootStatus, boot: Boot, tag_key: bytes | None = None
    ) -> None:
        time_ms = to_ms(self._clock.now())
        heartbeat_s = int(HEARTBEAT.total_seconds())
        reply = BootReply(status, boot.nonce, time_ms, heartbeat_s, CALL_AGAIN_S[status], tag_key)
        self._link.send(station_id, key, reply)


_STANDING = {
    Adoption.EXPECTED: "not adopted",
    Adoption.PENDING: "not adopted",
    Adoption.REVOKED: "revoked",
    Adoption.ADOPTED: "without a key",
}


def _unproved(payload: bytes) -> Boot:
    """What a boot message says, before any key is known: nothing in it may be believed."""
    body: Any = canonical.loads(canonical.loads(payload)[0])[-1]
    return from_body(Boot, body)
