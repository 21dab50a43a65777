"""`schoolbell simulate exam`: an exam morning with its mishaps, and its evidence held against the script."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from controller.bootstrap import Services, build
from controller.clock import ScaledClock
from controller.domain.accounts import Account, Role
from controller.domain.spreadsheets import write_table
from controller.domain.timetable import LONDON, local
from controller.errors import SchoolbellError
from controller.services.reports.proof import prove
from simulators.broker_process import BrokerKind
from simulators.exams import bundles
from simulators.exams.expected import Expected, Line
from simulators.exams.lab_pc import LabPc
from simulators.exams.play import Lab, Pages, Play, Played
from simulators.exams.script import OFFICER, Script
from simulators.exams.writing import Morning, write
from simulators.northgate import northgate
from simulators.northgate_exams import CENTRE, COLUMNS
from simulators.provision import Login
from simulators.release import BELL
from simulators.site import Site, SiteSpec, site_directory
from simulators.staff_page import StaffPage
from simulators.witness import Opening

EARLY = BELL.replace(hour=8, minute=0)
READY_S = 3.0  # real seconds until the pages are open
ROLES = (Role.RECEPTION, Role.ADMIN, Role.EXAMS_OFFICER)
ANSWER_S = 5.0
PC = "lab-1-pc-01"
SITES = ("exam.example.org",)
SHOWN_AT_MOST = 20
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    morning: Morning
    speed: float = 120.0
    broker: BrokerKind = BrokerKind.AUTO


@dataclass(frozen=True, slots=True)
class Report:
    """`missing` and `invented` count lines of evidence against the script, `differences` names the first.

    `released_to_seated` are movements of bolts for somebody who sat just then, without a named approval.
    `released` are all others, so that it is seen that stations worked; `proved` is how many bundles the
    journal vouches for, `named` has the mishaps, `resent` how many lines tablets sent again.
    """

    candidates: int
    rooms: int
    mishaps: int
    lines: int
    missing: int
    invented: int
    released_to_seated: int
    released: int
    tapped: int
    resent: int
    bundles: int
    proved: int
    seconds: float
    named: tuple[str, ...]
    differences: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def ok(self) -> bool:
        wrong = self.missing or self.invented or self.released_to_seated or self.troubles
        return not wrong and self.proved == self.bundles

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def run(options: Options, directory: Path | None = None, say: Say = lambda _: None) -> Report:
    """In `directory`, or where it is thrown away. Raises SchoolbellError."""
    script = write(options.morning, northgate(1).pupils)
    with ExitStack() as stack:
        where = stack.enter_context(site_directory(directory))
        say(f"Preparing Northgate School; a minute of its day takes {60 / options.speed:.3g} s …")
        clock = ScaledClock(EARLY, time.time(), options.speed)
        site = Site(where, SiteSpec(clock, broker=options.broker, roles=ROLES), say)
        stack.enter_context(site.running())
        laid = lay_down(site, script)
        pages = open_pages(stack, site, script, laid)
        lab = stack.enter_context(_lab(site, where))
        began = time.monotonic()
        played = Play(site, script, pages, lab, laid.sittings, say).play(
            laid.due - timedelta(seconds=script.gate_s)
        )
        seconds = time.monotonic() - began
        return _report(site, script, pages, laid, played, round(seconds, 1))


@dataclass(frozen=True, slots=True)
class LaidDown:
    """`sittings` by code; `logins` and `by` (display names) by who acts. `due` is the published start."""

    due: datetime
    sittings: Mapping[str, int]
    logins: Mapping[str, Login]
    by: Mapping[str, str]


def lay_down(site: Site, script: Script) -> LaidDown:
    """Rooms, papers, candidates, duties, and a login for each room's tablet."""
    services = build(site.settings)
    try:
        exams, officer = services.exams, _officer(services)
        exams.centre.set_centre(officer, CENTRE)
        for place in script.places.values():
            exams.rooms.put(officer, place.room, place.school_room or None, place.gate)
        due = _next_minute(site.clock.now() + timedelta(seconds=script.gate_s + READY_S * site.clock.speed))
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


