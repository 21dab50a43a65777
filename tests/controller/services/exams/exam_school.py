"""An exams officer's morning for the tests: a hall, a lab, a file of three entries."""

import json
from datetime import timedelta
from itertools import count

from sqlalchemy import select

from controller.bootstrap import Services
from controller.domain.accounts import Account, Role
from controller.domain.exams.gate import Outcome
from controller.domain.exams.room_log import BEFORE_START, Written
from controller.domain.exams.seating import ExamRoom
from controller.services.exams.floor import Floor, floor
from controller.services.exams.gate import ExamGate, Given
from controller.services.exams.register import Register
from controller.services.exams.room_log import RoomLog
from controller.services.exams.rooms import ExamRooms
from controller.services.exams.running import Running
from controller.services.exams.setup import ExamSetup
from controller.storage.tables.records import JournalRow

HEADER = "Date,Session,Start,Minutes,Board,Component,Title,Candidate No,Candidate,Pupil,Room,Seat,Extra time"
FILE = "\r\n".join(
    [
        HEADER,
        "06/10/2025,AM,11:00,90,AQA,8300/1F,Paper 1,0001,Ana Silva,,hall,A1,25",
        "06/10/2025,AM,11:00,90,AQA,8300/1F,Paper 1,0002,Ben Ito,p0400,hall,B1,",
        "06/10/2025,PM,13:30,60,OCR,J249/01,Paper 1,0001,Ana Silva,,lab-1,A1,",
    ]
).encode()
HALL = ExamRoom("hall", "Main hall", rows=5, columns=4, across_m=1.25, along_m=1.5)
NOTHING = Given(Outcome.DECLARED_NONE)
LAB = ExamRoom("lab-1", "Lab 1", rows=2, columns=4, across_m=0.8, along_m=1.5)


def officer(services: Services) -> Account:
    return next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)


def with_rooms(services: Services) -> tuple[ExamSetup, ExamRooms, Account]:
    by, rooms = officer(services), ExamRooms(services.database, services.clock)
    rooms.put(by, HALL, gate="")
    rooms.put(by, LAB)
    return ExamSetup(services.database, services.clock), rooms, by


def taken(services: Services) -> tuple[ExamSetup, ExamRooms, Account]:
    setup, rooms, by = with_rooms(services)
    setup.take(by, FILE, setup.preview(FILE).digest)
    return setup, rooms, by


class Morning:
    """The maths paper of the file, from its gate to its end, at the time of the clock."""

    def __init__(self, services: Services) -> None:
        self.setup, self.rooms, self.by = taken(services)
        parts = services.database, services.clock, services.bus
        self.gate, self.register = ExamGate(*parts), Register(*parts)
        self.log, self.running = RoomLog(*parts), Running(*parts)
        self.number = next(
            one.number for key, one in self.setup.plan().sittings.items() if key.code == "8300/1F"
        )
        self._services, self._keys = services, count()

    def written(self, key: str = "", minutes: float = 0) -> Written:
        """A new line of the tablet's, so many minutes from now."""
        at = self._services.clock.now() + timedelta(minutes=minutes)
        return Written(key or f"line-{next(self._keys)}", at)

    def through(self, candidate: str, given: Given = NOTHING, written: Written | None = None) -> None:
        self.gate.take(self.by, self.number, candidate, given, written or self.written())

    def attest_all(self) -> None:
        for what in BEFORE_START:
            self.log.attest(self.by, self.number, "hall", what, "Mrs Reed", self.written())

    def floor(self) -> Floor:
        with self._services.database.read() as session:
            return floor(session, self.number)

    def facts(self, kind: str) -> list[dict[str, object]]:
        with self._services.database.read() as session:
            rows = session.scalars(select(JournalRow).where(JournalRow.kind == kind).order_by(JournalRow.id))
            return [json.loads(row.data) for row in rows]
