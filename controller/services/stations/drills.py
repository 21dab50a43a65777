"""What stations report of modes: when each was in force, and evacuations begun by a key switch.

An event carries the station's own time and the order that it obeyed, so it is better evidence than an answer.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.events import Event, ModesChanged, StationTrouble
from controller.domain.modes import KEY_SWITCH, LENGTHS, StationMode, settled
from controller.domain.taps import WENT_WRONG
from controller.services.stations.mode_orders import was_sent
from controller.services.stations.mode_telling import reached
from controller.storage.journal import Fact, append
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.stations import StationEventRow

CHANGED = "mode-changed"
ONE_ALARM = timedelta(minutes=15)  # switches turned within it are one evacuation


def watch(session: Session, events: Sequence[StationEventRow]) -> list[Event]:
    """Within the transaction that takes the events."""
    return [told for event in events if event.what == CHANGED for told in _changed(session, event)]


def _changed(session: Session, event: StationEventRow) -> list[Event]:
    orders = {*_left(session, event), *_reached(session, event)}
    told: list[Event] = []
    if event.reason == KEY_SWITCH and event.mode == StationMode.EVACUATE:
        orders.add(_switched(session, event))
        told.append(StationTrouble(event.station_id, event.happened_at, WENT_WRONG[CHANGED]))
    return [*told, *(ModesChanged(order) for order in sorted(orders))]


def _reached(session: Session, event: StationEventRow) -> list[int]:
    found = []
    for target, order in _targets(session, event):
        if event.order is None or not was_sent(target, event.order):
            continue
        target.delivered_at = min(target.delivered_at or event.received_at, event.received_at)
        if settled(order.mode, event.mode):
            reached(session, target, order, event.happened_at, event.received_at)
            if target.ended_at and target.ended_at <= event.happened_at:  # what was stronger has ended
                target.ended_at = None
            found.append(order.id)
    return found


def _left(session: Session, event: StationEventRow) -> list[int]:
    """What was in force at this station before, and is no longer."""
    found = []
    for target, order in _targets(session, event):
        was = target.in_force_at is not None and target.in_force_at <= event.happened_at
        if was and target.ended_at is None and not settled(order.mode, event.mode):
            target.ended_at = event.happened_at
            found.append(order.id)
    return found


def _switched(session: Session, event: StationEventRow) -> int:
    order = _alarm(session, event) or _new_alarm(session, event)
    order.ordered_at = min(order.ordered_at, event.happened_at)
    target = session.get(ModeTargetRow, (order.id, event.station_id))
    if target is None:
        target = ModeTargetRow(order_id=order.id, station_id=event.station_id, in_force_at=event.happened_at)
        session.add(target)
    target.ended_at = None
    session.flush()
    return order.id


def _alarm(session: Session, event: StationEventRow) -> ModeOrderRow | None:
    near = ModeOrderRow.ordered_at.between(event.happened_at - ONE_ALARM, event.happened_at + ONE_ALARM)
    query = select(ModeOrderRow).where(ModeOrderRow.scope == KEY_SWITCH, near)
    return session.scalars(query.order_by(ModeOrderRow.id.desc()).limit(1)).first()


def _new_alarm(session: Session, event: StationEventRow) -> ModeOrderRow:
    order = ModeOrderRow(
        ordered_at=event.happened_at,
        mode=StationMode.EVACUATE.value,
        scope=KEY_SWITCH,
        drill=False,
        reason=KEY_SWITCH,
        until=event.happened_at + LENGTHS[StationMode.EVACUATE],
    )
    session.add(order)
    session.flush()
    subject = f"mode-order:{order.id}"
    facts = {"mode": order.mode, "at": event.happened_at.isoformat()}
    append(session, event.received_at, Fact("mode.switched", f"station:{event.station_id}", subject, facts))
    return order


def _targets(session: Session, event: StationEventRow) -> list[tuple[ModeTargetRow, ModeOrderRow]]:
    """Also those of orders that are over by now: an event may come late."""
    since = event.happened_at - timedelta(days=2)
    query = (
        select(ModeTargetRow, ModeOrderRow)
        .join(ModeOrderRow, ModeOrderRow.id == ModeTargetRow.order_id)
        .where(ModeTargetRow.station_id == event.station_id, ModeOrderRow.ordered_at >= since)
    )
    return [(target, order) for target, order in session.execute(query)]
