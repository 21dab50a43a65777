"""What is known of each station: heard when, in which state, with which authority in force."""

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import StationChanged
from controller.domain.stations import Adoption, Presence, Station, natural, presence
from controller.services.bus import EventBus
from controller.services.stations.authorities import FAR_AHEAD, Authorities, current, is_level, newest
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import AuthorityRow, StationRow
from firmware_bridge.protocol.v1.messages import Heartbeat, OrderAck, Status
from firmware_bridge.protocol.v1.vocabulary import Lifecycle

READY = Lifecycle.READY.value
AHEAD_AGAIN_S = 60.0
TOLD = {Presence.LOST: "station.lost", Presence.READY: "station.ready"}


class Stations:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, authorities: Authorities) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._authorities = authorities
        self._presences: dict[str, Presence] = {}
        self._ahead: dict[str, float] = {}

    def all(self) -> list[Station]:
        """By gate and name; those that nobody adopted last."""
        now = self._clock.now()
        with self._database.read() as session:
            orders = newest(session)
            rows = session.scalars(select(StationRow)).all()
        stations = [_station(row, orders.get(row.gate), now) for row in rows]
        return sorted(stations, key=_place)

    def ids(self) -> frozenset[str]:
        with self._database.read() as session:
            return frozenset(session.scalars(select(StationRow.id)))

    def heartbeat(self, station_id: str, beat: Heartbeat) -> None:
        with self._database.write() as session:
            row = self._heard(session, station_id)
            row.mode, row.clock_quality = beat.mode.word, beat.clock_quality.word
            row.waiting = beat.waiting
            self._holds(session, row, beat.authority_version, beat.authority_hash)
        self._bus.publish(StationChanged(station_id))

    def status(self, station_id: str, status: Status) -> None:
        with self._database.write() as session:
            row = self._heard(session, station_id)
            row.lock_state, row.mode = status.lock.word, status.mode.word
            row.clock_quality, row.waiting = status.clock_quality.word, status.waiting
            row.jams, row.tampered, row.store_full = status.jams, status.tampered, status.store_full
            row.broken_records, row.unrecorded = status.broken_records, status.unrecorded
            row.supply_mv, row.battery = status.supply_mv, status.battery
            row.refused = json.dumps({one.result.word: one.count for one in status.refused})
            self._holds(session, row, status.authority_version, status.authority_hash)
        self._bus.publish(StationChanged(station_id))

    def order_ack(self, station_id: str, ack: OrderAck) -> None:
        with self._database.write() as session:
            row = self._heard(session, station_id)
            row.mode = ack.mode.word
            self._holds(session, row, ack.authority_version, ack.authority_hash)
        self._bus.publish(StationChanged(station_id))

    def lifecycle(self, station_id: str, word: str) -> None:
        """`word` is what `$state` says, unsigned. Unknown stations and unknown words are passed over.

        Shown at once, but journaled by the next `sweep` only: whoever may publish could fill the journal.
        `init` is passed over too: a station that was not accepted is told nothing, and we know which was.
        """
        if word not in set(Lifecycle) - {Lifecycle.INIT}:
            return
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.lifecycle == word:
                return
            row.lifecycle = word
        self._bus.publish(StationChanged(station_id))

    def sweep(self) -> None:
        """Notices who has become late, lost or ready again since it was last called, and journals it."""
        for station in self.all():
            before = self._presences.get(station.id)
            self._presences[station.id] = station.presence
            if before not in (None, station.presence):
                self._changed(station)

    def _changed(self, station: Station) -> None:
        if kind := TOLD.get(station.presence):
            seen = station.last_seen.isoformat() if station.last_seen else None
            with self._database.write() as session:
                fact = Fact(kind, "controller", f"station:{station.id}", {"last_seen": seen})
                append(session, self._clock.now(), fact)
        self._bus.publish(StationChanged(station.id))

    def _heard(self, session: Session, station_id: str) -> StationRow:
        """A signed word of the station itself outweighs an unsigned `lost`."""
        row = session.get_one(StationRow, station_id)
        row.last_seen_at = self._clock.now()
        if row.lifecycle != Lifecycle.ALERT.value:
            row.lifecycle = READY
        return row

    def _holds(self, session: Session, row: StationRow, version: int, digest: bytes) -> None:
        """A station ahead of us (our database was restored) gets a version above its own; one that goes on
        saying so makes us no more than one a minute.
        """
        row.authority_in_force, row.authority_hash = version, digest
        order = current(session, row.gate)
        if order is None or not order.version <= version <= order.version + FAR_AHEAD or is_level(row, order):
            return
        moment = self._clock.monotonic()
        if moment - self._ahead.get(row.id, -AHEAD_AGAIN_S) >= AHEAD_AGAIN_S:
            self._ahead[row.id] = moment
            self._authorities.renew(session, order)


def _place(one: Station) -> tuple[bool, list[tuple[int, str]], list[tuple[int, str]]]:
    return one.adoption is not Adoption.ADOPTED, natural(one.gate), natural(one.name)


def _station(row: StationRow, order: AuthorityRow | None, now: datetime) -> Station:
    adoption = Adoption(row.adoption)
    return Station(
        id=row.id,
        name=row.name,
        gate=row.gate,
        adoption=adoption,
        presence=presence(adoption, row.lifecycle, row.last_seen_at, now),
        last_seen=row.last_seen_at,
        lock=row.lock_state,
        mode=row.mode,
        clock_quality=row.clock_quality,
        firmware=row.firmware,
        waiting=row.waiting,
        jams=row.jams,
        tampered=row.tampered,
        store_full=row.store_full,
        broken_records=row.broken_records,
        unrecorded=row.unrecorded,
        refused=json.loads(row.refused),
        supply_mv=row.supply_mv,
        battery=row.battery,
        model=row.model,
        listed=row.listed,
        key_under_way=row.next_key is not None,
        in_force=row.authority_in_force,
        ordered=order.version if order else 0,
        level=is_level(row, order),
    )
