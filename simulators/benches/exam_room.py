"""A room of PCs that sits exams, for measuring: its sittings, and its page without a browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from controller.bootstrap import Services, build
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.exams.pcs import DepartureKind
from controller.domain.exams.plans import Candidate, Entry, Planned
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Session
from controller.domain.timetable import local
from simulators.benches.lab.school import ROOM
from simulators.provision import Login
from simulators.staff_page import StaffPage

SITE, LOGIN, EXAM_ROOM = "exam.example.org", "exam*", "lab"


class RoomPage:
    """`first_seen`: when each departure was shown first, by its number, in the page's own thread."""

    def __init__(self, page: StaffPage, sitting: int) -> None:
        self._page, self._sitting = page, sitting
        self.first_seen: dict[int, float] = {}
        self._kinds: dict[int, str] = {}
        self.going_on = 0
        self._states: list[str] = []
        page.told = self._told
        page.follow(f"exam:{sitting}/{EXAM_ROOM}")

    def order(self, command: str, **more: object) -> None:
        self._page.command(command, sitting=self._sitting, **more)

    def count(self, state: str) -> int:
        return self._states.count(state)

    def fresh(self, known: frozenset[int], kind: DepartureKind) -> float:
        """When one of this kind that is not `known` was shown; 0 before."""
        new = (at for one, at in self.first_seen.copy().items() if one not in known and self._is(one, kind))
        return min(new, default=0.0)

    def _is(self, departure: int, kind: DepartureKind) -> bool:
        return self._kinds[departure] == kind.value

    def _told(self, event: str, payload: Any) -> None:
        if event != "exam-pcs":
            return
        now = time.perf_counter()
        for one in payload["departures"]:
            self._kinds[one["id"]] = one["kind"]
            self.first_seen.setdefault(one["id"], now)
        self.going_on = sum(one["over_at"] is None for one in payload["departures"])
        self._states = [one["state"] for one in payload["pcs"]]


def lay_down(settings: Settings, sittings: int) -> tuple[list[int], Login]:
    """Their numbers, each with one candidate (PCs are kept by the room), and the login of whoever starts."""
    with _opened(settings) as (services, by):
        exams = services.exams
        exams.rooms.put(by, ExamRoom(EXAM_ROOM, "Lab", 2, 2, 1.5, 1.5), school_room=ROOM)
        for number in range(sittings):
            exams.setup.put_sitting(by, _planned(services, number))
        numbers = sorted(one.number for one in exams.setup.plan().sittings.values())
        for number in numbers:
            exams.setup.put_entry(by, number, Candidate("0001", "A. Candidate"), Entry(EXAM_ROOM, Seat(1, 1)))
            exams.profiles.put(by, number, [SITE], [], LOGIN)
        return numbers, Login(by.username, services.accounts.new_password(by.username).password)


def _planned(services: Services, number: int) -> Planned:
    now = local(services.clock.now())
    return Planned(
        series="Bench",
        paper=Paper("OCR", "GCSE Computer Science", f"J277/{number:02}", "On screen"),
        on=now.date(),
        session=Session.AM,
        starts=now.time().replace(second=0, microsecond=0),
        length=timedelta(minutes=60),
        kind=ExamType.ON_SCREEN,
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Services, Account]]:
    services = build(settings)
    try:
        yield services, next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)
    finally:
        services.close()
