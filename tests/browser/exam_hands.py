"""The staff of an exam morning in a real browser: each room has a tablet and a laptop, each desk its page.

They click and type what people would. The time of a line is the one that its page gave it, as it went out
over the socket; that it was then that it was written is seen by the clock beside.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from controller.clock import ScaledClock
from simulators.exams.script import Script, Timed
from simulators.exams.stage import Stage
from tests.browser import exam_gate, exam_room
from tests.browser.exam_wire import Wire, written_at

Facts = Mapping[str, object]
GATE: Mapping[str, Callable[[Page, Facts], None]] = {
    "exam.pass": exam_gate.passes,
    "exam.take-back": exam_gate.taken_back,
}
ROOM: Mapping[str, Callable[[Page, Facts], None]] = {
    "exam.mark": exam_room.marks,
    "exam.move": exam_room.moves,
    "exam.sign-in": exam_room.signs_in,
    "exam.sign-out": exam_room.signs_out,
    "exam.attest": exam_room.attests,
    "exam.report": exam_room.reports,
    "exam.found": exam_room.finds,
    "exam.return": exam_room.gives_back,
}
TIMELESS = frozenset({"exam.take-back"})
"""Its time is the server's."""
OUR_OWN = frozenset({"sitting", "room", "key", "at"})
SLACK = timedelta(seconds=5)  # real ones: a page hears the time from a server on a busy machine
RELEASE = re.compile("Release now…|Start the release")  # the second once the day is over
PC_STATES = {"in-force": "in force", "departed": "look at it"}
BACK_MS = 120_000


@dataclass(frozen=True, slots=True)
class Desks:
    """Each by its page; `tablets` and `laptops` by room."""

    officer: Page
    reception: Page
    admin: Page
    tablets: Mapping[str, Page]
    laptops: Mapping[str, Page]


@dataclass(frozen=True, slots=True)
class Acted:
    """Between when somebody's hands were at it."""

    began: datetime
    ended: datetime


