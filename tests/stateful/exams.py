"""What the exams officer and the invigilators of the small school do, and what is on record afterwards."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select

from controller.bootstrap import Services
from controller.domain.accounts import Account
from controller.domain.exams.attendance import Step
from controller.domain.exams.gate import Outcome
from controller.domain.exams.plans import Candidate, Entry, Planned
from controller.domain.exams.room_log import Written
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import Paper, Session
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.exams.gate import ExamGate, Given
from controller.services.exams.register import Register
from controller.services.exams.rooms import ExamRooms
from controller.services.exams.running import Running
from controller.services.exams.setup import ExamSetup
from controller.storage.tables.exam_rooms import ExamModeRow
from controller.storage.tables.exams import SittingRow
from firmware_bridge.protocol.v1.vocabulary import Mode
from tests.stateful.papers import newest_authority
from tests.stateful.school import BESIDE, STATIONS, UIDS
from tests.stateful.world import World

HALL = ExamRoom("hall", "Hall", rows=4, columns=4, across_m=1.5, along_m=1.5)
LIBRARY = ExamRoom("library", "Library", rows=2, columns=2, across_m=1.5, along_m=1.5)
PLACES = {
    "p1": (Candidate("0001", "Ada Abbot", "p1"), Entry("hall", Seat(1, 1))),
    "p2": (Candidate("0002", "Ben Bell", "p2"), Entry("library", Seat(1, 1), 25)),
    "p3": (Candidate("0003", "Cat Cole", "p3"), Entry("hall", Seat(2, 2))),
}
LENGTH = timedelta(minutes=90)
PAPERS = (1, 2)
Act = Callable[[Services, Account, int], Any]


def lay_down_rooms(services: Services, by: Account) -> None:
    """The hall has a station beside it, the library has none."""
    rooms = ExamRooms(services.database, services.clock)
    rooms.put(by, HALL, gate=BESIDE)
    rooms.put(by, LIBRARY)


class ExamStaff:
    """Each of these may be refused, and the controller may be killed in the middle of it."""

    def __init__(self, world: World) -> None:
        self._world, self._keys = world, count()
        self.touched = False  # whether anybody else ordered something of the station beside the hall

    def lay_down(self, paper: int, pupils: tuple[str, ...], ahead: timedelta) -> None:
        self._do(lambda to, by: self._put_paper(to, by, paper, ahead))
        for pupil in pupils:
            self._of(paper, partial(_enter, pupil))

    def withdraw(self, paper: int, pupil: str) -> None:
        self._of(paper, lambda to, by, n: _setup(to).withdraw(by, n, PLACES[pupil][0].number))

    def start(self, paper: int) -> None:
        self._of(paper, lambda to, by, n: Running(*_parts(to)).start(by, n, "as drawn"))

    def end(self, paper: int) -> None:
        self._of(paper, lambda to, by, n: Running(*_parts(to)).end(by, n))

    def mark(self, paper: int, pupil: str, step: Step) -> None:
        number = PLACES[pupil][0].number
        self._of(
            paper,
            lambda to, by, n: Register(*_parts(to)).mark(by, n, number, step, self._written(), "Mrs Reed"),
        )

    def arrive(self, paper: int, pupil: str) -> None:
        number, given = PLACES[pupil][0].number, Given(Outcome.DECLARED_NONE)
        self._of(paper, lambda to, by, n: ExamGate(*_parts(to)).take(by, n, number, given, self._written()))

    def move(self, paper: int, pupil: str, seat: Seat) -> None:
        number = PLACES[pupil][0].number
        self._of(
            paper, lambda to, by, n: Register(*_parts(to)).move(by, n, number, HALL.id, seat, "a draught")
        )

    def still_listed(self) -> list[str]:
        """Stations that have had every chance to hear, and would let a candidate out by themselves."""
        world = self._world
        now, oracle = world.clock.ms(), world.oracle
        kept = {oracle.tag(UIDS[pupil]) for pupil in oracle.papers.kept(local(world.clock.now()).date())}
        return [
            f"{name} lists a candidate"
            for name, gate in oracle.gates.items()
            for one in gate.documents.of(gate.newest)
            if kept & one.tags and any(now < window.end_ms for window in one.page.windows)
        ]

    def mode_missing(self) -> bool:
        """Whether a paper is on in the hall whose station has long been told, and is in no exam."""
        services, gate = self._world.office.services, self._world.oracle.gates[STATIONS[0]]
        if services is None or self.touched or self._world.oracle.diary.clock_jumped:
            return False
        with services.database.read() as session:
            on = [
                one
                for one in session.scalars(select(SittingRow).where(SittingRow.started_at.is_not(None)))
                if one.ended_at is None and one.started_at and services.clock.now() < one.started_at + LENGTH
            ]
            here = self._world.oracle.papers.candidates
            hall = {n for n, pupil in here if PLACES[pupil][1].room == HALL.id}
            ordered = bool(session.scalars(select(ExamModeRow)).first())
        told = [one.mode for one in gate.modes[: gate.confirmed + 1]]
        return any(one.id in hall for one in on) and not (ordered and told and told[-1] is Mode.EXAM)

    def _put_paper(self, to: Services, by: Account, paper: int, ahead: timedelta) -> None:
        begins = local(to.clock.now() + ahead)
        planned = Planned(
            series="June",
            paper=Paper("AQA", "Mathematics", _code(paper), "A paper"),
            on=local(to.clock.now()).date(),
            session=Session.AM,
            starts=begins.time().replace(second=0, microsecond=0),
            length=LENGTH,
        )
        _setup(to).put_sitting(by, planned)

    def _of(self, paper: int, act: Act) -> None:
        """With the number of the newest sitting of that paper."""
        self._do(lambda to, by: act(to, by, _number(to, paper)))

    def _do(self, act: Callable[[Services, Account], Any]) -> None:
        office, papers = self._world.office, self._world.oracle.papers
        if office.services is None:
            return
        with office.services.database.read() as session:
            listed = newest_authority(session)
        office.ask(act)
        office.start()
        assert office.services
        with office.services.database.read() as session:
            papers.read(session, listed)

    def _written(self) -> Written:
        return Written(f"line-{next(self._keys)}", self._world.clock.now())


def _enter(pupil: str, to: Services, by: Account, number: int) -> None:
    _setup(to).put_entry(by, number, *PLACES[pupil])


def _setup(to: Services) -> ExamSetup:
    return ExamSetup(to.database, to.clock)


def _parts(to: Services) -> tuple[Any, Any, Any]:
    return to.database, to.clock, to.bus


def _code(paper: int) -> str:
    return f"8300/{paper}"


def _number(to: Services, paper: int) -> int:
    query = select(SittingRow.id).where(SittingRow.code == _code(paper)).order_by(SittingRow.id.desc())
    with to.database.read() as session:
        found = session.scalars(query.limit(1)).first()
    if found is None:
        raise Refused("sitting.unknown", "Nobody has laid it down.")
    return found
