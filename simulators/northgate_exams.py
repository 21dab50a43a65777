"""Mock exams at Northgate: Year 11 sit mathematics in the hall and in a small room, some with extra time."""

from collections.abc import Iterator
from datetime import date

from controller.bootstrap import Services
from controller.domain.accounts import Account, Role
from controller.domain.exams.seating import ExamRoom
from controller.domain.exams.sittings import Centre
from controller.domain.school import Pupil
from controller.domain.spreadsheets import write_table
from controller.domain.timetable import local
from simulators.northgate import northgate

CENTRE = Centre("61234", "Northgate School", "head@northgate.example", "01632 960123")
HALL = ExamRoom("main-hall", "Main hall", rows=10, columns=9, across_m=1.5, along_m=1.5)
SMALL = ExamRoom("room-g4", "Room G4", rows=3, columns=4, across_m=1.6, along_m=1.6)
COLUMNS = (
    "Series",
    "Date",
    "Session",
    "Start",
    "Minutes",
    "Awarding body",
    "Qualification",
    "Component",
    "Title",
    "Candidate number",
    "Candidate",
    "Pupil",
    "Room",
    "Seat",
    "Extra time",
    "Arrangements",
)
PAPERS = (
    ("am", "11:00", "90", "AQA", "GCSE Mathematics", "8300/1H", "Paper 1 Higher, non-calculator"),
    ("pm", "13:10", "45", "OCR", "GCSE Physics A", "J249/03", "Paper 3 Higher"),
)
"""Over before the bell, extra time included."""
BESIDE_THE_HALL = "South gate"
SAT = 80  # of the year group, in the hall; eight more in the small room
INVIGILATORS = {HALL.id: ("Mrs J. Reed", "Mr K. Shah", "Ms P. Wood"), SMALL.id: ("Mr D. Lowe",)}


def plan_mocks(services: Services) -> None:
    """Two papers on the day on which a demonstration begins; once: what was changed since is left alone."""
    if services.exams.centre.centre() is None:
        officer = next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)
        lay_down_exams(services, officer, northgate().pupils, local(services.clock.now()).date())


def lay_down_exams(services: Services, officer: Account, pupils: tuple[Pupil, ...], on: date) -> None:
    """Two papers on one day, by the same door that the exams officer uses."""
    exams = services.exams
    exams.centre.set_centre(officer, CENTRE)
    for room, gate in ((HALL, BESIDE_THE_HALL), (SMALL, "")):
        exams.rooms.put(officer, room, gate=gate)
    content = write_table(COLUMNS, list(_lines(pupils, on)))
    exams.setup.take(officer, content, exams.setup.preview(content).digest)
    for planned in exams.setup.plan().sittings.values():
        for room_id, names in INVIGILATORS.items():
            for name in names:
                exams.rooms.put_duty(officer, planned.number, room_id, name)


def _lines(pupils: tuple[Pupil, ...], on: date) -> Iterator[list[str]]:
    year = sorted((one for one in pupils if one.year == 11), key=lambda one: (one.family, one.given, one.id))
    for session, start, minutes, body, qualification, code, title in PAPERS:
        paper = ["Mock 2025", on.isoformat(), session, start, minutes, body, qualification, code, title]
        for number, (pupil, place) in enumerate(zip(year, _places(), strict=False), start=1):
            yield [*paper, f"{number:04}", pupil.name, pupil.id, *place]


def _places() -> Iterator[tuple[str, str, str, str]]:
    """Room, seat, extra time in per cent, arrangements."""
    for seat in HALL.seats[:SAT]:
        yield HALL.name, str(seat), "25" if seat.column == 1 else "", ""
    for column, seat in enumerate(SMALL.seats[:8]):
        yield SMALL.name, str(seat), "25", "word processor" if column % 2 else "reader | rest breaks"
