"""The list of sittings, and the live pages of one room: its gate, the room itself, and its clock."""

from flask import Blueprint, render_template

from controller.clock import Clock
from controller.domain.accounts import Role
from controller.domain.exams.room_log import ATTESTED_WORDS, BY_ITSELF, INCIDENT_WORDS
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.exams.build import Exams
from controller.services.exams.sittings import Live
from web.access import current_account
from web.sittings.pcs import pcs_snapshot
from web.sittings.snapshots import Json, clock_snapshot, room_snapshot

WORDS = {
    "incidents": {kind.value: text for kind, text in INCIDENT_WORDS.items()},
    "attested": {what.value: text for what, text in ATTESTED_WORDS.items()},
}

KINDS = {kind.value: text for kind, text in INCIDENT_WORDS.items() if kind not in BY_ITSELF}


class RoomPages:
    def __init__(self, exams: Exams, clock: Clock) -> None:
        self._exams, self._clock = exams, clock

    def attach(self, pages: Blueprint) -> None:
        pages.get("", endpoint="list")(self.list)
        pages.get("/<int:number>/rooms/<room>/gate", endpoint="gate")(self.gate)
        pages.get("/<int:number>/rooms/<room>", endpoint="room")(self.room)
        pages.get("/<int:number>/rooms/<room>/clock", endpoint="clock")(self.clock)

    def list(self) -> str:
        today = local(self._clock.now()).date()
        officer = current_account().role is Role.EXAMS_OFFICER
        listed = self._exams.sittings.all() if officer else self._exams.sittings.on(today)
        return render_template(
            "sittings/list.html",
            todays=[one for one in listed if one.sitting.on == today],
            later=[one for one in listed if one.sitting.on > today],
            earlier=[one for one in reversed(listed) if one.sitting.on < today],
            rooms=self._exams.rooms.all(),
            centre=self._exams.centre.centre(),
            problems=self._exams.setup.problems() if officer else (),
            officer=officer,
            today=today,
        )

    def gate(self, number: int, room: str) -> str:
        return self._written("sittings/gate.html", number, room)

    def room(self, number: int, room: str) -> str:
        return self._written("sittings/room.html", number, room)

    def clock(self, number: int, room: str) -> str:
        """Hangs on a wall: it is told the times, and nothing of anybody."""
        live = self._its(number)
        return self._live("sittings/clock.html", live, room, {"snapshot": clock_snapshot(live, room)})

    def _written(self, template: str, number: int, room: str) -> str:
        """Where lines are written: with everything that is known of the room."""
        live, me = self._its(number), current_account()
        data = {
            "categories": self._exams.centre.categories(),
            "me": me.id,
            "officer": me.role is Role.EXAMS_OFFICER,
            "words": WORDS,
            "duties": sorted(self._exams.rooms.down_for(number, room)),
            "kinds": KINDS,
            "snapshot": room_snapshot(live, room),
            "pcs": pcs_snapshot(self._exams.pc_board.of(number, room)),
        }
        return self._live(template, live, room, data)

    def _live(self, template: str, live: Live, room: str, data: Json) -> str:
        """Raises Refused for a room that is none."""
        if room not in live.rooms:
            raise Refused("exam-room.unknown", "There is no such exam room.")
        here, sitting = live.rooms[room], live.floor.sitting
        grid = {"rows": here.rows, "columns": here.columns}
        return render_template(
            template,
            sitting=sitting,
            room=here,
            centre=self._exams.centre.centre(),
            data=data | {"sitting": sitting.id, "room": room, "name": here.name, "grid": grid},
        )

    def _its(self, number: int) -> Live:
        """An invigilator has today's alone. Raises Refused."""
        if current_account().role is Role.INVIGILATOR and number not in self._exams.sittings.todays():
            raise Refused("sitting.not-today", "That sitting is not today's.")
        return self._exams.sittings.live(number)
