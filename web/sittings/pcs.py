"""The PCs of a sitting: what the paper uses, on the plan; how each stands, in the room."""

from flask import request

from controller.services.exams.build import Exams
from controller.services.exams.pc_board import Departure, PcStanding, RoomPcs
from web.access import current_account
from web.sittings import payloads as asked
from web.sittings.forms import field
from web.sockets.door import Caller, Door

Json = dict[str, object]


class PcCommands:
    def __init__(self, exams: Exams) -> None:
        self._watch = exams.pc_watch

    def attach(self, door: Door) -> None:
        door.on("exam.log-departure", self.write_down)
        door.on("exam.set-aside-departure", self.set_aside)

    def write_down(self, caller: Caller, one: asked.DepartureNamed) -> Json:
        return {"incident": self._watch.write_down(caller.account, one.sitting, one.departure)}

    def set_aside(self, caller: Caller, one: asked.DepartureNamed) -> None:
        self._watch.set_aside(caller.account, one.sitting, one.departure)


def keep_profile(exams: Exams, number: int) -> str:
    """From the form on the plan; says what was done. Raises Refused."""
    programs = request.form.getlist("program")
    sites = request.form.get("sites", "").splitlines()
    kept = exams.profiles.put(current_account(), number, sites, programs, field("login"))
    return "What the paper uses is kept." if kept.uses_pcs else "PCs are left as they are in this sitting."


def pcs_snapshot(one: RoomPcs) -> Json:
    return {
        "login": one.profile.login,
        "pcs": [_pc(pc) for pc in one.pcs],
        "departures": [_departure(departure) for departure in one.departures],
    }


def _pc(one: PcStanding) -> Json:
    since = one.since.isoformat() if one.since else None
    return {"id": one.id, "name": one.name, "state": one.state.value, "user": one.user, "since": since}


def _departure(one: Departure) -> Json:
    return {
        "id": one.id,
        "pc": one.pc,
        "kind": one.kind.value,
        "words": one.words,
        "at": one.at.isoformat(),
        "over_at": one.over_at.isoformat() if one.over_at else None,
        "settled_by": one.settled_by,
        "incident": one.incident,
    }
