"""Which stations are ours: those that call wait as pending until somebody types the code on their label."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationChanged, StationRevoked
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations import calls, mode_orders
from controller.services.stations.placement import AS_KNOWN, Place, key_of, placed
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.messages import Boot
from firmware_bridge.protocol.v1.vocabulary import Lifecycle

MAX_STRANGERS = 50  # calling costs nothing, and each stranger is a row
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A code that no call has proved yet: the station may call at any moment."""

    by: Account
    key: bytes = field(repr=False)
    place: Place
    until: datetime


class Adopting:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._typed: dict[str, _Typed] = {}

    def standing(self, station_id: str) -> tuple[Adoption, bytes | None]:
        """How the station stands with us, and its key; an unheard-of one is as good as expected."""
        return self.standings([station_id])[station_id]

    def standings(self, station_ids: Iterable[str]) -> dict[str, tuple[Adoption, bytes | None]]:
        row = StationRow
        wanted = set(station_ids)
        query = select(row.id, row.adoption, row.key).where(row.id.in_(wanted))
        with self._database.read() as session:
            found = {name: (Adoption(adoption), key) for name, adoption, key in session.execute(query)}
        return dict.fromkeys(wanted, (Adoption.EXPECTED, None)) | found

    def signer(self, station_id: str, data: bytes) -> bytes | None:
        """Which of its keys signed this: a station may be revoked while it is given another one."""
        query = select(StationRow.key, StationRow.next_key).where(StationRow.id == station_id)
        with self._database.read() as session:
            keys = session.execute(query).one()
        return next((key for key in keys if key and calls.fits(data, key)), None)

    def called(self, station_id: str, data: bytes, boot: Boot) -> None:
        """A station that is not ours called; nothing it says is proved. Raises Refused when too many wait."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id) or self._stranger(session, station_id)
            first = row.adoption == Adoption.EXPECTED.value
            row.firmware, row.model, row.last_seen_at = boot.firmware, boot.model, self._clock.now()
            calls.keep(session, station_id, data, boot, self._clock.now())
            if first:
                row.adoption = Adoption.PENDING.value
                self._record(session, "station.called", "controller", station_id, firmware=boot.firmware)
        if first:
            self._bus.publish(StationChanged(station_id))
        self._prove_typed(station_id, data)

    def accepted(self, station_id: str, data: bytes, boot: Boot) -> None:
        """An adopted station started, and proved who it is."""
        with self._database.write() as session:
            row = session.get_one(StationRow, station_id)
            row.firmware, row.model, row.clock_quality = boot.firmware, boot.model, boot.clock_quality.word
            row.last_seen_at, row.waiting = self._clock.now(), boot.waiting
            row.lifecycle = Lifecycle.READY.value
            row.authority_in_force, row.authority_hash = boot.authority_version, boot.authority_hash
        self._bus.publish(StationChanged(station_id))

    def adopt(self, by: Account, station_id: str, code: str, place: Place = AS_KNOWN) -> None:
        """Raises Refused with what to do, when the code is not that of the station which called."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption == Adoption.ADOPTED.value:
                raise Refused("station.not-pending", "That station does not wait to be adopted.")
            placed(session, row, place)
            key = self._proved_key(session, by, row, code, place)
            self._take_in(session, by, row, key)
        self._bus.publish(StationChanged(station_id))

    def adopt_ahead(self, by: Account, station_id: str, code: str) -> None:
        """Before it has called: whoever calls by that name must then hold this key. Raises Refused."""
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption != Adoption.EXPECTED.value:
                raise Refused("station.not-expected", "That station is not one that the school waits for.")
            row.key, row.adoption = key_of(code), Adoption.ADOPTED.value
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

    def _proved_key(self, session: Session, by: Account, row: StationRow, code: str, place: Place) -> bytes:
        """The key behind the code, proved by one of the station's own calls to be its key.

        If none of them proves it the code is remembered for a while: a flood of forged calls could have
        pushed the true one out, and the true station calls again every few seconds.
        """
        if row.id not in calls.counts(session):
            raise Refused(
                "station.not-seen",
                f"{row.name} has not called yet: switch it on, check its network, "
                "and try again when it shows as waiting.",
            )
        key = key_of(code)
        if calls.proved(session, row.id, key):
            return key
        self._typed[row.id] = _Typed(by, key, place, self._clock.now() + PATIENCE)
        raise Refused(
            "station.wrong-code",
            f"That is the pairing code of another station, not of {row.name}: read the label on this one. "
            "If it is right, wait a minute: the station is adopted when it calls again.",
        )

    def _prove_typed(self, station_id: str, data: bytes) -> None:
        typed = self._typed.get(station_id)
        if typed is None or not calls.fits(data, typed.key):
            return
        del self._typed[station_id]
        if self._clock.now() > typed.until:
            return
        with self._database.write() as session:
            row = session.get_one(StationRow, station_id)
            placed(session, row, typed.place)
            self._take_in(session, typed.by, row, typed.key)
        self._bus.publish(StationChanged(station_id))

    def _take_in(self, session: Session, by: Account, row: StationRow, key: bytes) -> None:
        now = self._clock.now()
        if not mode_orders.join(session, row, now) and row.adoption == Adoption.REVOKED.value:
            mode_orders.put_back(session, by, row.id, now)  # it may have been told to open nothing
        row.key, row.next_key = key, None
        row.adoption, row.lifecycle = Adoption.ADOPTED.value, Lifecycle.INIT.value
        calls.forget(session, row.id)
        self._typed.pop(row.id, None)
        self._record(
            session, "station.adopted", f"account:{by.username}", row.id, name=row.name, gate=row.gate
        )

    def _stranger(self, session: Session, station_id: str) -> StationRow:
        """The school's list does not name it. It may be hostile, so only so many are let in."""
        pending = StationRow.adoption == Adoption.PENDING.value
        strangers = select(func.count()).where(~StationRow.listed, pending)
        if (session.scalar(strangers) or 0) >= MAX_STRANGERS:
            raise Refused(
                "station.too-many-strangers",
                f"{MAX_STRANGERS} stations that nobody expected have called already; "
                f"`{station_id}` was not added. Dismiss them at the station desk first.",
            )
        row = StationRow(id=station_id, name=station_id, gate="", adoption=Adoption.EXPECTED.value)
        session.add(row)
        session.flush()
        return row

    def _record(self, session: Session, kind: str, actor: str, station_id: str, **data: object) -> None:
        append(session, self._clock.now(), Fact(kind, actor, f"station:{station_id}", data))
