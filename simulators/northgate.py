"""Northgate School: 1,050 fictional pupils, a timetable, two labs, three stations; the same for each seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from controller.domain.accounts import Role
from controller.domain.school import (
    LessonSlot,
    Period,
    Pouch,
    Pupil,
    Room,
    School,
    Seating,
    Staff,
    Station,
    TeachingClass,
    Workstation,
)
from device_rules.vocabulary import Authoriser
from simulators.names import FAMILY_NAMES, GIVEN_NAMES, SUBJECTS
from simulators.pupils import login_name

FORMS_PER_YEAR = {7: 6, 8: 6, 9: 6, 10: 6, 11: 6, 12: 4, 13: 4}
PUPILS_PER_YEAR = {7: 165, 8: 165, 9: 165, 10: 165, 11: 165, 12: 120, 13: 105}
POUCH_YEARS = range(7, 12)
LABS = ("lab-1", "lab-2")
LAB_COLUMNS = 6
TUTOR = "Tutor"
PERIODS = (
    Period(TUTOR, "tutor-time", time(8, 40), time(9, 0)),
    Period("Period 1", "lesson", time(9, 0), time(10, 0)),
    Period("Period 2", "lesson", time(10, 0), time(11, 0)),
    Period("Break", "social-time", time(11, 0), time(11, 20)),
    Period("Period 3", "lesson", time(11, 20), time(12, 20)),
    Period("Lunch", "social-time", time(12, 20), time(13, 10)),
    Period("Period 4", "lesson", time(13, 10), time(14, 10)),
    Period("Period 5", "lesson", time(14, 10), time(15, 10)),
)
LESSONS = tuple(period.name for period in PERIODS if period.during == "lesson")
DESKS = (
    Staff("m.okafor", "Mrs M. Okafor", Role.TEACHER),
    Staff("j.pritchard", "Mr J. Pritchard", Role.TEACHER, (Authoriser.SLT, Authoriser.SMT)),
    Staff("reception", "Ms D. Hallam", Role.RECEPTION),
    Staff("exams", "Mr T. Osei", Role.EXAMS_OFFICER, (Authoriser.EXAMS_OFFICER,)),
    Staff("invigilator", "Mrs J. Reed", Role.INVIGILATOR),
    Staff(
        "safeguarding",
        "Mrs R. Lindqvist",
        Role.SAFEGUARDING,
        (Authoriser.DSL, Authoriser.SLT, Authoriser.SMT),
    ),
    Staff("admin", "Mr A. Whitlock", Role.ADMIN, (Authoriser.NETWORK_MANAGER,)),
)
STATIONS = (
    Station("north-1", "North gate 1", "North gate"),
    Station("south-1", "South gate 1", "South gate"),
    Station("office-1", "Office", "Office"),
)
BUS_EVERY = 17  # of so many pupils one goes by each early bus
EARLY_BUSES = {3: "Bus 12", 9: "Bus 40"}
FIRST_LAB_FORMS = ("9B", "8D")  # who is in the labs in the first lesson that a newcomer sees
FIRST_SLOT = (0, "Period 2")


def northgate(seats: int = 30, stations: int = 3, seed: int = 2025) -> School:
    """`seats` PCs in each lab, `stations` at the gates and the office (from 1)."""
    rng = random.Random(seed)
    pupils = tuple(_pupils(rng))
    forms = sorted({pupil.form for pupil in pupils}, key=lambda form: (int(form[:-1]), form))
    week = (*_timetable(forms), *_registration(forms))
    classes = tuple(_classes(pupils, week))
    workstations = tuple(_workstations(seats))
    return School(
        name="Northgate School",
        site="northgate",
        policy="mggs-2025",
        periods=PERIODS,
        pupils=pupils,
        staff=DESKS + tuple(_teachers(rng)),
        rooms=(
            Room("lab-1", "Lab 1"),
            Room("lab-2", "Lab 2"),
            *(Room(f"room-{f.lower()}", f"Room {f}") for f in forms),
        ),
        workstations=workstations,
        classes=classes,
        timetable=week,
        seating=tuple(_seating(classes, workstations)),
        stations=tuple(_stations(stations)),
        pouches=tuple(_pouches(rng, pupils)),
    )


def _pupils(rng: random.Random) -> Iterator[Pupil]:
    number = 0
    for year, count in PUPILS_PER_YEAR.items():
        for place in range(count):
            number += 1
            form = f"{year}{'ABCDEF'[place % FORMS_PER_YEAR[year]]}"
            pupil = Pupil(f"p{number:04}", rng.choice(GIVEN_NAMES), rng.choice(FAMILY_NAMES), year, form)
            yield replace(pupil, login=login_name(pupil), bus=EARLY_BUSES.get(number % BUS_EVERY, ""))


def _teachers(rng: random.Random) -> Iterator[Staff]:
    """One for each form and period, and two to spare; teacher `t07` teaches subject 7 of the list."""
    for number in range(40):
        title, initial = rng.choice(("Mr", "Mrs", "Ms", "Miss", "Dr")), rng.choice("ABCDEFGHJKLMNPRSTW")
        yield Staff(f"t{number:02}", f"{title} {initial}. {rng.choice(FAMILY_NAMES)}", Role.TEACHER)


def _timetable(forms: list[str]) -> Iterator[LessonSlot]:
    """In each period two forms have Computing in the labs, the rest their subject in their own room."""
    for turn, (weekday, period) in enumerate((day, name) for day in range(5) for name in LESSONS):
        in_labs = _lab_forms(forms, turn, first=(weekday, period) == FIRST_SLOT)
        for place, form in enumerate(forms):
            if form in in_labs:
                lab = in_labs.index(form)
                yield LessonSlot(weekday, period, f"{form}/Co", LABS[lab], DESKS[lab].username)
            else:
                teacher = (place + turn) % 40
                code = SUBJECTS[teacher % len(SUBJECTS)][0]
                yield LessonSlot(weekday, period, f"{form}/{code}", f"room-{form.lower()}", f"t{teacher:02}")


def _registration(forms: list[str]) -> Iterator[LessonSlot]:
    """Every form meets its tutor each morning, in its own room; the two computing teachers have one each."""
    own = dict(zip(FIRST_LAB_FORMS, (person.username for person in DESKS), strict=False))
    for weekday in range(5):
        for place, form in enumerate(forms):
            tutor = own.get(form, f"t{place:02}")
            yield LessonSlot(weekday, TUTOR, f"{form}/Tu", f"room-{form.lower()}", tutor)


def _lab_forms(forms: list[str], turn: int, first: bool) -> tuple[str, ...]:
    return FIRST_LAB_FORMS if first else (forms[(2 * turn) % len(forms)], forms[(2 * turn + 1) % len(forms)])


def _classes(pupils: tuple[Pupil, ...], week: tuple[LessonSlot, ...]) -> Iterator[TeachingClass]:
    subjects = dict(SUBJECTS) | {"Co": "Computing", "Tu": "Tutor time"}
    for class_id in sorted({slot.class_id for slot in week}):
        form, code = class_id.split("/")
        members = tuple(pupil.id for pupil in pupils if pupil.form == form)
        yield TeachingClass(class_id, subjects[code], int(form[:-1]), members)


def _workstations(seats: int) -> Iterator[Workstation]:
    for lab in LABS:
        for number in range(seats):
            row, column = divmod(number, LAB_COLUMNS)
            yield Workstation(f"{lab}-pc-{number + 1:02}", lab, f"PC-{number + 1:02}", row + 1, column + 1)


def _seating(classes: tuple[TeachingClass, ...], workstations: tuple[Workstation, ...]) -> Iterator[Seating]:
    for group in (c for c in classes if c.id.endswith("/Co")):
        for lab in LABS:
            places = (w.id for w in workstations if w.room == lab)
            for workstation, pupil in zip(places, group.pupils, strict=False):
                yield Seating(group.id, workstation, pupil)


def _stations(count: int) -> Iterator[Station]:
    """Three as built; any more stand at the two gates in turn."""
    yield from STATIONS[:count]
    for extra in range(len(STATIONS), count):
        gate = ("North", "South")[extra % 2]
        number = 2 + (extra - len(STATIONS)) // 2
        yield Station(f"{gate.lower()}-{number}", f"{gate} gate {number}", f"{gate} gate")


def _pouches(rng: random.Random, pupils: tuple[Pupil, ...]) -> Iterator[Pouch]:
    owners = (pupil for pupil in pupils if pupil.year in POUCH_YEARS)
    for number, pupil in enumerate(owners, start=1):
        yield Pouch(f"NG-{number:04}", b"\x04" + rng.randbytes(6), pupil.id)
