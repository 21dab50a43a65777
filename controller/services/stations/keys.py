"""Gives a station another key over the link (docs/protocol.md §12).

Both keys hold until a message signed with the new one has come: the answer may be lost on the way, and a
station that we can no longer understand would have to be fetched.
"""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationChanged
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.link import StationLink
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import EventAck, Message, SetKey
from firmware_bridge.protocol.v1.pairing import pairing_code, seal_new_key

KEY_BYTES, NONCE_BYTES = 32, 8
AGAIN_AFTER_S = 5.0


class Keys:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, link: StationLink) -> None:
        self._database, self._clock, self._bus, self._link = database, clock, bus, link
        self._told: dict[str, float] = {}

    def rotate(self, by: Account, station_id: str) -> str:
        """The pairing code of the new key, for a new label: it is shown this once. Raises Refused."""
        new = secrets.token_bytes(KEY_BYTES)
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption != Adoption.ADOPTED.value:
                raise Refused("station.not-adopted", "Only an adopted station can be given another key.")
            if row.next_key is not None:
                raise Refused(
                    "key.under-way",
                    f"{row.name} is being given another key already: it is told again until it has it.",
                )
            row.next_key, row.next_key_at = new, self._clock.now()
            self._record(session, "station.key-ordered", f"account:{by.username}", station_id)
        self.tell_all()
        self._bus.publish(StationChanged(station_id))
        return pairing_code(new)

    def open(self, station_id: str, key: bytes, payload: bytes) -> tuple[bytes, Message]:
        """The message, and the key that it is signed with: the station's own, or the one it is being given.

        Raises EnvelopeError; `unsigned` if neither fits.
        """
        try:
            return key, open_sealed(payload, key).message
        except EnvelopeError as error:
            if error.code != "unsigned" or (new := self._next_key(station_id)) is None:
                raise
            message = open_sealed(payload, new).message
            self._changed(station_id, new)
            return new, message

    def tell_all(self) -> None:
        """Told again and again, the same key, until it is heard to sign with it."""
        query = select(StationRow).where(StationRow.next_key.is_not(None))
        moment = self._clock.monotonic()
        with self._database.read() as session:
            waiting = session.scalars(query.where(StationRow.adoption == Adoption.ADOPTED.value)).all()
        for row in waiting:
            if moment - self._told.get(row.id, -AGAIN_AFTER_S) < AGAIN_AFTER_S:
                continue
            self._told[row.id] = moment
            assert row.key is not None
            assert row.next_key is not None
            nonce = secrets.token_bytes(NONCE_BYTES)
            self._link.send(row.id, row.key, SetKey(nonce, seal_new_key(row.key, row.next_key, nonce)))

    def _next_key(self, station_id: str) -> bytes | None:
        with self._database.read() as session:
            return session.scalars(select(StationRow.next_key).where(StationRow.id == station_id)).first()

    def _changed(self, station_id: str, new: bytes) -> None:
        with self._database.write() as session:
            row = session.get_one(StationRow, station_id)
            row.key, row.next_key, row.next_key_at = new, None, None
            self._record(session, "station.key-changed", f"station:{station_id}", station_id)
        self._told.pop(station_id, None)
        # The station forgets its old key at the first order that the new one signs; this does nothing else.
        self._link.send(station_id, new, EventAck(bytes(8), 1))
        self._bus.publish(StationChanged(station_id))

    def _record(self, session: Session, kind: str, actor: str, station_id: str) -> None:
        append(session, self._clock.now(), Fact(kind, actor, f"station:{station_id}", {}))
