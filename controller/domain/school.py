"""The school as it is described to us: people, rooms, classes, the week. Facts only, no state."""

from dataclasses import dataclass
from datetime import time

from controller.domain.accounts import Role
from device_rules.vocabulary import Authoriser


@dataclass(frozen=True, slots=True)
class Pupil:
    """`login` is the name on the school's PCs, if it is known: by it the lesson desk knows who sits where.

    `bus`: the early bus that the pupil goes home by, if any; it may be let out before the bell.
    """

    id: str
    given: str
    family: str
    year: int
    form: str
    login: str = ""
    bus: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Staff:
    """`posts`: who this person is to the policy. None said: they stay as they are; everybody is `staff`."""

    username: str
    display_name: str
    role: Role
    posts: tuple[Authoriser, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of every school day. `during` is the policy's word for it (device_rules vocabulary)."""

    name: str
    during: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Room:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Workstation:
    """A lab PC at a place in its room's seating plan; row 1 is nearest the board."""

    id: str
    room: str
    name: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class TeachingClass:
    id: str
    subject: str
    year: int
    pupils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonSlot:
    """One line of the timetable. `weekday` is 0 for Monday; `teacher` is a username.

    `week` names one week of a timetable of several (the calendar says whose turn it is); empty for each.
    """

    weekday: int
    period: str
    class_id: str
    room: str
    teacher: str
    week: str = ""


@dataclass(frozen=True, slots=True)
class Seating:
    class_id: str
    workstation: str
    pupil: str


@dataclass(frozen=True, slots=True)
class Station:
    id: str
    name: str
    gate: str


@dataclass(frozen=True, slots=True)
class Pouch:
    """`tag_uid` is the tag's own number, read when the pouch was issued; it is hashed before it is kept."""

    id: str
    tag_uid: bytes
    pupil: str


@dataclass(frozen=True, slots=True)
class School:
    name: str
    site: str
    policy: str
    periods: tuple[Period, ...]
    pupils: tuple[Pupil, ...]
    staff: tuple[Staff, ...]
    rooms: tuple[Room, ...]
    workstations: tuple[Workstation, ...]
    classes: tuple[TeachingClass, ...]
    timetable: tuple[LessonSlot, ...]
    seating: tuple[Seating, ...]
    stations: tuple[Station, ...]
    pouches: tuple[Pouch, ...]
