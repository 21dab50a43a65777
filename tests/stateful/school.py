"""A very small school: its policy permits nobody a phone on site; the other one, the sixth form."""

from datetime import time

from controller.domain.accounts import Role
from controller.domain.school import Period, Pouch, Pupil, School, Staff, Station
from tests.stateful.stations import SITE

ON_SITE = {"mggs-2025": frozenset[int](), "maidstone-grammar-2020": frozenset({12, 13})}
"""The year groups that each policy lets use a phone at school, as its own text says."""
STRICT, LENIENT = ON_SITE
STATIONS = ("gate-1", "office-1")
BESIDE = "Gate"  # a hall in which exams are written; the other station is at the office
GATES = dict(zip(STATIONS, (BESIDE, "Office"), strict=True))
PUPILS = (
    Pupil("p1", "Ada", "Abbot", 9, "9A"),
    Pupil("p2", "Ben", "Bell", 9, "9A"),
    Pupil("p3", "Cat", "Cole", 12, "12A"),
)
UIDS = {pupil.id: bytes([4, number] * 4)[:7] for number, pupil in enumerate(PUPILS)}
STRANGER = b"\x04nobody"
POUCHES = {pupil.id: f"SB-{number:04}" for number, pupil in enumerate(PUPILS)}
YEARS = {pupil.id: pupil.year for pupil in PUPILS}

SCHOOL = School(
    name="Small School",
    site=SITE,
    policy=STRICT,
    periods=(
        Period("Period 4", "lesson", time(13, 10), time(14, 10)),
        Period("Period 5", "lesson", time(14, 10), time(15, 10)),
    ),
    pupils=PUPILS,
    staff=(
        Staff("reception", "Ms D. Hallam", Role.RECEPTION),
        Staff("admin", "Mr A. Whitlock", Role.ADMIN),
    ),
    rooms=(),
    workstations=(),
    classes=(),
    timetable=(),
    seating=(),
    stations=tuple(Station(name, name.title(), gate) for name, gate in GATES.items()),
    pouches=tuple(Pouch(POUCHES[one.id], UIDS[one.id], one.id) for one in PUPILS),
)
