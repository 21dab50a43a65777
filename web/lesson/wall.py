"""The wall as pages are told it: the whole of it each time, in plain JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from controller.domain.orders_progress import OrderProgress, SeatProgress, achieved
from controller.domain.seats import Alarm, Hold, Seat

Json = dict[str, object]
NO_ALARMS: Mapping[str, Alarm] = {}


def wall(
    seats: Sequence[Seat], orders: Sequence[OrderProgress], alarms: Mapping[str, Alarm] = NO_ALARMS
) -> Json:
    """`alarms` are the newest troubles of this lesson, by PC."""
    return {
        "seats": [_seat(one, alarms.get(one.place.workstation)) for one in seats],
        "orders": [_order(one) for one in orders],
    }


def _seat(seat: Seat, alarm: Alarm | None) -> Json:
    return {
        "id": seat.place.workstation,
        "name": seat.place.name,
        "row": seat.place.row,
        "column": seat.place.column,
        "pupil": seat.place.pupil,
        "condition": seat.condition.value,
        "user": seat.user,
        "not_seen_since": _iso(seat.not_seen_since),
        "lock_waits": seat.lock_waits,
        "holds": [_hold(one) for one in seat.holds],
        "alarm": {"kind": alarm.kind, "sentence": alarm.sentence, "at": _iso(alarm.at)} if alarm else None,
    }


def _hold(hold: Hold) -> Json:
    told: Json = {"kind": hold.kind, "state": hold.state.value, "text": hold.text}
    return told | ({"limits": hold.limits.to_json()} if hold.limits else {})


def _order(order: OrderProgress) -> Json:
    return {
        "id": order.id,
        "kind": order.kind.value,
        "text": order.text,
        "at": _iso(order.at),
        "summary": order.summary,
        "settled": order.settled,
        "by": order.by,
        "ends_at": _iso(order.ends_at),
        "limits": order.limits.to_json() if order.limits else None,
        "note": order.note,
        "stays": order.stays,
        "undoes": order.undoes,
        "template": order.template,
        "seats": [_progress(order, one) for one in order.seats],
    }


def _progress(order: OrderProgress, seat: SeatProgress) -> Json:
    return {
        "id": seat.workstation,
        "name": seat.name,
        "step": seat.step.value,
        "here": seat.here,
        "achieved": achieved(order.kind, seat),
        "detail": seat.detail,
        "at": _iso(seat.at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