def open_pages(stack: ExitStack, site: Site, script: Script, laid: LaidDown) -> Pages:
    rooms = {}
    for room, login in laid.logins.items():
        page = StaffPage(site.settings.address, login.username, login.password, ANSWER_S)
        rooms[room] = stack.enter_context(page)
        rooms[room].follow(f"exam:{laid.sittings[script.places[room].paper.code]}/{room}")
    officer, reception, admin = (
        stack.enter_context(site.page(role)) for role in (Role.EXAMS_OFFICER, Role.RECEPTION, Role.ADMIN)
    )
    return Pages(officer, reception, admin, rooms)


@contextmanager
def _lab(site: Site, where: Path) -> Iterator[Lab]:
    """With a PC that stands there already."""
    pc = LabPc(site.settings.address, where / "lab", site.clock)
    try:
        pc.put(_new_code(site))
        yield Lab(pc, partial(_new_code, site))
    finally:
        pc.close()


def _new_code(site: Site) -> str:
    services = build(site.settings)
    try:
        admin = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
        return services.lab.enrolment.make_code(admin, PC).code
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


def _report(
    site: Site, script: Script, pages: Pages, laid: LaidDown, played: Played, seconds: float
) -> Report:
    missing, invented, lines, proved = Counter[Line](), Counter[Line](), 0, 0
    troubles = list(played.troubles)
    for paper in script.papers:
        number = laid.sittings[paper.code]
        bundle = _bundle(pages.officer, number)
        mine = [one for one in played.done if _is_of(script, one.step.who, paper.code)]
        wanted = Expected(script, paper, laid.by, laid.due).lines(mine)
        missing += wanted - bundle.lines
        invented += bundle.lines - wanted
        lines += wanted.total()
        proved += bundle.whole and _is_proved(site, bundle.table)
    sat = [one for one in site.witness.openings if _sits(site, script, played, one)]
    return Report(
        candidates=len(script.sitters),
        rooms=len(script.places),
        mishaps=len(script.mishaps),
        lines=lines,
        missing=missing.total(),
        invented=invented.total(),
        released_to_seated=len(sat),
        released=len(site.witness.openings) - len(sat),
        tapped=len(played.tapped),
        resent=played.resent,
        bundles=len(script.papers),
        proved=proved,
        seconds=seconds,
        named=script.mishaps,
        differences=(*_named("missing", missing), *_named("invented", invented)),
        troubles=tuple(troubles),
    )


def _bundle(officer: StaffPage, number: int) -> bundles.Bundle:
    status, content = officer.post(f"/sittings/{number}/evidence", {}, source="/sittings")
    if status != 200:
        raise SchoolbellError(
            "simulation.no-evidence", f"There was no evidence of sitting {number}: {status}."
        )
    return bundles.read(content)


def _is_of(script: Script, who: str, code: str) -> bool:
    return who in script.places and script.places[who].paper.code == code


def _is_proved(site: Site, table: bytes) -> bool:
    services = build(site.settings)
    try:
        with services.database.read() as session:
            return bool(prove(session, table))
    except SchoolbellError:
        return False
    finally:
        services.close()


def _sits(site: Site, script: Script, played: Played, opening: Opening) -> bool:
    """Whether whoever got their pouch open was writing just then, and has no named approval."""
    pupil = next((one.pupil for one in site.school.pouches if one.tag_uid == opening.uid), "")
    who = next((one for one in script.sitters.values() if one.pupil == pupil), None)
    if who is None or who.number in script.adjusted:
        return False
    began, ended = played.running[script.places[who.room].paper.code]
    done = [one for one in played.done if one.step.facts.get("candidate") == who.number]
    came = min((one.at for one in done if one.step.command == "exam.pass"), default=None)
    left = min((one.at for one in done if one.step.facts.get("step") == "finished"), default=ended)
    return came is not None and max(began, came) <= opening.at < (left or datetime.max.replace(tzinfo=LONDON))


def _named(what: str, lines: Counter[Line]) -> Iterator[str]:
    for line in sorted(lines.elements())[:SHOWN_AT_MOST]:
        yield f"{what}: {' · '.join(line)}"