class BrowserHands:
    at_once = False

    def __init__(self, stage: Stage, desks: Desks, wires: Mapping[Page, Wire]) -> None:
        self._script: Script = stage.script
        self._clock: ScaledClock = stage.site.clock
        self._sittings, self._desks, self._wires = stage.laid.sittings, desks, wires
        self._seats = {one.number: one.seat for one in stage.script.sitters.values()}
        self._acted: list[tuple[Timed, Acted]] = []
        self._troubles: list[str] = []
        self._late = 0

    @property
    def troubles(self) -> list[str]:
        refused = [f"{page.url} {said}" for page, wire in self._wires.items() for said in wire.refused]
        return [*self._troubles, *refused]

    @property
    def resent(self) -> int:
        return self._late + sum(wire.again for wire in self._wires.values())

    def write(self, line: Timed) -> None:
        command, facts = line.step.command, dict(line.step.facts)
        if (who := str(facts.get("candidate", ""))) in self._seats:
            facts["from"] = self._seats[who]
        began, page = self._clock.now(), self._page(line)
        act = GATE.get(command) or ROOM[command]
        act(page, facts)
        self._acted.append((line, Acted(began, self._clock.now())))
        if command == "exam.move":
            self._seats[who] = str(facts["seat"])
        if not _connected(page):
            self._late += 1
            expect(page.locator("#waiting")).to_contain_text("kept on this device")

    def as_written(self, lines: list[Timed]) -> list[Timed]:
        times = {id(line): self._as_written(line, acted) for line, acted in self._acted}
        for page, wire in self._wires.items():
            unasked = wire.left({*GATE, *ROOM})
            self._troubles += [f"{page.url} sent by itself: {one}" for one in unasked]
        return [times.get(id(line), line) for line in lines]

    def _as_written(self, line: Timed, acted: Acted) -> Timed:
        """What its page sent must be what the script says, from when it was clicked."""
        command, facts = line.step.command, line.step.facts
        sent = self._wires[self._page(line)].take(command)
        if sent is None:
            self._troubles.append(f"{command} of {acted.began:%H:%M:%S} was never sent")
            return line
        said = {name: value for name, value in sent.items() if name not in OUR_OWN and value}
        if said != {name: value for name, value in facts.items() if name not in OUR_OWN}:
            self._troubles.append(f"{command} was to be {dict(facts)}, but {sent} was sent")
        if command in TIMELESS:
            return replace(line, at=acted.ended)
        at = written_at(sent)
        if not acted.began - SLACK * self._clock.speed <= at <= acted.ended + SLACK * self._clock.speed:
            self._troubles.append(f"{command} says {at}, but was written from {acted.began} to {acted.ended}")
        return replace(line, at=at)

    def catch_up(self, room: str) -> None:
        for page in (self._desks.tablets[room], self._desks.laptops[room]):
            _online(page)
            expect(page.locator("#waiting")).to_be_hidden(timeout=BACK_MS)

    def start(self, code: str) -> str:
        page = self._officers_room(code)
        page.get_by_role("button", name="Start…").click()
        dialog = page.get_by_role("dialog")
        said = dialog.inner_text()
        if "on record at the gate. The finishing times count" not in said:
            dialog.get_by_role("button", name="Start", exact=True).click()  # without a reason it stays
            expect(dialog).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator("#stage")).to_contain_text("Due at")
            return said
        dialog.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#stage")).to_contain_text("Started")
        return ""

    def end(self, code: str) -> None:
        page = self._officers_room(code)
        page.get_by_role("button", name="End…").click()
        page.get_by_role("dialog").get_by_role("button", name="End it").click()
        expect(page.locator("#stage")).to_contain_text("Ended")

    def start_release(self) -> None:
        page = _online(self._desks.reception)
        page.get_by_role("button", name=RELEASE).click()
        dialog = page.get_by_role("dialog")
        if (reason := dialog.get_by_label("Reason")).count():
            reason.fill("The others go home")
        dialog.get_by_role("button", name="Release all pouches now").click()
        expect(page.locator("#release-title")).to_have_text("The release is on")

    def end_release(self) -> None:
        page = _online(self._desks.reception)
        ends = page.get_by_role("button", name="End the release…")
        title = page.locator("#release-title")
        if ends.count():
            ends.click()
            page.get_by_role("dialog").get_by_role("button", name="End the release").click()
        expect(title).to_have_text("The release is over")

    def alarm(self) -> None:
        page = _online(self._desks.admin)
        page.get_by_role("button", name="Emergency").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("a drill").check()
        dialog.get_by_role("button", name="Evacuate now").click()
        expect(page.locator('.mode-bar[data-mode="evacuate"]')).to_be_visible()

    def all_clear(self) -> None:
        page = _online(self._desks.admin)
        page.locator('.mode-bar[data-mode="evacuate"]').get_by_role("button", name="End…").click()
        page.get_by_role("dialog").get_by_role("button", name="End it").click()
        expect(page.locator('.mode-bar[data-mode="evacuate"]')).to_have_count(0, timeout=BACK_MS)

    def sees_ratio(self, room: str, too_few: bool) -> bool:
        enough = self._desks.laptops[room].locator("#ratio .chip[data-tone=ok]")
        return _seen(lambda: expect(enough).to_have_count(0 if too_few else 1))

    def sees_pc(self, room: str, state: str) -> bool:
        pcs = self._desks.laptops[room].locator("[data-pc]")
        return _seen(lambda: expect(pcs).to_contain_text([PC_STATES[state]], timeout=BACK_MS))

    def sets_aside(self, room: str) -> None:
        page = self._desks.laptops[room]
        page.get_by_role("button", name="Set aside").click()
        expect(page.locator("#pcs-alert")).to_be_hidden()

    def evidence(self, code: str) -> bytes:
        page = self._desks.officer
        page.goto("/sittings")
        self._card(code).get_by_role("link", name="Plan").click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Evidence").click()
        return Path(waiting.value.path()).read_bytes()

    def _page(self, line: Timed) -> Page:
        at = self._desks.tablets if line.step.command in GATE else self._desks.laptops
        return at[line.step.who]

    def _officers_room(self, code: str) -> Page:
        page = self._desks.officer
        page.goto("/sittings")
        self._card(code).get_by_role("link", name="Room", exact=True).first.click()
        return _online(page)

    def _card(self, code: str) -> Locator:
        return self._desks.officer.locator(".sitting", has_text=code)


def _online(page: Page) -> Page:
    expect(page.locator("html[data-connection=up]")).to_be_attached(timeout=BACK_MS)
    return page


def _connected(page: Page) -> bool:
    return page.locator("html[data-connection=up]").count() == 1


def _seen(look: Callable[[], None]) -> bool:
    try:
        look()
    except AssertionError:
        return False
    return True
