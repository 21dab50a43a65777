"""What pages are told of modes that are ordered: each order with its stations, in plain JSON."""

from datetime import datetime

from controller.domain.modes import ModeReport, Target

Json = dict[str, object]


def report(one: ModeReport) -> Json:
    return {
        "id": one.id,
        "ordered_at": one.ordered_at.isoformat(),
        "by": one.by,
        "mode": one.mode,
        "scope": one.scope,
        "drill": one.drill,
        "reason": one.reason,
        "until": one.until.isoformat(),
        "from_switch": one.from_switch,
        "reached": len(one.reached),
        "targets": [_target(target) for target in one.targets],
    }


def _target(one: Target) -> Json:
    return {
        "station": one.station,
        "name": one.name,
        "gate": one.gate,
        "step": one.step.value,
        "asked_at": _iso(one.asked_at),
        "delivered_at": _iso(one.delivered_at),
        "in_force_at": _iso(one.in_force_at),
        "ended_at": _iso(one.ended_at),
        "why": one.why,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
