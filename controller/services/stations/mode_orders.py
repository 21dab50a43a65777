"""Which mode is wanted of which station: the newest order for it that has not ended."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.modes import EVERYWHERE, KEY_SWITCH, LENGTHS, LONGEST, StationMode, Wish
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.storage.journal import Fact, append
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.stations import StationRow

MSG_ID_BYTES, SENT_KEPT = 8, 32
STANDING = (StationMode.EXAM.value, StationMode.MAINTENANCE.value)  # an emergency only interrupts them


By = Account | None
"""None: an exam orders it by itself, where whoever started or ended it has no account any more."""
BY_ITSELF = "system:exams"


def make(session: Session, by: By, wish: Wish, now: datetime) -> ModeOrderRow:
    """Takes the place of what was wanted of these stations. Raises Refused when there are none."""
    stations = list(session.scalars(select(StationRow).where(_ours(), _within(wish.scope))))
    if not stations:
        raise Refused("mode.no-stations", "No adopted station is there, so nobody can be told.")
    order = _row(by, wish, now)
    session.add(order)
    session.flush()
    for station in stations:
        _replace(session, station.id, now)
        session.add(ModeTargetRow(order_id=order.id, station_id=station.id, heard_at=station.last_seen_at))
    session.flush()
    _journal(session, by, order, (one.id for one in stations))
    return order


def join(session: Session, station: StationRow, now: datetime) -> bool:
    """What goes on everywhere, or at its gate, is wanted of a station that comes in meanwhile too.

    Whether anything goes on.
    """
    row, scopes = ModeOrderRow, (EVERYWHERE, f"gate:{station.gate}")
    goes_on = (row.mode != StationMode.NORMAL.value) & row.closed_at.is_(None) & (row.until > now)
    query = select(row).where(row.scope.in_(scopes), goes_on).order_by(row.id.desc()).limit(1)
    order = session.scalars(query).first()
    if order is None:
        return False
    if before := session.get(ModeTargetRow, (order.id, station.id)):
        session.delete(before)  # it was told, and revoked since: it is told anew
        session.flush()
    _replace(session, station.id, now)
    session.add(ModeTargetRow(order_id=order.id, station_id=station.id))
    session.flush()
    return True


def put_back(session: Session, by: Account, station_id: str, now: datetime) -> None:
    """A station that is taken in again may still be in the maintenance that revoked it."""
    wish = Wish(StationMode.NORMAL, f"station:{station_id}", reason="adopted")
    order = _row(by, wish, now)
    session.add(order)
    session.flush()
    _replace(session, station_id, now)
    session.add(ModeTargetRow(order_id=order.id, station_id=station_id))
    session.flush()


def end(session: Session, by: By, order_id: int, now: datetime) -> ModeOrderRow:
    """Asks its stations to go back to normal, or to the exam or maintenance that it broke into.

    Raises Refused when it has ended, or a key switch began it.
    """
    order = session.get(ModeOrderRow, order_id)
    if order is None or order.closed_at or order.until <= now or order.mode == StationMode.NORMAL.value:
        raise Refused("mode.over", "That has ended already. Reload the page.")
    if order.scope == KEY_SWITCH:
        raise Refused(
            "mode.key-switch",
            "That was begun by the key switch on the station: turn the switch back to end it.",
        )
    mine = select(ModeTargetRow.station_id).where(
        ModeTargetRow.order_id == order_id, ModeTargetRow.replaced_at.is_(None)
    )
    orders: dict[ModeOrderRow | None, ModeOrderRow] = {}
    for station_id in session.scalars(mine).all():
        before = _standing_before(session, order, station_id, now)
        if before not in orders:
            orders[before] = _add(session, _row(by, _after(order, before, now), now))
        _replace(session, station_id, now)
        session.add(ModeTargetRow(order_id=orders[before].id, station_id=station_id))
    session.flush()
    append(
        session,
        now,
        Fact("mode.ended", _actor(by), f"mode-order:{order.id}", {"mode": order.mode}),
    )
    return orders.popitem()[1]


def going_on(session: Session, order_id: int) -> list[int]:
    """The order, or those under which it goes on since something broke into it: until the same moment."""
    order = session.get_one(ModeOrderRow, order_id)
    query = select(ModeOrderRow.id).where(
        ModeOrderRow.id >= order_id,
        ModeOrderRow.mode == order.mode,
        ModeOrderRow.until == order.until,
        ModeOrderRow.closed_at.is_(None),
    )
    return list(session.scalars(query.order_by(ModeOrderRow.id)))


def take_over(session: Session, old: str, new: str, now: datetime) -> None:
    """What is wanted of a station is wanted of the one that replaces it."""
    for target, order in wanted(session, now, ModeTargetRow.station_id == old):
        target.replaced_at = now
        if order.mode != StationMode.NORMAL.value:
            _replace(session, new, now)
            session.add(ModeTargetRow(order_id=order.id, station_id=new))
    session.flush()


def wanted(
    session: Session, now: datetime, which: ColumnElement[bool]
) -> list[tuple[ModeTargetRow, ModeOrderRow]]:
    query = (
        select(ModeTargetRow, ModeOrderRow)
        .join(ModeOrderRow, ModeOrderRow.id == ModeTargetRow.order_id)
        .where(which, ModeTargetRow.replaced_at.is_(None), ModeOrderRow.until > now)
        .where(ModeOrderRow.scope != KEY_SWITCH)
    )
    return [(target, order) for target, order in session.execute(query)]


def was_sent(target: ModeTargetRow, msg_id: bytes) -> bool:
    sent = target.sent
    return any(sent[at : at + MSG_ID_BYTES] == msg_id for at in range(0, len(sent), MSG_ID_BYTES))


def note_sent(target: ModeTargetRow, msg_id: bytes) -> None:
    target.sent = (target.sent + msg_id)[-SENT_KEPT * MSG_ID_BYTES :]


def _row(by: By, wish: Wish, now: datetime) -> ModeOrderRow:
    return ModeOrderRow(
        ordered_at=now,
        ordered_by_id=by.id if by else None,
        mode=wish.mode.value,
        scope=wish.scope,
        drill=wish.drill,
        reason=wish.reason.strip(),
        until=now + min(wish.length or LENGTHS[wish.mode], LONGEST),
    )


def _add(session: Session, order: ModeOrderRow) -> ModeOrderRow:
    session.add(order)
    session.flush()
    return order


def _standing_before(
    session: Session, order: ModeOrderRow, station_id: str, now: datetime
) -> ModeOrderRow | None:
    """The exam or maintenance that the order took the place of at that station, if it is not over yet."""
    query = (
        select(ModeOrderRow)
        .join(ModeTargetRow, ModeTargetRow.order_id == ModeOrderRow.id)
        .where(ModeTargetRow.station_id == station_id, ModeTargetRow.replaced_at == order.ordered_at)
        .where(ModeOrderRow.mode.in_(STANDING), ModeOrderRow.until > now, ModeOrderRow.id < order.id)
    )
    return session.scalars(query.order_by(ModeOrderRow.id.desc()).limit(1)).first()


def _after(order: ModeOrderRow, before: ModeOrderRow | None, now: datetime) -> Wish:
    reason = f"end of {order.id}"
    if before is None:
        return Wish(StationMode.NORMAL, order.scope, order.drill, reason)
    return Wish(StationMode(before.mode), before.scope, before.drill, reason, before.until - now)


def _replace(session: Session, station_id: str, now: datetime) -> None:
    """An order all of whose stations were given another is closed."""
    for target, order in wanted(session, now, ModeTargetRow.station_id == station_id):
        target.replaced_at = now
        session.flush()
        left = select(ModeTargetRow.station_id).where(
            ModeTargetRow.order_id == order.id, ModeTargetRow.replaced_at.is_(None)
        )
        if session.scalars(left.limit(1)).first() is None:
            order.closed_at = now


def _journal(session: Session, by: By, order: ModeOrderRow, stations: Iterable[str]) -> None:
    facts = {
        "mode": order.mode,
        "scope": order.scope,
        "drill": order.drill,
        "reason": order.reason,
        "until": order.until.isoformat(),
        "stations": sorted(stations),
    }
    fact = Fact("mode.ordered", _actor(by), f"mode-order:{order.id}", facts)
    append(session, order.ordered_at, fact)


def _actor(by: By) -> str:
    return f"account:{by.username}" if by else BY_ITSELF


def _ours() -> ColumnElement[bool]:
    return StationRow.adoption == Adoption.ADOPTED.value


def _within(scope: str) -> ColumnElement[bool]:
    """Raises Refused for a scope that is none."""
    if scope == EVERYWHERE:
        return StationRow.id.is_not(None)
    kind, _, name = scope.partition(":")
    if kind == "gate":
        return StationRow.gate == name
    if kind == "station":
        return StationRow.id == name
    raise Refused("mode.bad-scope", "Choose all stations, a gate, or one station.")
