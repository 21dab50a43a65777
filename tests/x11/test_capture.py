"""A real display as the teacher sees it: what changed is sent, nothing else, and what is wrong is said."""

import asyncio
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PIL import Image

from tests.x11.displays import HEIGHT, WIDTH, Screen, until
from tests.x11.lab_pc import LabPc
from workstation_agent.capture import camera as cameras
from workstation_agent.capture.camera import Camera
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.platform.x11.glass import X11Glass
from workstation_agent.protocol.frame import ScreenState
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.service.screen import WorkerScreen

THUMB = Look("thumb", 320, 180, 60, 10_000, 200)
FULL = Look("full", WIDTH, HEIGHT, 80, 900_000, 40)
GREY, RED, BLACK = "#808080", "#c02020", "#000000"


class Viewer:
    """Draws what the camera gives, as a page does."""

    def __init__(self, camera: Camera, look: Look) -> None:
        self.look = look
        self.image = Image.new("RGB", (1, 1))
        self.last: Picture | None = None
        self.camera = camera

    def next(self) -> Picture | None:
        """None when nothing changed for as long as the camera waits."""
        picture = asyncio.run(self.camera.capture(self.look))
        if picture is None:
            return None
        self.last, self.look = picture, replace(self.look, since=picture.fingerprint)
        if picture.parts is None:
            self.image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
        at = 0
        for part in picture.parts or ():
            jpeg = Image.open(io.BytesIO(picture.jpeg[at : at + part.size]))
            assert jpeg.size == (part.w, part.h)
            self.image.paste(jpeg, (part.x, part.y))
            at += part.size
        return picture

    def settle(self) -> None:
        while self.next() is not None:
            pass

    def becomes(self, state: ScreenState) -> Picture:
        return self._look_until(lambda picture: picture.state is state)

    def counts_monitors(self, count: int) -> None:
        self._look_until(lambda picture: picture.monitors == count)

    def _look_until(self, true: Callable[[Picture], bool]) -> Picture:
        for _ in range(40):
            self.next()
            assert self.last
            if true(self.last):
                return self.last
        raise AssertionError(f"still {self.last and replace(self.last, jpeg=b'')}")

    def until(self, x: int, y: int, red: int) -> list[Picture]:
        """Looks until that spot has about so much red; returns the pictures that it took."""
        taken = []
        while abs(self.image.getpixel((x, y))[0] - red) > 24:
            picture = self.next()
            assert picture is not None, "the change never came"
            taken.append(picture)
        return taken


class Patch:
    """A window without a frame, in one colour, above all others."""

    def __init__(self, screen: Screen, x: int, y: int, w: int, h: int, colour: int) -> None:
        self._connection = screen.connected()
        self._link = self._connection.__enter__()
        root = self._link.screen().root
        self._window = root.create_window(
            x, y, w, h, 0, root.get_geometry().depth, background_pixel=colour, override_redirect=True
        )
        self._window.map()
        self._link.sync()

    def close(self) -> None:
        self._window.destroy()
        self._link.sync()
        self._connection.__exit__(None, None, None)


