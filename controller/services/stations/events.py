"""Takes what stations did, each event exactly once: event, journal, pouch and custody in one transaction.

Several events share a transaction, since a durable commit costs more than all that an event writes.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import (
    DeadLetterParked,
    Event,
    GrantChanged,
    PouchReleased,
    StationChanged,
    StationTrouble,
    TapRefused,
)
from controller.domain.taps import AT_THE_STATION, WENT_WRONG
from controller.services.bus import EventBus
from controller.services.stations import custody
from controller.services.stations.dead_letters import FAILED, DeadLetters
from controller.services.stations.grants import Grants
from controller.services.stations.known import Known, known
from controller.services.stations.warrants import warrant_for
from controller.storage.database import Database
from controller.storage.errors import StorageError
from controller.storage.journal import Fact, append
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.times import from_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, What

FROM_THE_FUTURE = timedelta(minutes=5)
DENIED = "denied"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event with the envelope that it came in, for the case that it has to be parked."""

    station_id: str
    event: StationEvent
    topic: str
    payload: bytes


Take = Callable[[Session, Known, Delivery, StationEventRow], list[Event]]
Watch = Callable[[Session, Sequence[StationEventRow]], list[Event]]
"""Looks at all new events, whatever they are, in the transaction that takes them."""


class StationEvents:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        grants: Grants,
        dead_letters: DeadLetters,
        watches: tuple[Watch, ...] = (),
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._grants, self._dead_letters, self._watches = grants, dead_letters, watches
        self._takes: dict[What, Take] = {
            What.RELEASED: self._released,
            What.REFUSED: self._refused,
            What.JAMMED: self._jammed,
            What.TAMPERED: self._tampered,
            What.UNCONFIRMED: self._unconfirmed,
        }

    def take(self, deliveries: Sequence[Delivery]) -> None:
        """Returns once they are stored for good, now or earlier: their stations may be told so.

        All in one transaction. An event that cannot be taken costs the others nothing but that each is then
        taken by itself, and is parked if it fails again. Raises StorageError, with none of this batch told.
        """
        try:
            self._together(deliveries)
        except StorageError:
            raise
        except Exception:
            log.exception("events=failed-together count=%d", len(deliveries))
            for delivery in deliveries:
                self._alone(delivery)

    def _alone(self, delivery: Delivery) -> None:
        try:
            self._together([delivery])
        except StorageError:
            raise
        except Exception:
            log.exception("event=failed station=%s seq=%d", delivery.station_id, delivery.event.seq)
            with self._database.write() as session:
                told = self._park(session, delivery, "event.failed", FAILED)
            self._bus.publish(told)

    def _together(self, deliveries: Sequence[Delivery]) -> None:
        with self._database.write() as session:
            told = self._take_all(session, deliveries)
        self._bus.publish(*dict.fromkeys(told))

    def _take_all(self, session: Session, deliveries: Sequence[Delivery]) -> list[Event]:
        """The events are written first, since the other records refer to them."""
        deliveries = _in_order(deliveries)
        before = known(session, [(one.station_id, one.event) for one in deliveries])
        entered = [_enter(session, before, one, self._clock.now()) for one in deliveries]
        session.flush()
        told: list[Event] = []
        for delivery, (row, new) in zip(deliveries, entered, strict=True):
            store = self._store if new else self._clash
            told += store(session, before, delivery, row)
        fresh = [row for row, new in entered if new]
        return [*told, *(one for watch in self._watches for one in watch(session, fresh))]

    def _store(
        self, session: Session, before: Known, delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        take = self._takes.get(delivery.event.what)
        told = take(session, before, delivery, row) if take else []
        self._journal(session, row)
        return [*told, StationChanged(row.station_id)]

    def _clash(
        self, session: Session, _before: Known, delivery: Delivery, known: StationEventRow
    ) -> list[Event]:
        """The same event again is fine. Another one under its number means a station gone wrong."""
        event = delivery.event
        said = delivery.station_id, event.event_id, event.boot_id, event.seq
        if (known.station_id, known.event_id, known.boot_id, known.seq) == said:
            return []
        sentence = (
            f"The station {delivery.station_id} sent two different events under one number ({event.seq}); "
            "the first was kept, this one is only here."
        )
        return [self._park(session, delivery, "event.number-used", sentence)]

    def _released(
        self, session: Session, before: Known, delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        warrant = before.warrants[row.event_id]
        told: list[Event] = []
        if grant := self._grants.used(session, row.station_id, row.nonce, row.happened_at):
            told.append(GrantChanged(grant))
        if not warrant.id:
            told.append(StationTrouble(row.station_id, row.happened_at, WENT_WRONG["released"]))
        if row.pouch_id is None:
            return [*told, self._park(session, delivery, "event.unknown-tag", _unknown(session, row))]
        custody.released(session, row, warrant.words)
        if doubt := before.doubt(row):
            return [*told, *self._take_back(session, doubt, row)]
        return [*told, PouchReleased(row.station_id, row.pouch_id, row.happened_at, row.offline)]

    def _refused(
        self, session: Session, _before: Known, _delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        grant = self._grants.not_used(session, row.station_id, row.nonce)
        told: list[Event] = [GrantChanged(grant)] if grant else []
        if row.reason == DENIED:  # the decision that said no has told the desk already
            return told
        pouch = session.get(PouchRow, row.pouch_id) if row.pouch_id else None
        sentence = AT_THE_STATION.get(row.reason, "The station refused the tap.")
        pupil = pouch.pupil_id if pouch else None
        return [*told, TapRefused(row.station_id, row.happened_at, pupil, sentence)]

    def _jammed(
        self, session: Session, _before: Known, _delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        """The opening that was written down just before it did not happen."""
        trouble = StationTrouble(row.station_id, row.happened_at, WENT_WRONG["jammed"])
        return [trouble, *self._take_back(session, row, _meant(session, row))]

    def _unconfirmed(
        self, session: Session, _before: Known, _delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        """What was written down just before may or may not have happened; its leave stays used."""
        trouble = StationTrouble(row.station_id, row.happened_at, WENT_WRONG["unconfirmed"])
        return [trouble, *self._take_back(session, row, _about(session, row))]

    def _take_back(
        self, session: Session, doubt: StationEventRow, meant: StationEventRow | None
    ) -> list[Event]:
        if meant is None or meant.undone:
            return []
        meant.undone = True
        if doubt.what == What.UNCONFIRMED.word:
            if meant.pouch_id:
                custody.not_known(session, doubt, meant)
            return []
        grant = self._grants.not_used(session, doubt.station_id, doubt.nonce)
        if doubt.pouch_id:
            custody.stayed_locked(session, doubt)
        return [GrantChanged(grant)] if grant else []

    def _tampered(
        self, session: Session, _before: Known, _delivery: Delivery, row: StationEventRow
    ) -> list[Event]:
        return [StationTrouble(row.station_id, row.happened_at, WENT_WRONG["tampered"])]

    def _park(self, session: Session, delivery: Delivery, code: str, sentence: str) -> Event:
        number = self._dead_letters.park_in(session, delivery.topic, delivery.payload, code, sentence)
        return DeadLetterParked(number)

    def _journal(self, session: Session, row: StationEventRow) -> None:
        facts: dict[str, object] = {
            "event": row.event_id.hex(),
            "boot": row.boot_id.hex(),
            "seq": row.seq,
            "reason": row.reason,
            "offline": row.offline,
            "happened_at": row.happened_at.isoformat(),
            "clock_quality": row.clock_quality,
            "authority": row.authority_version,
            "warrant": row.warrant,
        }
        subject = f"pouch:{row.pouch_id}" if row.pouch_id else f"tag:{row.tag.hex()}" if row.tag else ""
        station = f"station:{row.station_id}"
        kind = f"{'pouch' if row.pouch_id else 'station'}.{row.what}"
        append(session, row.received_at, Fact(kind, station, subject or station, facts))


def _in_order(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those of one boot by their numbers: a noisy line may bring a jam before what it prevented."""
    boots: dict[tuple[str, bytes], list[Delivery]] = {}
    for one in deliveries:
        boots.setdefault((one.station_id, one.event.boot_id), []).append(one)
    return [one for boot in boots.values() for one in sorted(boot, key=lambda one: one.event.seq)]


def _enter(
    session: Session, before: Known, delivery: Delivery, now: datetime
) -> tuple[StationEventRow, bool]:
    """The event's row, or the one that has its number or its id already; and whether it is new."""
    if known_row := before.row(delivery.station_id, delivery.event):
        return known_row, False
    row = _row(delivery, before.pouch(delivery.event.tag), now)
    if delivery.event.what is What.RELEASED:
        before.warrants[row.event_id] = warrant = warrant_for(session, row)
        row.warrant = warrant.id
    session.add(row)
    before.add(row)
    return row, True


def _meant(session: Session, jam: StationEventRow) -> StationEventRow | None:
    """The opening that a jam prevented: the one just before it."""
    row = StationEventRow
    before = (row.station_id == jam.station_id) & (row.boot_id == jam.boot_id) & (row.seq == jam.seq - 1)
    return session.scalars(select(row).where(before, row.what == What.RELEASED.word)).first()


def _about(session: Session, unconfirmed: StationEventRow) -> StationEventRow | None:
    """The opening that an `unconfirmed` of the same station names."""
    row = StationEventRow
    own = (row.station_id == unconfirmed.station_id) & (row.event_id == unconfirmed.about)
    return session.scalars(select(row).where(own, row.what == What.RELEASED.word)).first()


def _row(delivery: Delivery, pouch_id: str | None, now: datetime) -> StationEventRow:
    event = delivery.event
    return StationEventRow(
        event_id=event.event_id,
        station_id=delivery.station_id,
        boot_id=event.boot_id,
        seq=event.seq,
        what=event.what.word,
        reason=event.reason.word,
        mode=event.mode.word,
        tag=event.tag,
        nonce=event.nonce,
        order=event.order,
        about=event.about,
        pouch_id=pouch_id,
        offline=event.offline,
        station_clock=from_ms(event.station_clock_ms),
        clock_quality=event.clock_quality.word,
        authority_version=event.authority_version,
        happened_at=happened_at(event, now),
        received_at=now,
        warrant="",
    )


def happened_at(event: StationEvent, now: datetime) -> datetime:
    """The station's own time if its clock was ever set; never one that has not come yet."""
    own = from_ms(event.station_clock_ms)
    if own is None or event.clock_quality is ClockQuality.NONE or own - now > FROM_THE_FUTURE:
        return now
    return own


def _unknown(session: Session, row: StationEventRow) -> str:
    station = session.get_one(StationRow, row.station_id)
    return f"{station.name} opened a pouch whose tag nobody knows, so it is on no pouch's record."
