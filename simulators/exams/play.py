"""Plays the script of an exam morning on a running site, each room at its own tablet."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from controller.domain.timetable import local
from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.exams.lab_pc import LabPc
from simulators.exams.script import Script, Timed, timed
from simulators.exams.tablet import Tablet
from simulators.site import Site
from simulators.staff_page import StaffPage
from simulators.waiting import wait_for

BACK_S = 90.0  # real seconds within which a killed server is there again
SEEN_S = 20.0
TOO_FEW = frozenset({"short", "alone", "nobody"})
OFFICE = "office-1"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pages:
    """`rooms` by their id."""

    officer: StaffPage
    reception: StaffPage
    admin: StaffPage
    rooms: Mapping[str, StaffPage]


@dataclass(frozen=True, slots=True)
class Lab:
    """`new_code` makes one for the place of the PC in the exam room with PCs."""

    pc: LabPc
    new_code: Callable[[], str]


@dataclass
class Played:
    """`done` is every step with its time, `running` from when until when each paper was written, by code."""

    done: list[Timed] = field(default_factory=list)
    running: dict[str, tuple[datetime, datetime | None]] = field(default_factory=dict)
    tapped: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    resent: int = 0


class Play:
    """`sittings` are the numbers of the sittings by the papers' codes."""

    def __init__(
        self, site: Site, script: Script, pages: Pages, lab: Lab, sittings: Mapping[str, int], say: Say
    ) -> None:
        self._lab = lab
        self._site, self._script, self._pages, self._sittings, self._say = site, script, pages, sittings, say
        self._tablets = {
            room: Tablet(page, sittings[script.places[room].paper.code]) for room, page in pages.rooms.items()
        }
        self._pouches = {one.pupil: one.tag_uid for one in site.school.pouches}
        candidates = {one.pupil for one in script.sitters.values()}
        self._others = [one.pupil for one in site.school.pouches if one.pupil not in candidates]
        self._back, self._orders = threading.Event(), dict[str, int]()
        self._played = Played()

    def play(self, opens: datetime) -> Played:
        for phase in self._script.phases:
            began = max(opens + timedelta(seconds=phase.due_s), self._site.clock.now())
            steps = timed(phase, began)
            self._wait_until(began)
            self._say(f"{local(began):%H:%M}  {phase.name}: {len(steps)} steps")
            self._all_at_once(steps)
        self._site.wait_told()
        for room, tablet in self._tablets.items():
            self._played.troubles += [f"{room}: {sentence}" for sentence in tablet.refused]
            self._played.resent += tablet.resent
        return self._played

    def _all_at_once(self, steps: Sequence[Timed]) -> None:
        """Each in a thread of its own, in their order."""
        actors = dict.fromkeys(one.step.who for one in steps)
        with ThreadPoolExecutor(len(actors)) as pool:
            for going in [pool.submit(self._act, [s for s in steps if s.step.who == who]) for who in actors]:
                going.result()
        self._played.done += steps

    def _act(self, steps: Sequence[Timed]) -> None:
        for one in steps:
            self._wait_until(one.at)
            if handler := HANDLERS.get(one.step.command):
                handler(self, one)
            else:
                self._tablets[one.step.who].write(one)

    def start(self, one: Timed) -> None:
        code = str(one.step.facts["paper"])
        began = self._site.clock.now()
        refused = str(one.step.facts["refused"])
        try:
            self._pages.officer.command("exam.start", sitting=self._sittings[code])
            self._played.running[code] = (began, None)
        except SchoolbellError as error:
            if error.code != refused:
                self._played.troubles.append(f"{code} did not start: {error.sentence}")
        else:
            if refused:
                self._played.troubles.append(f"{code} started although its gate was not complete")

    def end(self, one: Timed) -> None:
        code = str(one.step.facts["paper"])
        self._played.running[code] = (self._played.running[code][0], self._site.clock.now())
        self._pages.officer.command("exam.end", sitting=self._sittings[code])

    def tap(self, one: Timed) -> None:
        """At every station in turn, one after the other: each gets its answer before the next comes."""
        pupils = one.step.facts["pupils"]
        assert isinstance(pupils, list)
        names = list(self._site.stations)
        for place, pupil in enumerate(pupils):
            self._tap(names[place % len(names)], pupil)

    def tap_others(self, one: Timed) -> None:
        """So that it is seen that stations do let somebody out."""
        self._tap(OFFICE, self._others.pop())

    def release_starts(self, _: Timed) -> None:
        answer = self._pages.reception.command(
            "reception.start-release", when="now", reason="the others go home"
        )
        self._orders["release"] = int(answer["release"])
        self._site.wait_level()

    def release_ends(self, _: Timed) -> None:
        """Unless it has by itself: half an hour is not long at this speed."""
        try:
            self._pages.reception.command("reception.end-release", release=self._orders.pop("release"))
        except SchoolbellError as error:
            if error.code != "release.over":
                raise
        self._site.wait_level()

    def sees_release(self, _: Timed) -> None:
        """Also beside the exam rooms, now that the papers are over."""
        self._site.wait_mode(Mode.RELEASE)

    def alarm(self, _: Timed) -> None:
        answer = self._pages.admin.command("emergency.order", mode="evacuate", drill=True, reason="a drill")
        self._orders["alarm"] = int(answer["order"])
        self._site.wait_mode(Mode.EVACUATE)

    def all_clear(self, _: Timed) -> None:
        self._pages.admin.command("emergency.end", order=self._orders.pop("alarm"))
        wait_for(
            lambda: all(one.mode is not Mode.EVACUATE for one in self._site.stations.values()),
            "the all clear",
        )

    def server_dies(self, _: Timed) -> None:
        self._back.clear()
        self._site.kill_controller()

    def server_back(self, _: Timed) -> None:
        self._site.restore_controller()
        self._back.set()
        self._site.wait_ready()

    def lines_again(self, one: Timed) -> None:
        """What the tablet kept, and its newest lines before that once more."""
        tablet = self._tablets[one.step.who]
        self._back.wait(BACK_S)
        tablet.doubt()
        wait_for(tablet.flush, f"the lines of {one.step.who}", BACK_S)

    def sees_ratio(self, one: Timed) -> None:
        page, wanted = self._pages.rooms[one.step.who], bool(one.step.facts["too_few"])
        try:
            wait_for(
                lambda: (page.newest["exam"]["ratio"]["watch"] in TOO_FEW) == wanted, "the ratio", SEEN_S
            )
        except SchoolbellError:
            self._played.troubles.append(f"{one.step.who}: the page did not tell how many watch it")

    def pc_is_kept(self, one: Timed) -> None:
        self._sees_pc(one, "in-force")

    def pc_holds_on(self, _: Timed) -> None:
        if not self._lab.pc.holds:
            self._played.troubles.append("the PC let go of the exam while the server was away")

    def pc_breaks(self, one: Timed) -> None:
        self._lab.pc.breaks()
        self._sees_pc(one, "departed")

    def pc_replaced(self, one: Timed) -> None:
        self._lab.pc.put(self._lab.new_code())
        self._sees_pc(one, "in-force")

    def _sees_pc(self, one: Timed, state: str) -> None:
        room = str(one.step.facts["room"])
        page = self._pages.rooms[room]
        try:
            wait_for(lambda: [pc["state"] for pc in page.newest["exam-pcs"]["pcs"]] == [state], state, BACK_S)
        except SchoolbellError:
            self._played.troubles.append(f"{room}: the page did not say that the PC is {state}")

    def _tap(self, station: str, pupil: str) -> None:
        at = self._site.stations[station]
        before = at.decided
        at.tap(self._pouches[pupil])
        self._played.tapped.add(pupil)
        wait_for(lambda: at.decided > before, f"a decision at {station}")

    def _wait_until(self, at: datetime) -> None:
        wait_for(lambda: self._site.clock.now() >= at, f"{at:%H:%M:%S}", 3600)


HANDLERS: Mapping[str, Callable[[Play, Timed], None]] = {
    "exam.start": Play.start,
    "exam.end": Play.end,
    "tap": Play.tap,
    "tap.others": Play.tap_others,
    "release.start": Play.release_starts,
    "release.end": Play.release_ends,
    "see.release": Play.sees_release,
    "emergency.order": Play.alarm,
    "emergency.end": Play.all_clear,
    "server.dies": Play.server_dies,
    "server.back": Play.server_back,
    "lines.again": Play.lines_again,
    "see.ratio": Play.sees_ratio,
    "pc.is-kept": Play.pc_is_kept,
    "pc.holds-on": Play.pc_holds_on,
    "pc.breaks": Play.pc_breaks,
    "pc.replaced": Play.pc_replaced,
}
