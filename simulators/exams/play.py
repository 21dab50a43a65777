"""Plays the script of an exam morning on a running site."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from controller.domain.timetable import local
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.exams.hands import Hands
from simulators.exams.lab_pc import LabPc
from simulators.exams.script import Script, Timed, timed
from simulators.exams.socket_hands import BACK_S
from simulators.site import Site
from simulators.waiting import wait_for

OFFICE = "office-1"
Say = Callable[[str], None]


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
    """`hands` are those of the staff; what pupils, bad luck and the network manager do is done here."""

    def __init__(self, site: Site, script: Script, hands: Hands, lab: Lab, say: Say) -> None:
        self._site, self._script, self._hands, self._lab, self._say = site, script, hands, lab, say
        self._pouches = {one.pupil: one.tag_uid for one in site.school.pouches}
        candidates = {one.pupil for one in script.sitters.values()}
        self._others = [one.pupil for one in site.school.pouches if one.pupil not in candidates]
        self._back = threading.Event()
        self._played = Played()

    def play(self, opens: datetime) -> Played:
        act = self._all_at_once if self._hands.at_once else self._one_after_the_other
        for phase in self._script.phases:
            began = max(opens + timedelta(seconds=phase.due_s), self._site.clock.now())
            steps = timed(phase, began)
            self._wait_until(began)
            self._say(f"{local(began):%H:%M}  {phase.name}: {len(steps)} steps")
            act(steps)
            self._played.done += steps
        self._site.wait_told()
        self._played.done = self._hands.as_written(self._played.done)
        self._played.troubles += self._hands.troubles
        self._played.resent = self._hands.resent
        return self._played

    def _all_at_once(self, steps: Sequence[Timed]) -> None:
        """Each in a thread of its own, in their order."""
        actors = dict.fromkeys(one.step.who for one in steps)
        with ThreadPoolExecutor(len(actors)) as pool:
            acts = [[s for s in steps if s.step.who == who] for who in actors]
            for going in [pool.submit(self._one_after_the_other, mine) for mine in acts]:
                going.result()

    def _one_after_the_other(self, steps: Sequence[Timed]) -> None:
        for one in steps:
            self._wait_until(one.at)
            if handler := HANDLERS.get(one.step.command):
                handler(self, one)
            else:
                self._hands.write(one)

    def start(self, one: Timed) -> None:
        """Its `short` are the seats that must be named as those that keep it from being started."""
        code, short = str(one.step.facts["paper"]), one.step.facts["short"]
        assert isinstance(short, tuple)
        began = self._site.clock.now()
        said = self._hands.start(code)
        if not said:
            self._played.running[code] = (began, None)
        if said and not short:
            self._trouble(f"{code} did not start: {said}")
        if short and not said:
            self._trouble(f"{code} started although its gate was not complete")
        if said and (unnamed := [seat for seat in short if seat not in said]):
            self._trouble(f"{code}: nobody was told of {unnamed}, but: {said}")

    def end(self, one: Timed) -> None:
        code = str(one.step.facts["paper"])
        self._played.running[code] = (self._played.running[code][0], self._site.clock.now())
        self._hands.end(code)

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
        self._hands.start_release()
        self._site.wait_level()

    def release_ends(self, _: Timed) -> None:
        """It may have by itself: half an hour is not long at this speed."""
        self._hands.end_release()
        self._site.wait_level()

    def sees_release(self, _: Timed) -> None:
        """Also beside the exam rooms, now that the papers are over."""
        self._site.wait_mode(Mode.RELEASE)

    def alarm(self, _: Timed) -> None:
        self._hands.alarm()
        self._site.wait_mode(Mode.EVACUATE)

    def all_clear(self, _: Timed) -> None:
        self._hands.all_clear()
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
        self._back.wait(BACK_S)
        self._hands.catch_up(one.step.who)

    def sees_ratio(self, one: Timed) -> None:
        if not self._hands.sees_ratio(one.step.who, bool(one.step.facts["too_few"])):
            self._trouble(f"{one.step.who}: the page did not tell how many watch it")

    def pc_is_kept(self, one: Timed) -> None:
        self._sees_pc(one, "in-force")

    def pc_holds_on(self, _: Timed) -> None:
        if not self._lab.pc.holds:
            self._trouble("the PC let go of the exam while the server was away")

    def pc_breaks(self, one: Timed) -> None:
        self._lab.pc.breaks()
        self._sees_pc(one, "departed")

    def pc_replaced(self, one: Timed) -> None:
        self._lab.pc.put(self._lab.new_code())
        self._sees_pc(one, "in-force")

    def pc_is_looked_at(self, one: Timed) -> None:
        self._hands.sets_aside(str(one.step.facts["room"]))

    def _sees_pc(self, one: Timed, state: str) -> None:
        room = str(one.step.facts["room"])
        if not self._hands.sees_pc(room, state):
            self._trouble(f"{room}: the page did not say that the PC is {state}")

    def _trouble(self, words: str) -> None:
        self._played.troubles.append(words)

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
    "pc.looked-at": Play.pc_is_looked_at,
}