@pytest.fixture(scope="module", autouse=True)
def hurried() -> Iterator[None]:
    """Real waits, only shorter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cameras, "WAIT_S", 0.6)
        patch.setattr(cameras, "PATIENCE_S", 0.6)
        patch.setattr(cameras, "REOPEN_S", 0.2)
        patch.setattr("workstation_agent.capture.stage.CHECK_S", 0.2)
        yield


@pytest.fixture
def camera(screen: Screen) -> Iterator[Camera]:
    screen.do("xsetroot", "-solid", GREY)
    camera = Camera(lambda: X11Glass(screen.name))
    yield camera
    camera.close()


@pytest.fixture
def other() -> Iterator[tuple[Screen, Viewer]]:
    """A display of its own, for what would harm those of other tests, and whoever looks at it."""
    screen = Screen("640x480x24")
    screen.start()
    screen.do("xsetroot", "-solid", GREY)
    camera = Camera(lambda: X11Glass(screen.name))
    yield screen, Viewer(camera, THUMB)
    camera.close()
    screen.stop()


@pytest.mark.parametrize("look", [THUMB, FULL], ids=["thumb", "full"])
def test_only_what_changed_is_sent_and_nothing_while_it_stands_still(
    screen: Screen, camera: Camera, look: Look
) -> None:
    viewer = Viewer(camera, look)
    whole = viewer.next()
    assert whole
    assert (whole.width, whole.height, whole.parts, whole.state) == (look.width, look.height, None, "ok")
    assert len(whole.jpeg) <= look.most_bytes
    viewer.settle()
    by = WIDTH // look.width
    patch = Patch(screen, 640, 320, 64, 64, 0xC02020)
    for picture in viewer.until(656 // by, 352 // by, 0xC0):
        assert picture.parts
        assert sum(part.w * part.h for part in picture.parts) <= 2 * (64 // by + 16) ** 2
    viewer.settle()
    patch.close()
    viewer.until(656 // by, 352 // by, 0x80)


def test_two_changes_far_apart_are_two_parts(screen: Screen, camera: Camera) -> None:
    viewer = Viewer(camera, FULL)
    viewer.next()
    viewer.settle()
    patches = [Patch(screen, x, y, 32, 32, 0xC02020) for x, y in ((32, 32), (1216, 640))]
    seen = viewer.until(48, 48, 0xC0) + viewer.until(1232, 656, 0xC0)
    assert sum(part.w * part.h for picture in seen for part in picture.parts or ()) <= 8 * 48 * 48
    for patch in patches:
        patch.close()


def test_the_wall_and_a_full_view_are_each_given_every_change(screen: Screen, camera: Camera) -> None:
    wall, full = Viewer(camera, THUMB), Viewer(camera, FULL)
    wall.next()
    full.next()
    patch = Patch(screen, 320, 160, 320, 320, 0xC02020)
    full.until(480, 320, 0xC0)
    wall.until(120, 80, 0xC0)
    patch.close()


def test_a_black_screen_is_said_to_be_black(screen: Screen, camera: Camera) -> None:
    viewer = Viewer(camera, THUMB)
    viewer.next()
    screen.do("xsetroot", "-solid", BLACK)
    viewer.until(160, 90, 0)
    assert viewer.last
    assert viewer.last.state is ScreenState.BLACK
    screen.do("xsetroot", "-solid", GREY)
    viewer.until(160, 90, 0x80)
    assert viewer.last.state is ScreenState.OK


@contextmanager
def two_monitors(screen: Screen) -> Iterator[None]:
    half = f"{WIDTH // 2}/200x{HEIGHT}/200"
    screen.do("xrandr", "--setmonitor", "left", f"{half}+0+0", "screen")
    screen.do("xrandr", "--setmonitor", "right", f"{half}+{WIDTH // 2}+0", "none")
    try:
        yield
    finally:
        screen.do("xrandr", "--delmonitor", "left")
        screen.do("xrandr", "--delmonitor", "right")


def test_monitors_stand_side_by_side_or_are_seen_one_by_one(screen: Screen, camera: Camera) -> None:
    patch = Patch(screen, WIDTH // 2, 0, WIDTH // 2, HEIGHT, 0xC02020)
    with two_monitors(screen):
        both = Viewer(camera, THUMB)
        assert both.next()
        assert both.last
        assert (both.last.monitors, both.image.size) == (2, (320, 180))
        assert both.image.getpixel((80, 90))[0] < 0x90 < both.image.getpixel((240, 90))[0]
        right = Viewer(camera, replace(THUMB, watch="right", monitor=2))
        assert right.next()
        assert right.image.size == (160, 180)
        assert min(right.image.getpixel((x, 90))[0] for x in (4, 80, 155)) > 0x90
        left = Viewer(camera, replace(THUMB, watch="left", monitor=1))
        assert left.next()
        assert max(left.image.getpixel((x, 90))[0] for x in (4, 80, 155)) < 0x90
    patch.close()


def test_monitors_that_come_and_go_while_somebody_looks_are_noticed(screen: Screen, camera: Camera) -> None:
    viewer = Viewer(camera, THUMB)
    viewer.counts_monitors(1)
    with two_monitors(screen):
        viewer.counts_monitors(2)
    viewer.counts_monitors(1)


def test_a_screen_that_changes_its_size_is_sent_whole_in_the_new_one(other: tuple[Screen, Viewer]) -> None:
    screen, viewer = other
    viewer.look = replace(FULL, width=1600, height=1200)
    viewer.next()
    timing = "60 512 512 512 512 384 384 384 384"
    screen.do("xrandr", "--newmode", "small", *timing.split())
    screen.do("xrandr", "--addmode", "screen", "small")
    screen.do("xrandr", "--output", "screen", "--mode", "small")
    while viewer.image.size != (512, 384):
        viewer.next()


def test_a_display_that_hangs_is_said_to_be_frozen_and_is_seen_again_when_it_wakes(
    other: tuple[Screen, Viewer],
) -> None:
    screen, viewer = other
    viewer.next()
    viewer.settle()
    os.kill(screen.pid, signal.SIGSTOP)
    try:
        viewer.becomes(ScreenState.FROZEN)
        assert viewer.last.jpeg == b""
        assert viewer.next() is None, "it is said once"
    finally:
        os.kill(screen.pid, signal.SIGCONT)
    viewer.becomes(ScreenState.OK)
    assert viewer.last.parts is None


def test_a_display_that_has_gone_is_said_and_seen_again_when_it_is_back(
    other: tuple[Screen, Viewer],
) -> None:
    screen, viewer = other
    viewer.next()
    screen.stop()
    viewer.becomes(ScreenState.EXCLUDED)
    assert viewer.camera.why
    screen.start()
    viewer.becomes(ScreenState.BLACK)
    assert (viewer.camera.why, viewer.last.jpeg[:2]) == ("", b"\xff\xd8")


def test_a_picture_that_stays_the_same_while_windows_come_is_said_to_be_frozen(screen: Screen) -> None:
    class Stuck(X11Glass):
        """As with a compositor that no longer draws what it is given."""

        def grab(self, box):
            return super().grab(box) * 0 + 0x808080

    camera = Camera(lambda: Stuck(screen.name))
    viewer = Viewer(camera, THUMB)
    viewer.next()
    viewer.settle()
    assert viewer.last.state is ScreenState.OK
    patch = Patch(screen, 200, 200, 400, 300, 0xC02020)
    viewer.becomes(ScreenState.FROZEN)
    patch.close()
    camera.close()


def test_a_wayland_session_is_said_not_to_let_its_screen_be_captured(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    camera = Camera(lambda: X11Glass(screen.name))
    viewer = Viewer(camera, THUMB)
    viewer.next()
    assert viewer.last.state is ScreenState.EXCLUDED
    assert "Wayland" in camera.why
    camera.close()


def test_the_service_sees_the_screen_by_its_worker(pc: LabPc, screen: Screen) -> None:
    screen.do("xsetroot", "-solid", RED)
    eye = WorkerScreen(pc.workers)
    pc.ask(eye._measure(pc.workers.links[0]))
    assert eye.size() == ScreenSize(WIDTH, HEIGHT)
    picture = pc.ask(eye.capture(THUMB))
    assert (picture.width, picture.height, picture.parts) == (320, 180, None)
    assert Image.open(io.BytesIO(picture.jpeg)).getpixel((160, 90))[0] > 0x90
    until(lambda: not eye._stopping)
