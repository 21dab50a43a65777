"""Lays down an exam morning on a site that runs: rooms, papers, candidates, duties, logins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from controller.bootstrap import Services, build
from controller.domain.accounts import Account, Role
from controller.domain.spreadsheets import write_table
from controller.domain.timetable import local
from simulators.exams.script import OFFICER, Script
from simulators.northgate_exams import CENTRE, COLUMNS
from simulators.provision import Login
from simulators.site import Site

READY_S = 3.0  # real seconds until the pages are open
SITES = ("exam.example.org",)


@dataclass(frozen=True, slots=True)
class LaidDown:
    """`sittings` by code; `logins` and `by` (display names) by who acts. `due` is the published start."""

    due: datetime
    sittings: Mapping[str, int]
    logins: Mapping[str, Login]
    by: Mapping[str, str]


def lay_down(site: Site, script: Script, ready_s: float = READY_S) -> LaidDown:
    """Rooms, papers, candidates, duties, and a login for each room's tablet. Pages are open in `ready_s`."""
    services = build(site.settings)
    try:
        exams, officer = services.exams, _officer(services)
        exams.centre.set_centre(officer, CENTRE)
        for place in script.places.values():
            exams.rooms.put(officer, place.room, place.school_room or None, place.gate)
        due = _next_minute(site.clock.now() + timedelta(seconds=script.gate_s + ready_s * site.clock.speed))
        content = write_table(COLUMNS, list(_entries(script, due)))
        exams.setup.take(officer, content, exams.setup.preview(content).digest)
        numbers = {key.code: one.number for key, one in exams.setup.plan().sittings.items()}
        for place in script.places.values():
            for name in place.watchers:
                exams.rooms.put_duty(officer, numbers[place.paper.code], place.room.id, name)
            if place.school_room:
                exams.profiles.put(officer, numbers[place.paper.code], SITES, (), "exam*")
        logins = {room: _login(services, room) for room in script.places}
        by = {one.username: one.display_name for one in services.accounts.all()}
        return LaidDown(due, numbers, logins, by | {OFFICER: officer.display_name})
    finally:
        services.close()


def _officer(services: Services) -> Account:
    return next(one for one in services.accounts.all() if one.role is Role.EXAMS_OFFICER)


def _login(services: Services, room: str) -> Login:
    made = services.accounts.add(room, f"Tablet of {room}", Role.INVIGILATOR)
    return Login(made.username, made.password)


def _next_minute(at: datetime) -> datetime:
    return local(at).replace(second=0, microsecond=0) + timedelta(minutes=1)


def _entries(script: Script, due: datetime) -> Iterator[list[str]]:
    for one in script.sitters.values():
        place = script.places[one.room]
        paper = place.paper
        start, extra = f"{due:%H:%M}", str(one.extra or "")
        yield ["Mock 2025", due.date().isoformat(), "am", start, str(paper.minutes), paper.body, "GCSE",
               paper.code, paper.title, one.number, one.name, one.pupil, place.room.name, one.seat, extra,
               one.arrangements]  # fmt: skip
