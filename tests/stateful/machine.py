"""Everything that may happen at a school, in any order: what people do, what time does, what goes wrong."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from controller.domain.modes import StationMode
from controller.domain.releases import When
from firmware_bridge.protocol.v1.vocabulary import Kind, Mode
from tests.stateful.attacker import Attacker
from tests.stateful.books import balance
from tests.stateful.exam_rules import ExamRules
from tests.stateful.exams import ExamStaff
from tests.stateful.hops import FAULTS
from tests.stateful.school import ON_SITE, STATIONS, STRANGER, UIDS
from tests.stateful.staff import Staff
from tests.stateful.stations import Box
from tests.stateful.world import MakeBox, World

HOPS = (
    "controller.out",
    "controller.in",
    "gate-1.out",
    "gate-1.in",
    "bridge-northgate-office-1.out",
    "bridge-northgate-office-1.in",
    "line.up",
    "line.down",
)
stations = st.sampled_from(STATIONS)
tags = st.sampled_from([*UIDS.values(), STRANGER])
pupils = st.sampled_from(sorted(UIDS))
hops = st.sampled_from(HOPS)
IN = {"gate-1": "gate-1.in", "office-1": "line.down"}
ORDERS = (Kind.SET_MODE, Kind.AUTHORITY, Kind.AUTHORISE_REPLY, Kind.BOOT_REPLY, Kind.SET_KEY)
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
SPELLS = ((300, 1), (1500, 1), (2500, 1), (20 * SECOND, 4), (5 * MINUTE, 5), (25 * MINUTE, 5), (7 * HOUR, 7))
STARTS = ("release", "exam", "planned", "release", "leave", "exam", "quiet", "strangers")
CANDIDATES = ("p1", "p2")
LONGEST_RUN = 60 * HOUR  # within one school week


class School(ExamRules):
    """`template` is a data directory with the school in it, and `tag_key` its own; see conftest.py."""

    template: Path
    tag_key: bytes
    make_box: MakeBox = Box

    def __init__(self) -> None:
        super().__init__()
        self._directory = Path(tempfile.mkdtemp(prefix="stateful-"))
        shutil.copytree(self.template, self._directory / "data")

    @initialize(start=st.sampled_from(STARTS), seed=st.integers(0, 1000))
    def open_school(self, start: str, seed: int) -> None:
        self.world = World(self._directory / "data", self.tag_key, seed, type(self).make_box)
        self.staff, self.attacker = Staff(self.world), Attacker(self.world)
        self.exams = ExamStaff(self.world)
        if start != "strangers":
            self._adopt_all()
        if start in ("exam", "planned"):
            self.exams.lay_down(1, CANDIDATES, timedelta(minutes=5))
        if start in ("release", "exam", "planned"):
            self.staff.start_release(When.NOW)
        if start == "exam":
            self.exams.start(1)
        if start == "leave":
            self.staff.give_leave("p1")
        self.world.pass_time(SECOND)

    # People

    @rule(station=stations)
    def adopt(self, station: str) -> None:
        self.exams.touched = True
        self.staff.adopt(station)
        self.world.settle()

    @rule(station=stations)
    def revoke(self, station: str) -> None:
        self.exams.touched = True
        self.staff.revoke(station)
        self.world.settle()

    @rule(when=st.sampled_from(When))
    def start_release(self, when: When) -> None:
        self.staff.start_release(when)
        self.world.settle()

    @rule()
    def end_release(self) -> None:
        self.staff.end_release()
        self.world.settle()

    @rule(pupil=pupils)
    def give_leave(self, pupil: str) -> None:
        self.staff.give_leave(pupil)
        self.world.settle()

    @rule(pupil=pupils)
    def cancel_leave(self, pupil: str) -> None:
        self.staff.cancel_leave(pupil)
        self.world.settle()

    @rule(pupil=pupils)
    def exempt(self, pupil: str) -> None:
        self.staff.exempt(pupil)
        self.world.settle()

    @rule(pupil=pupils)
    def end_exemption(self, pupil: str) -> None:
        self.staff.end_exemption(pupil)
        self.world.settle()

    @rule(name=st.sampled_from(sorted(ON_SITE)))
    def switch_policy(self, name: str) -> None:
        self.staff.switch_policy(name)
        self.world.settle()

    @rule(station=stations, mode=st.sampled_from(StationMode))
    def set_mode(self, station: str, mode: StationMode) -> None:
        self.exams.touched = True
        self.staff.set_mode(station, mode)
        self.world.settle()

    @rule(station=stations)
    def rotate_key(self, station: str) -> None:
        self.staff.rotate_key(station)
        self.world.settle()

    @rule(station=stations, tag=tags)
    def tap(self, station: str, tag: bytes) -> None:
        self.world.tap(station, tag)

    @rule(tag=tags)
    def tap_both(self, tag: bytes) -> None:
        for station in STATIONS:
            self.world.tap(station, tag)

    @rule(station=stations)
    def all_pupils_tap(self, station: str) -> None:
        for tag in UIDS.values():
            self.world.tap(station, tag)

    @rule(first=pupils, station=stations, second=tags, ms=st.sampled_from((0, 300, 2500)))
    def answers_come_slowly(self, first: str, station: str, second: bytes, ms: int) -> None:
        """A pupil with a leave taps, then another one, before the station hears of either."""
        self.staff.give_leave(first)
        hop = self.world.hops[IN[station]]
        hop.stalled = True
        self.world.tap(station, UIDS[first])
        self.world.pass_time(ms)
        self.world.tap(station, second)
        hop.stalled = False
        self.world.settle()

    @rule(pupil=pupils)
    def one_leave_is_tried_at_both(self, pupil: str) -> None:
        self.staff.give_leave(pupil)
        self.tap_both(UIDS[pupil])

    @rule(station=stations, on=st.booleans())
    def turn_key_switch(self, station: str, on: bool) -> None:
        self.world.boxes[station].switch.on = on
        self.world.settle()

    # Time

    @precondition(lambda self: self.world.time.ms - self.world.time.started < LONGEST_RUN)
    @rule(spell=st.sampled_from(SPELLS))
    def pass_time(self, spell: tuple[int, int]) -> None:
        self.world.pass_time(*spell)

    @rule(by=st.sampled_from((-2 * HOUR, -10 * MINUTE, 10 * MINUTE, 2 * HOUR)))
    def clock_jumps(self, by: int) -> None:
        """The controller's clock is put forward or back."""
        self.world.clock.jump(by)
        self.world.oracle.diary.clock_jumped = True
        self.world.office.tick()
        self.world.settle()

    # What goes wrong

    @rule(hop=hops, kinds=st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=4))
    def message_faults(self, hop: str, kinds: list[str]) -> None:
        self.world.hops[hop].faults.extend(kinds)

    @rule(hop=hops)
    def late_ones_come(self, hop: str) -> None:
        self.world.hops[hop].catch_up()
        self.world.settle()

    @rule(hop=hops, stalled=st.booleans())
    def stall(self, hop: str, stalled: bool) -> None:
        self.world.hops[hop].stalled = stalled
        self.world.settle()

    @rule(up=st.booleans(), noise=st.binary(min_size=1, max_size=40))
    def line_noise(self, up: bool, noise: bytes) -> None:
        self.world.noise(up, noise)

    @rule(forgetful=st.booleans())
    def broker_outage(self, forgetful: bool) -> None:
        if self.world.broker.running:
            self.world.broker.stop()
        else:
            self.world.broker.start(forgetful=forgetful)
        self.world.settle()

    @precondition(lambda self: self.world.cable.on)
    @rule()
    def bridge_dies(self) -> None:
        self.world.cable.kill()
        self.world.settle()

    @precondition(lambda self: not self.world.cable.on)
    @rule()
    def bridge_starts(self) -> None:
        self.world.cable.start()
        self.world.settle()

    @precondition(lambda self: self.world.office.on)
    @rule(points=st.integers(0, 6))
    def controller_dies(self, points: int) -> None:
        """At once, or at one of the next points at which it commits or publishes."""
        if points:
            self.world.office.kill_in = points
        else:
            self.world.office.kill()
        self.world.settle()

    @precondition(lambda self: not self.world.office.on)
    @rule()
    def controller_starts(self) -> None:
        self.world.office.start()
        self.world.settle()

    @rule(station=stations)
    def power_cut(self, station: str) -> None:
        self.world.boxes[station].power_off()
        self.world.settle()

    @rule(station=stations, after=st.integers(0, 500))
    def power_cut_in_flash(self, station: str, after: int) -> None:
        self.world.boxes[station].flash.cut_after = after

    @rule(station=stations, when=st.sampled_from(("before", "after")))
    def power_cut_at_the_bolt(self, station: str, when: str) -> None:
        self.world.boxes[station].bolt.cut = when

    @rule(station=stations)
    def power_returns(self, station: str) -> None:
        self.world.boxes[station].power_on()
        self.world.settle()

    @rule(station=stations, jammed=st.booleans())
    def jam(self, station: str, jammed: bool) -> None:
        self.world.boxes[station].bolt.jammed = jammed
        self.world.settle()

    @rule(station=stations, full=st.booleans())
    def flash_full(self, station: str, full: bool) -> None:
        self.world.boxes[station].flash.full = full

    @rule()
    def all_is_mended(self) -> None:
        self.world.heal()

    # An attacker who can hear and say everything, and has no key

    @rule(station=stations, kind=st.sampled_from(ORDERS), which=st.integers(0, 7), retained=st.booleans())
    def replay_an_order(self, station: str, kind: Kind, which: int, retained: bool) -> None:
        self.attacker.replay_order(station, kind, which, retained)
        self.world.settle()

    @rule(which=st.integers(0, 40))
    def replay_a_report(self, which: int) -> None:
        self.attacker.replay_report(which)
        self.world.settle()

    @rule(
        station=stations, key=st.sampled_from(("open", "other", "none")), mode=st.sampled_from((None, *Mode))
    )
    def forge(self, station: str, key: str, mode: Mode | None) -> None:
        self.attacker.forge(station, key, mode)
        self.world.settle()

    # What must hold

    @invariant()
    def nothing_opened_that_must_not(self) -> None:
        wrong = self.world.oracle.wrong if hasattr(self, "world") else []
        assert not wrong, "\n".join(wrong)

    def teardown(self) -> None:
        try:
            if hasattr(self, "world") and not self.world.oracle.wrong:
                self._balance()
        finally:
            if hasattr(self, "world"):
                self.world.office.kill()
            shutil.rmtree(self._directory)

    def _balance(self) -> None:
        self.world.heal()
        untouched = not self.exams.touched
        self._adopt_all()
        for _ in range(60):
            self.world.pass_time(10 * SECOND)
            if self.world.told():
                break
        assert self.world.told(), "an event never reached the controller"
        self.nothing_opened_that_must_not()
        assert not (untouched and self.exams.mode_missing()), "the station beside the hall is in no exam"
        assert not self.exams.still_listed()
        assert self.world.office.services
        with self.world.office.services.database.read() as session:
            wrong = balance(session, self.world.oracle.diary)
        assert not wrong, "\n".join(wrong)

    def _adopt_all(self) -> None:
        """One that was revoked must be switched off and on, and call again."""
        for station in sorted(self.staff.revoked):
            self.world.boxes[station].power_off()
            self.world.boxes[station].power_on()
            self.world.pass_time(20 * SECOND, 4)
        for station in STATIONS:
            self.staff.adopt(station)
        self.world.pass_time(8 * SECOND, 2)
