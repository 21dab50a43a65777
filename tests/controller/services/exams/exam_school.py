"""An exams officer's morning for the tests: a hall, a lab, a file of three entries."""

from controller.bootstrap import Services
from controller.domain.accounts import Account, Role
from controller.domain.exams.seating import ExamRoom
from controller.services.exams.rooms import ExamRooms
from controller.services.exams.setup import ExamSetup

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
