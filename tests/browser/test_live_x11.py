"""A teacher's browser and a real agent on a real display: what is done on the page happens in a window."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulators import lifeline
from tests.browser.conftest import Pages
from tests.browser.lab import STAFF, tile
from tests.labs import seat
from tests.servers import Server
from tests.x11 import notepad
from tests.x11.conftest import end
from tests.x11.displays import Screen, until

AGENT = (sys.executable, "-c", "from controller.cli import main; main()", "agent")
Shot = Callable[[Page, str], Path]
GREEN = 0x008800  # of Chromium's made-up screen


@dataclass
class RealPc:
    server: Server
    screen: Screen
    written: Path
    agent: "subprocess.Popen[bytes]"

    def full(self, new_page: Pages) -> Page:
        page = new_page(base_url=self.server.url)
        page.goto("/login")
        page.get_by_label("Username").fill("m.okafor")
        page.get_by_label("Password").fill(self.server.passwords["m.okafor"])
        page.get_by_role("button", name="Log in").click()
        expect(tile(page, 1)).to_have_attribute("data-picture", "live")
        tile(page, 1).dblclick()
        expect(page.locator('.full[data-picture="live"]')).to_be_visible()
        return page

    @property
    def text(self) -> str:
        return self.written.read_text() if self.written.exists() else ""


@pytest.fixture(scope="module")
def pc(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPc]:
    where = tmp_path_factory.mktemp("real")
    shutil.copytree(northgate_data, where / "data")
    server, screen = Server(where / "data"), Screen()
    code = server.prepare(STAFF, [seat(1)])[seat(1)]
    server.run()
    screen.start()
    written = where / "text"
    screen.run(sys.executable, notepad.__file__, str(written))
    options = ["--server", server.url, "--code", code, "--display", screen.name]
    places = ["--data-dir", str(where / "agent"), "--run-dir", str(where / "run")]
    places += ["--root", str(where / "root")]  # this machine's browsers are let be
    agent = lifeline.start([*AGENT, *options, *places], stderr=subprocess.DEVNULL)
    try:
        yield RealPc(server, screen, written, agent)
        assert "Traceback" not in server.log
    finally:
        agent.terminate()
        agent.wait(10)
        end([int(path.read_text() or 0) for path in (where / "run").glob("worker-*")])
        screen.stop()
        server.stop()


def near(found: int, wanted: int) -> bool:
    return all(abs((found >> by & 255) - (wanted >> by & 255)) < 24 for by in (0, 8, 16))


def test_a_click_and_typed_text_arrive_in_the_pupils_window(pc: RealPc, new_page: Pages) -> None:
    page = pc.full(new_page)
    page.get_by_role("button", name="Control", exact=True).click()
    expect(page.locator(".control-bar")).to_contain_text("You are controlling PC-01")
    until(lambda: near(pc.screen.pixel(2, 360), 0xB3261E), "the frame round the screen")
    canvas = page.locator(".full canvas")
    box = canvas.bounding_box()
    assert box
    scale = min(box["width"] / 1280, box["height"] / 720)
    left, top = (box["width"] - 1280 * scale) / 2, (box["height"] - 720 * scale) / 2
    canvas.click(position={"x": left + 400 * scale, "y": top + 240 * scale})  # into the line of the notepad
    page.keyboard.type("It's 3 < 4, #1!")
    until(lambda: pc.text == "It's 3 < 4, #1!", "what was typed")
    page.keyboard.press("Control+a")
    page.keyboard.type("ok")
    until(lambda: pc.text == "ok", "a shortcut")
    page.keyboard.down("Shift")
    for _ in "ok":
        page.keyboard.press("ArrowLeft")
    page.keyboard.up("Shift")
    page.keyboard.type("yes")
    until(lambda: pc.text == "yes", "what was marked to be replaced")
    page.keyboard.down("ArrowRight")
    until(lambda: keys_down(pc.screen), "the key is held")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    until(lambda: not keys_down(pc.screen), "the key is let go when the teacher's page loses the keyboard")
    page.get_by_role("button", name="Stop controlling").click()
    until(lambda: not near(pc.screen.pixel(2, 360), 0xB3261E), "no frame")


def test_the_teachers_screen_covers_the_pupils(pc: RealPc, new_page: Pages) -> None:
    new_page.expect_error("camera is not allowed")  # the made-up screen is one of Chromium's made-up cameras
    page = pc.full(new_page)
    page.keyboard.press("Escape")
    page.locator("#more summary").click()
    page.get_by_role("button", name="Show my screen…").click()
    page.get_by_role("button", name="Choose what to share…").click()
    expect(page.locator(".show-bar")).to_contain_text("1 of 30 PCs show it.")
    until(lambda: near(pc.screen.pixel(300, 360), GREEN), "the picture")
    before = pc.text
    pc.screen.press("x")
    page.locator(".show-bar").get_by_role("button", name="Stop showing").click()
    until(lambda: not near(pc.screen.pixel(300, 360), GREEN), "the pupil's own screen")
    assert pc.text == before


def test_two_monitors_are_seen_together_or_one_by_one(pc: RealPc, new_page: Pages, shot: Shot) -> None:
    pc.screen.do("xrandr", "--setmonitor", "left", "640/200x720/200+0+0", "screen")
    pc.screen.do("xrandr", "--setmonitor", "right", "640/200x720/200+640+0", "none")
    try:
        page = pc.full(new_page)
        monitors = page.get_by_role("group", name="Monitors")
        expect(monitors).to_contain_text("All monitors")
        shot(page, "monitors")
        canvas = page.locator(".full canvas")
        expect(canvas).to_have_js_property("width", 1280)
        monitors.get_by_role("button", name="Monitor 2").click()
        expect(canvas).to_have_js_property("width", 640)
        expect(monitors.get_by_role("button", name="Monitor 2")).to_have_attribute("aria-pressed", "true")
        monitors.get_by_role("button", name="All monitors").click()
        expect(canvas).to_have_js_property("width", 1280)
    finally:
        pc.screen.do("xrandr", "--delmonitor", "left")
        pc.screen.do("xrandr", "--delmonitor", "right")


def test_a_black_and_a_frozen_screen_are_said_to_be_so(pc: RealPc, new_page: Pages, shot: Shot) -> None:
    """Black but for the agent's own bar, which says who looks."""
    page = pc.full(new_page)
    note = page.locator(".full-note")
    pc.screen.do("xsetroot", "-solid", "#000000")
    window = pc.screen.do("xdotool", "search", "--onlyvisible", "--name", "notepad").strip()
    pc.screen.do("xdotool", "windowunmap", window)
    expect(note).to_have_text("Its screen is black")
    shot(page, "black")
    pc.screen.do("xdotool", "windowmap", window)
    expect(note).to_be_empty()
    os.kill(pc.screen.pid, signal.SIGSTOP)
    try:
        expect(note).to_have_text("Its picture is frozen")
        shot(page, "frozen")
        page.keyboard.press("Escape")
        expect(tile(page, 1)).to_contain_text("Its picture is frozen")
    finally:
        os.kill(pc.screen.pid, signal.SIGCONT)
    expect(tile(page, 1)).not_to_contain_text("frozen")


def test_with_the_agent_gone_the_pc_is_the_pupils_again(pc: RealPc, new_page: Pages) -> None:
    page = pc.full(new_page)
    page.get_by_role("button", name="Control", exact=True).click()
    expect(page.locator(".control-bar")).to_contain_text("You are controlling PC-01")
    page.locator(".full canvas").focus()
    page.keyboard.down("Control")
    until(lambda: keys_down(pc.screen), "the key is held")
    pc.agent.kill()
    expect(page.locator(".full .toast")).to_contain_text("PC-01 was lost")
    until(lambda: not near(pc.screen.pixel(2, 360), 0xB3261E), "no frame")
    until(lambda: not keys_down(pc.screen), "no key is held")


def keys_down(screen: Screen) -> bool:
    with screen.connected() as link:
        return any(link.query_keymap())
