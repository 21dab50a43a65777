"""Tells stations the mode that is wanted of them, again and again until each says that it is in force."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import ModesChanged
from controller.domain.modes import StationMode, settled
from controller.domain.stations import LOST_AFTER, Adoption
from controller.services.bus import EventBus
from controller.services.stations.link import StationLink
from controller.services.stations.mode_orders import note_sent, wanted, was_sent
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.envelope import new_msg_id
from firmware_bridge.protocol.v1.messages import OrderAck, SetMode
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Lifecycle, Mode, OrderResult

AGAIN_AFTER_S = 3.0
ANSWERED_AGAIN_AFTER_S = 30.0  # it heard, and something at the station is stronger: a key switch
MODES = {mode.word: mode for mode in Mode}

_Due = tuple[ModeTargetRow, ModeOrderRow, StationRow]


class ModeTelling:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, link: StationLink) -> None:
        self._database, self._clock, self._bus, self._link = database, clock, bus, link
        self._told: dict[str, tuple[int, float]] = {}

    def tell_all(self) -> None:
        self._tell(ModeTargetRow.station_id.is_not(None), False)

    def tell(self, station_id: str, *, now: bool = False) -> None:
        """`now` even if it was told a moment ago: it has just come back."""
        self._tell(ModeTargetRow.station_id == station_id, now)

    def answered(self, station_id: str, ack: OrderAck) -> None:
        """What a station says to a set-mode; to other orders nothing is noted."""
        with self._database.write() as session:
            moment = self._clock.now()
            found = [
                (target, order)
                for target, order in wanted(session, moment, ModeTargetRow.station_id == station_id)
                if was_sent(target, ack.order)
            ]
            for target, order in found:
                target.delivered_at = target.delivered_at or moment
                target.result = ack.result.word
                if ack.result is OrderResult.DONE and settled(order.mode, ack.mode.word):
                    reached(session, target, order, moment, moment)
        for _, order in found:
            self._bus.publish(ModesChanged(order.id))

    def _tell(self, which: ColumnElement[bool], now: bool) -> None:
        if not self._link.up:
            return
        with self._database.read() as session:
            if not self._due(session, which, now):
                return
        with self._database.write() as session:
            due = self._due(session, which, now)
            orders = [(station, order, self._note(target)) for target, order, station in due]
        for station, order, msg_id in orders:
            assert station.key is not None
            self._told[station.id] = order.id, self._clock.monotonic()
            self._link.send(station.id, station.key, _set_mode(order), msg_id=msg_id)
        for order_id in {order.id for _, order, _ in orders}:
            self._bus.publish(ModesChanged(order_id))

    def _note(self, target: ModeTargetRow) -> bytes:
        """Written down before it is sent, since the answer may come at once."""
        msg_id = new_msg_id()
        target.asked_at = target.asked_at or self._clock.now()
        note_sent(target, msg_id)
        return msg_id

    def _due(self, session: Session, which: ColumnElement[bool], now: bool) -> list[_Due]:
        moment = self._clock.now()
        listed = wanted(session, moment, which)
        if not listed:
            return []
        ids = [target.station_id for target, _ in listed]
        rows = {row.id: row for row in session.scalars(select(StationRow).where(StationRow.id.in_(ids)))}
        due = [(target, order, rows[target.station_id]) for target, order in listed]
        return [one for one in due if self._is_due(*one, moment, now)]

    def _is_due(
        self, target: ModeTargetRow, order: ModeOrderRow, row: StationRow, moment: datetime, now: bool
    ) -> bool:
        if row.adoption != Adoption.ADOPTED.value or row.key is None or _is_done(target, order, row):
            return False
        if target.asked_at is None and row.lifecycle != Lifecycle.INIT.value:
            return True
        if not _is_there(row, moment):
            return False
        number, at = self._told.get(row.id, (0, 0.0))
        pause = ANSWERED_AGAIN_AFTER_S if target.delivered_at else AGAIN_AFTER_S
        return now or number != order.id or self._clock.monotonic() - at >= pause


def reached(
    session: Session, target: ModeTargetRow, order: ModeOrderRow, at: datetime, now: datetime
) -> None:
    """In force from `at`, never before it was asked; the station's own word of an earlier moment counts."""
    first = target.in_force_at is None
    at = max(at, order.ordered_at)
    target.in_force_at = min(at, target.in_force_at or at)
    if first:
        facts = {"mode": order.mode, "at": target.in_force_at.isoformat()}
        actor = f"station:{target.station_id}"
        append(session, now, Fact("mode.in-force", actor, f"mode-order:{order.id}", facts))


def _is_done(target: ModeTargetRow, order: ModeOrderRow, row: StationRow) -> bool:
    """A station that has lost its flash since then is told again; one that went back to normal is not."""
    if target.in_force_at is None:
        return False
    return order.mode == StationMode.NORMAL.value or row.mode == order.mode


def _is_there(row: StationRow, moment: datetime) -> bool:
    heard = row.last_seen_at is not None and moment - row.last_seen_at <= LOST_AFTER
    return heard and row.lifecycle != Lifecycle.INIT.value  # until it is accepted it obeys nothing


def _set_mode(order: ModeOrderRow) -> SetMode:
    mode = MODES[order.mode]
    return SetMode(
        mode, 0 if mode is Mode.NORMAL else to_ms(order.until), "drill" if order.drill else "order"
    )
