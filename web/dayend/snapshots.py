"""What day-end pages are told, the whole of each part every time, in plain JSON."""

from dataclasses import asdict
from datetime import datetime

from controller.clock import Clock
from controller.domain.releases import Release
from controller.domain.stations import Adoption, Station
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.stations.build import Reception
from controller.services.stations.day_end import Board, BusBoard, GateBoard

Json = dict[str, object]


class DayEndSnapshots:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def gates(self) -> Json:
        """The release of today, gate by gate; none before it was ordered."""
        found = self.todays()
        board = self._reception.day_end.board(found) if found else None
        return {
            "plan": self.plan(),
            "groups": self._reception.day_end.groups(),
            "release": _release(board) if board else None,
            "gates": [gate(one) for one in board.gates] if board else [],
            "buses": [_bus(one) for one in board.buses] if board else [],
        }

    def stations(self) -> Json:
        everyone = self._reception.stations.all()
        ours = [one for one in everyone if one.adoption is Adoption.ADOPTED]
        return {
            "stations": [_station(one) for one in ours],
            "untold": [asdict(one) for one in self._reception.day_end.untold()],
        }

    def troubles(self) -> Json:
        return {"sentences": self._reception.health.sentences()}

    def todays(self) -> Release | None:
        found = self._reception.releases.latest()
        if found is None or local(found.starts_at).date() != local(self._clock.now()).date():
            return None
        called_off = found.ended_at is not None and found.ended_at < found.opens_at
        return None if called_off else found

    def plan(self) -> Json:
        """The bell of today, and why a release now would be early; empty when it would not be."""
        try:
            bell = self._reception.releases.bell()
        except Refused as refused:
            return {"bell": None, "early": refused.sentence}
        now = self._clock.now()
        ahead = bell.at.isoformat() if bell.ahead_of(now) else None
        return {"bell": ahead, "early": bell.why_early(now)}


def gate(one: GateBoard) -> Json:
    release, tally, look = one.release, one.tally, one.outlook
    return {
        "gate": release.gate,
        "phase": one.phase.value,
        "starts_at": release.starts_at.isoformat(),
        "ends_at": release.ends_at.isoformat(),
        "early_at": _iso(release.early_at),
        "held_at": _iso(release.held_at),
        "changed_at": release.changed_at.isoformat(),
        "last_done": release.last_done,
        "released": tally.released,
        "expected": one.expected,
        "last_minute": tally.last_minute,
        "by_minute": list(tally.by_minute),
        "waiting": look.waiting,
        "clears_at": _iso(look.clears_at),
        "quiet_since": _iso(look.quiet_since),
    }


def _release(board: Board) -> Json:
    release, tally = board.release, board.tally
    return {
        "id": release.id,
        "phase": board.phase.value,
        "opens_at": release.opens_at.isoformat(),
        "starts_at": release.starts_at.isoformat(),
        "ends_at": release.ends_at.isoformat(),
        "ended_at": _iso(release.ended_at),
        "by": release.started_by,
        "ended_by": release.ended_by,
        "reason": release.reason,
        "listed": tally.count.listed,
        "released": tally.count.released,
        "left_earlier": tally.count.left_earlier,
        "still_out": tally.count.still_out,
        "last_minute": tally.last_minute,
        "last_at": _iso(tally.last_at),
        "clears_at": _iso(board.clears_at),
        "suggestion": board.suggestion,
        "asked": tally.asked.sentence,
        "by_station": dict(tally.by_station),
    }


def _bus(one: BusBoard) -> Json:
    return {
        "bus": one.bus,
        "listed": one.listed,
        "released": one.released,
        "opens_at": _iso(one.opens_at),
        "gates": list(one.gates),
    }


def _station(one: Station) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "gate": one.gate,
        "presence": one.presence.value,
        "lock": one.lock,
        "mode": one.mode,
        "waiting": one.waiting,
        "level": one.level,
        "last_seen": _iso(one.last_seen),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
