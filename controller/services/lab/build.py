"""Everything about lab PCs, put together: who is there, what they ought to be, who looks at them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from controller.clock import Clock
from controller.domain.waking import Targets
from controller.services.bus import EventBus
from controller.services.lab.acts import Acts
from controller.services.lab.computers import Computers
from controller.services.lab.desired import DesiredState
from controller.services.lab.enrolment import Enrolment
from controller.services.lab.groups import Groups
from controller.services.lab.lessons import Lessons
from controller.services.lab.looks import Looks
from controller.services.lab.orders import Orders
from controller.services.lab.places import Places
from controller.services.lab.presence import Presence
from controller.services.lab.programs import Programs
from controller.services.lab.progress import Progress
from controller.services.lab.proofs import Proofs
from controller.services.lab.pupils import Pupils
from controller.services.lab.pupils_build import build_pupils
from controller.services.lab.room_codes import RoomCodes
from controller.services.lab.seating import Seating
from controller.services.lab.seats import Seats
from controller.services.lab.sitters import Sitters
from controller.services.lab.templates import Templates
from controller.services.lab.timeline import Timeline
from controller.services.lab.troubles import Troubles
from controller.services.lab.visits import Visits
from controller.services.lab.waking import Waking
from controller.services.lab.watches import Watches
from controller.services.staff_actions import StaffActions
from controller.services.ticker import Ticker
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Lab:
    lessons: Lessons
    presence: Presence
    seats: Seats
    sitters: Sitters
    seating: Seating
    groups: Groups
    visits: Visits
    enrolment: Enrolment
    room_codes: RoomCodes
    places: Places
    desired: DesiredState
    orders: Orders
    templates: Templates
    acts: Acts
    proofs: Proofs
    progress: Progress
    timeline: Timeline
    troubles: Troubles
    programs: Programs
    looks: Looks
    watches: Watches
    computers: Computers
    waking: Waking
    staff_actions: StaffActions
    pupils: Pupils


Secret = Callable[[str], bytes]
Clocks = tuple[Clock, Clock]
"""The school's, which may be simulated, and the real one, for what travels on wires."""


class _Ticks(Protocol):
    def tick(self) -> None: ...


def _tick(ticker: Ticker, *parts: _Ticks) -> None:
    for part in parts:
        ticker.add(part.tick)


def build_lab(
    database: Database, clocks: Clocks, bus: EventBus, ticker: Ticker, secret: Secret, targets: Targets
) -> Lab:
    """`secret` gives this installation's key of a name; `targets` is where the packets go that wake PCs."""
    clock, link = clocks
    lessons = Lessons(database, clock)
    presence = Presence(database, clock, link, bus)
    seats = Seats(database, presence)
    sitters = Sitters(database, presence)
    desired = DesiredState(database, clock, lessons, presence)
    visits = Visits(database, clock, bus, lessons, desired)
    acts = Acts(database, clock, link, bus, presence)
    proofs = Proofs(database, clock, bus, presence, desired, lessons)
    looks = Looks(database, clock, seats)
    watches = Watches(clock, link, presence, looks)
    pupils = build_pupils(database, clocks, bus, presence, lessons, watches, secret)
    progress = Progress(database, clock, presence)
    orders = Orders(database, clock, bus, desired, acts)
    looks.end_left_over()
    _tick(ticker, presence, desired, proofs, acts, watches, visits, pupils)
    return Lab(
        lessons=lessons,
        presence=presence,
        seats=seats,
        sitters=sitters,
        seating=Seating(database, clock, bus, sitters),
        groups=Groups(database),
        visits=visits,
        enrolment=Enrolment(database, clock, link),
        room_codes=RoomCodes(database, clock),
        places=Places(database, clock),
        desired=desired,
        orders=orders,
        templates=Templates(database, orders),
        acts=acts,
        proofs=proofs,
        progress=progress,
        timeline=Timeline(database, progress),
        troubles=Troubles(database, clock, bus, presence),
        programs=Programs(database, clock),
        looks=looks,
        watches=watches,
        computers=Computers(database, presence),
        waking=Waking(database, clock, presence, targets),
        staff_actions=StaffActions(database),
        pupils=pupils,
    )
