"""A sitting in one room, as its pages are told, in plain JSON: the whole of it every time."""

from datetime import datetime

from controller.domain.exams.gate import Gate, Passage
from controller.domain.exams.ratios import Standing
from controller.domain.exams.sittings import Sitting
from controller.services.exams.floor import Place
from controller.services.exams.room_log import Attestation, Incident, Watch
from controller.services.exams.sittings import Live

Json = dict[str, object]


def room_snapshot(live: Live, room: str) -> Json:
    here = live.floor
    standing = live.ratios.get(room)
    return {
        "sitting": sitting(here.sitting, live.override),
        "places": [place(here.sitting, one) for one in here.places.values() if one.entry.room == room],
        "gate": gate(here.gate(room)),
        "missing": live.missing,
        "unreached": list(live.unreached),
        "ratio": ratio(standing) if standing else None,
        "watches": [watch(one) for one in live.watches if one.room == room],
        "incidents": [incident(one) for one in live.incidents if one.room == room],
        "attested": [attestation(one) for one in live.attestations if one.room == room],
    }


def clock_snapshot(live: Live, room: str) -> Json:
    """For the screen on the wall: times alone, and nobody's name."""
    here = live.floor
    extras = sorted({one.entry.extra_percent for one in here.places.values() if one.entry.room == room})
    return {
        "sitting": sitting(here.sitting),
        "extras": [
            {"percent": extra, "finish": here.sitting.finish(extra).isoformat()} for extra in extras if extra
        ],
    }


def sitting(one: Sitting, override: str = "") -> Json:
    return {
        "id": one.id,
        "stage": one.stage.value,
        "due_at": one.due_at.isoformat(),
        "started_at": _iso(one.started_at),
        "ended_at": _iso(one.ended_at),
        "finish": one.finish().isoformat(),
        "override": override,
    }


def place(of: Sitting, one: Place) -> Json:
    return {
        "number": one.candidate.number,
        "name": one.candidate.name,
        "seat": str(one.entry.seat) if one.entry.seat else None,
        "row": one.entry.seat.row if one.entry.seat else None,
        "column": one.entry.seat.column if one.entry.seat else None,
        "extra": one.entry.extra_percent,
        "finish": of.finish(one.entry.extra_percent).isoformat(),
        "arrangements": list(one.candidate.arrangements),
        "presence": one.presence.value,
        "passage": _passage(one.passage) if one.passage else None,
    }


def gate(one: Gate) -> Json:
    return {
        "seated": one.seated,
        "counts": {outcome.value: count for outcome, count in one.counts.items()},
        "short": [str(seated.seat) for seated in one.short],
    }


def ratio(one: Standing) -> Json:
    return {
        "watch": one.watch.value,
        "needed": one.needed,
        "there": one.there,
        "each": one.candidates_each,
        "assumed": one.assumed,
    }


def watch(one: Watch) -> Json:
    return {"name": one.name, "came_at": _iso(one.came_at), "went_at": _iso(one.went_at)}


def incident(one: Incident) -> Json:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "seat": one.seat,
        "candidate": one.candidate,
        "words": one.words,
        "at": one.at.isoformat(),
        "written_at": one.written_at.isoformat(),
        "by": one.by,
    }


def attestation(one: Attestation) -> Json:
    return {"what": one.what.value, "by": one.by, "at": one.at.isoformat()}


def _passage(one: Passage) -> Json:
    return {
        "outcome": one.outcome.value,
        "token": one.token,
        "devices": list(one.devices),
        "approval": one.approval,
        "at": one.at.isoformat(),
        "returned_at": _iso(one.returned_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
