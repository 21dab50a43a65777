"""Which stations are ours: those that call wait as pending until somebody types the code on their label."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationChanged, StationRevoked
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.errors import EnvelopeError, PairingCodeError
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Boot
from firmware_bridge.protocol.v1.pairing import key_from_code
from firmware_bridge.protocol.v1.vocabulary import Lifecycle, Mode

MAX_STRANGERS = 50  # calling costs nothing, and each stranger is a row


class Adopting:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def standing(self, station_id: str) -> tuple[Adoption, bytes | None]:
        """How the station stands with us, and its key; an unheard-of one is as good as expected."""
        with self._database.read() as session:
            row = session.get(StationRow, station_id)
        return (Adoption(row.adoption), row.key) if row else (Adoption.EXPECTED, None)

    def called(self, station_id: str, data: bytes, boot: Boot) -> None:
        """A station that is not ours called; nothing it says is proved. Raises Refused when too many wait."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id) or self._stranger(session, station_id)
            first = row.adoption == Adoption.EXPECTED.value
            row.boot, row.firmware, row.last_seen_at = data, boot.firmware, self._clock.now()
            if first:
                row.adoption = Adoption.PENDING.value
                self._record(session, "station.called", "controller", station_id, firmware=boot.firmware)
        if first:
            self._bus.publish(StationChanged(station_id))

    def accepted(self, station_id: str, data: bytes, boot: Boot) -> bool:
        """An adopted station started, and proved who it is. True if it still holds what revoked it once."""
        with self._database.write() as session:
            row = session.get_one(StationRow, station_id)
            row.boot, row.firmware, row.clock_quality = data, boot.firmware, boot.clock_quality.word
            row.last_seen_at, row.waiting = self._clock.now(), boot.waiting
            row.lifecycle = Lifecycle.READY.value
            row.authority_in_force, row.authority_hash = boot.authority_version, boot.authority_hash
            held = row.mode == Mode.MAINTENANCE.word
        self._bus.publish(StationChanged(station_id))
        return held

    def adopt(self, by: Account, station_id: str, code: str) -> None:
        """Raises Refused with what to do, when the code is not that of the station which called."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption == Adoption.ADOPTED.value:
                raise Refused("station.not-pending", "That station does not wait to be adopted.")
            row.key = _proved_key(row, code)
            if row.adoption == Adoption.REVOKED.value:
                row.mode = Mode.MAINTENANCE.word  # it was told so, and that may have reached it
            row.adoption, row.lifecycle = Adoption.ADOPTED.value, Lifecycle.INIT.value
            self._record(session, "station.adopted", f"account:{by.username}", station_id)
        self._bus.publish(StationChanged(station_id))

    def adopt_ahead(self, by: Account, station_id: str, code: str) -> None:
        """Before it has called: whoever calls by that name must then hold this key. Raises Refused."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption != Adoption.EXPECTED.value:
                raise Refused("station.not-expected", "That station is not one that the school waits for.")
            row.key, row.adoption = _key(code), Adoption.ADOPTED.value
            self._record(session, "station.adopted", f"account:{by.username}", station_id)
        self._bus.publish(StationChanged(station_id))

    def revoke(self, by: Account, station_id: str) -> None:
        """It is told to open nothing more, and must be adopted again by its code. Raises Refused."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption != Adoption.ADOPTED.value:
                raise Refused(
                    "station.not-adopted", "That station is not adopted: there is nothing to revoke."
                )
            row.adoption = Adoption.REVOKED.value
            self._record(session, "station.revoked", f"account:{by.username}", station_id)
        self._bus.publish(StationRevoked(station_id), StationChanged(station_id))

    def _stranger(self, session: Session, station_id: str) -> StationRow:
        """The school's list does not name it. It may be hostile, so only so many are let in."""
        strangers = select(func.count()).where(StationRow.gate == "")
        if (session.scalar(strangers) or 0) >= MAX_STRANGERS:
            raise Refused(
                "station.too-many-strangers",
                f"{MAX_STRANGERS} stations that nobody expected have called already; "
                f"`{station_id}` was not added. Remove them from the broker first.",
            )
        row = StationRow(id=station_id, name=station_id, gate="", adoption=Adoption.EXPECTED.value)
        session.add(row)
        return row

    def _record(self, session: Session, kind: str, actor: str, station_id: str, **data: object) -> None:
        append(session, self._clock.now(), Fact(kind, actor, f"station:{station_id}", data))


def _proved_key(row: StationRow, code: str) -> bytes:
    """The key behind the code, proved by the station's own boot message to be its key."""
    if row.boot is None:
        raise Refused(
            "station.not-seen",
            f"{row.name} has not called yet: switch it on, check its network, "
            "and try again when it shows as waiting.",
        )
    key = _key(code)
    try:
        open_sealed(row.boot, key)
    except EnvelopeError as error:
        raise Refused(
            "station.wrong-code",
            f"That is the pairing code of another station, not of {row.name}: read the label on this one.",
        ) from error
    return key


def _key(code: str) -> bytes:
    try:
        return key_from_code(code)
    except PairingCodeError as error:
        raise Refused("station.bad-code", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
