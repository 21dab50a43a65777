"""Control and shows on a real display: real events in a real window, and a frame that a person sees."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
import simplejpeg
from Xlib import XK, X, display

from tests.x11.displays import HEIGHT, WIDTH, Screen, until
from tests.x11.lab_pc import LabPc
from workstation_agent.live.state import Slot
from workstation_agent.protocol.frame import Part
from workstation_agent.protocol.inputs import EDGE, Button, Input, Key, Move, Press, Release, Text, Wheel
from workstation_agent.protocol.sessions import Control, Show, ShowFrame, ShowMode
from workstation_agent.service.stage import WorkerStage

CONTROL = Control("c1", "Ms Okafor", 15)
RED, BLUE = 0xB3261E, 0x1F4FA3
GREEN = 0x00C040


class Window:
    """A pupil's window that writes down what it is given, as a program would understand it."""

    def __init__(self, screen: Screen) -> None:
        self._link = display.Display(screen.name)
        root = self._link.screen().root
        mask = X.KeyPressMask | X.ButtonPressMask | X.ButtonReleaseMask | X.StructureNotifyMask
        self.window = root.create_window(
            0,
            0,
            WIDTH,
            HEIGHT,
            0,
            X.CopyFromParent,
            override_redirect=True,
            background_pixel=0x303030,
            event_mask=mask,
        )
        self.window.map()
        until(lambda: any(event.type == X.MapNotify for event in self._events()), "its window")
        self.window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._link.sync()
        self.typed: list[str] = []
        self.clicks: list[tuple[str, int, int, int]] = []

    def read(self) -> "Window":
        for event in self._events():
            if event.type == X.MappingNotify:
                self._link.refresh_keyboard_mapping(event)
            elif event.type == X.KeyPress:
                self.typed += self._meaning(event)
            elif event.type in (X.ButtonPress, X.ButtonRelease):
                what = "down" if event.type == X.ButtonPress else "up"
                self.clicks.append((what, event.detail, event.event_x, event.event_y))
        return self

    def close(self) -> None:
        self._link.close()

    def _events(self) -> Iterator[Any]:
        while self._link.pending_events():
            yield self._link.next_event()

    def _meaning(self, event: Any) -> list[str]:
        level = (1 if event.state & X.ShiftMask else 0) + (4 if event.state & X.Mod5Mask else 0)
        keysym = self._link.keycode_to_keysym(event.detail, level)
        name = XK.keysym_to_string(keysym)
        held = "^" if event.state & X.ControlMask else ""
        return [held + name] if name else []


@pytest.fixture(scope="module")
def module_stage(one_pc: LabPc) -> WorkerStage:
    async def make() -> WorkerStage:
        return WorkerStage(one_pc.workers)

    return one_pc.ask(make())


@pytest.fixture
def stage(pc: LabPc, module_stage: WorkerStage) -> Iterator[WorkerStage]:
    yield module_stage
    for slot in Slot:
        pc.ask(module_stage.end(slot))


@pytest.fixture
def window(screen: Screen) -> Iterator[Window]:
    window = Window(screen)
    yield window
    window.close()


def do(pc: LabPc, stage: WorkerStage, *inputs: Input) -> None:
    async def hand_on() -> None:
        stage.do(inputs)
        await asyncio.gather(*stage._under_way)

    pc.ask(hand_on())


def never() -> None:
    raise AssertionError("nobody pressed the button")


def strike(*keys: str) -> list[Input]:
    return [Key(key, key, down) for key in keys for down in (True, False)]


def begin(pc: LabPc, stage: WorkerStage, what: Control | Show, stop: Callable[[], None] = never) -> None:
    pc.ask(stage.begin(what, stop))


def ring(screen: Screen, colour: int) -> bool:
    edges = ((2, HEIGHT // 2), (WIDTH - 3, HEIGHT // 2), (100, 2), (WIDTH // 2 + 100, HEIGHT - 3))
    return all(screen.pixel(x, y) == colour for x, y in edges)


def test_a_frame_is_round_the_screen_for_as_long_as_it_lasts(
    pc: LabPc, stage: WorkerStage, screen: Screen, window: Window
) -> None:
    begin(pc, stage, CONTROL)
    assert ring(screen, RED)
    window.window.configure(stack_mode=X.Above)
    window._link.sync()
    until(lambda: ring(screen, RED), "the frame above a window that was raised")
    pc.ask(stage.end(Slot.HANDS))
    until(lambda: not ring(screen, RED), "no frame")


def test_a_click_and_what_is_typed_arrive_in_the_pupils_window(
    pc: LabPc, stage: WorkerStage, window: Window
) -> None:
    begin(pc, stage, CONTROL)
    x, y = EDGE // 2, EDGE // 4
    do(pc, stage, Press(Button.LEFT, True, x, y), Press(Button.LEFT, False, x, y), Wheel(0, 2))
    do(pc, stage, *strike("h", "i"), Text("A#é\n"))
    until(lambda: len(window.read().typed) == 6, "what was typed")
    assert "".join(window.typed) == "hiA#é\r"
    here = (WIDTH - 1) // 2, (HEIGHT - 1) // 4
    assert window.clicks[:2] == [("down", 1, *here), ("up", 1, *here)]
    assert [one[:2] for one in window.clicks[2:]] == [("down", 5), ("up", 5)] * 2


def test_what_no_key_of_this_layout_types_is_typed_all_the_same(
    pc: LabPc, stage: WorkerStage, screen: Screen, tmp_path: Path
) -> None:
    program, written = Path(__file__).with_name("notepad.py"), tmp_path / "text"
    notepad = screen.run(sys.executable, str(program), str(written))
    until(lambda: screen.do("xdotool", "getwindowfocus", "getwindowname").strip() == "notepad", "its window")
    begin(pc, stage, CONTROL)
    do(pc, stage, *strike("a", "π"), Text(" €“Ж日” Ü"))
    until(lambda: written.exists() and len(written.read_text()) == 10, "the text")
    assert written.read_text() == "aπ €“Ж日” Ü"
    notepad.terminate()


def test_the_teachers_shift_is_not_the_pupils(pc: LabPc, stage: WorkerStage, window: Window) -> None:
    """What takes Shift on one keyboard may not on the other, and a shortcut is one on both."""
    begin(pc, stage, CONTROL)
    shifted: list[Input] = [
        Key("Shift", "ShiftLeft", True),
        *strike("'", "B"),
        Key("Shift", "ShiftLeft", False),
    ]
    control: list[Input] = [Key("Control", "ControlLeft", True), *strike("c")]
    do(pc, stage, *shifted, *control, Key("Control", "ControlLeft", False), *strike("d"))
    until(lambda: len(window.read().typed) == 4, "what was typed")
    assert window.typed == ["'", "B", "^c", "d"]


def key(name: str, down: bool, code: str = "") -> Key:
    return Key(name, code or name, down)


def down(window: Window) -> set[int]:
    """The keys that are down on this display now."""
    bits = window._link.query_keymap()
    return {code for code in range(256) if bits[code // 8] >> (code % 8) & 1}


def codes(window: Window, *names: str) -> set[int]:
    return {window._link.keysym_to_keycode(XK.string_to_keysym(name)) for name in names}


def test_keys_and_buttons_are_held_as_the_teacher_holds_them(
    pc: LabPc, stage: WorkerStage, window: Window
) -> None:
    """Marking with Shift and an arrow, a game's key, and a drag with Control."""
    begin(pc, stage, CONTROL)
    do(pc, stage, key("Shift", True), key("ArrowRight", True), key("W", True, "KeyW"))
    until(lambda: down(window) == codes(window, "Shift_L", "Right", "w"), "the keys to be down")
    until(lambda: window.read().typed.count("W") > 1, "the display to repeat a key that is held")
    do(pc, stage, key("Shift", False), key("ArrowRight", False), Key("w", "KeyW", False))
    until(lambda: not down(window), "all keys to be up")
    do(pc, stage, key("Control", True), Press(Button.LEFT, True, 9000, 9000), Move(20_000, 9000))
    until(lambda: window.read().clicks, "the button")
    assert (down(window), len(window.clicks)) == (codes(window, "Control_L"), 1)
    do(pc, stage, Release())
    until(lambda: len(window.read().clicks) == 2 and not down(window), "everything to be let go")
    do(pc, stage, *strike("x"))
    until(lambda: window.read().typed[-1] == "x", "a key after that, without Control")


def test_what_a_killed_program_held_is_let_go_by_the_next(
    pc: LabPc, stage: WorkerStage, window: Window
) -> None:
    begin(pc, stage, CONTROL)
    do(pc, stage, key("Control", True), key("Delete", True), Press(Button.LEFT, True, 9000, 9000))
    until(lambda: window.read().clicks and len(down(window)) == 2, "what is held")
    os.kill(pc.pid, signal.SIGKILL)
    until(lambda: not down(window) and len(window.read().clicks) == 2, "everything to be let go")


def test_all_that_was_held_down_is_let_go(pc: LabPc, stage: WorkerStage, window: Window) -> None:
    begin(pc, stage, CONTROL)
    do(pc, stage, Key("Control", "ControlLeft", True), Press(Button.LEFT, True, 9000, 9000), Move(1, 1))
    until(lambda: window.read().clicks, "the button")
    pc.ask(stage.end(Slot.HANDS))
    until(lambda: len(window.read().clicks) == 2, "the button is let go")
    assert not any(window._link.query_keymap())


def test_the_pupil_ends_it_by_the_button(pc: LabPc, stage: WorkerStage, screen: Screen) -> None:
    stopped: list[str] = []
    begin(pc, stage, CONTROL, lambda: stopped.append("control"))
    line = screen.shot()[24 * WIDTH * 4 : 25 * WIDTH * 4]
    white = max(x for x in range(WIDTH) if line[x * 4 : x * 4 + 3] == b"\xff\xff\xff")  # the button's end
    screen.do("xdotool", "mousemove", str(white), "24", "click", "1")
    until(lambda: stopped == ["control"], "the button")


def test_a_pupil_is_told_that_the_screen_is_shown_to_others(
    pc: LabPc, stage: WorkerStage, screen: Screen
) -> None:
    begin(pc, stage, Show("s2", ShowMode.SOURCE, "PC-01", "Ms Okafor", 15))
    assert ring(screen, BLUE)


def picture(colour: int = GREEN, width: int = 640, height: int = 360) -> bytes:
    pixels = numpy.zeros((height, width, 3), numpy.uint8)
    pixels[:, :] = (colour >> 16, colour >> 8 & 255, colour & 255)
    return simplejpeg.encode_jpeg(pixels)


def near(colour: int, other: int) -> bool:
    return all(abs((colour >> by & 255) - (other >> by & 255)) < 12 for by in (0, 8, 16))


def test_a_show_covers_the_screen_and_holds_the_input(
    pc: LabPc, stage: WorkerStage, screen: Screen, window: Window
) -> None:
    begin(pc, stage, Show("s1", ShowMode.FULL, "The teacher’s screen", "Ms Okafor", 15))
    pc.ask(stage.draw(ShowFrame("s1", 1, 640, 360, picture())))
    middle = WIDTH // 2, HEIGHT // 2
    until(lambda: near(screen.pixel(*middle), GREEN), "the picture")
    window.window.configure(stack_mode=X.Above)
    window._link.sync()
    screen.press("x")
    screen.do("xdotool", "mousemove", "300", "300", "click", "1")
    assert (window.read().typed, window.clicks) == ([], [])
    assert near(screen.pixel(*middle), GREEN)
    pc.ask(stage.end(Slot.SCREEN))
    until(lambda: not near(screen.pixel(*middle), GREEN), "the pupil's own screen")
    window.window.set_input_focus(X.RevertToParent, X.CurrentTime)
    window._link.sync()
    screen.press("y")
    until(lambda: window.read().typed == ["y"], "the keyboard is the pupil's again")


def test_parts_are_painted_over_what_is_shown(pc: LabPc, stage: WorkerStage, screen: Screen) -> None:
    begin(pc, stage, Show("s1", ShowMode.FULL, "The screen of PC-01", "Ms Okafor", 15))
    blue = picture(0x0000FF, 320, 180)
    part = ShowFrame("s1", 2, 640, 360, blue, (Part(320, 180, 320, 180, len(blue)),))
    with pytest.raises(Exception, match="cannot be read"):
        pc.ask(stage.draw(part))
    green = picture()
    pc.ask(stage.draw(ShowFrame("s1", 1, 640, 360, green, (Part(0, 0, 640, 360, len(green)),))))
    pc.ask(stage.draw(part))
    until(lambda: near(screen.pixel(WIDTH * 3 // 4, HEIGHT * 3 // 4), 0x0000FF), "the part")
    assert near(screen.pixel(WIDTH // 4, HEIGHT // 2), GREEN)


def test_a_show_in_a_window_leaves_the_rest_to_the_pupil(
    pc: LabPc, stage: WorkerStage, screen: Screen, window: Window
) -> None:
    begin(pc, stage, Show("s1", ShowMode.WINDOW, "The teacher’s screen", "Ms Okafor", 15))
    pc.ask(stage.draw(ShowFrame("s1", 1, 640, 360, picture())))
    window.window.unmap()
    window._link.sync()
    until(lambda: near(screen.pixel(WIDTH // 2, HEIGHT // 2), GREEN), "the picture")
    assert not near(screen.pixel(20, 20), GREEN)


def test_what_cannot_be_read_is_not_shown(pc: LabPc, stage: WorkerStage) -> None:
    begin(pc, stage, Show("s1", ShowMode.WINDOW, "The teacher’s screen", "Ms Okafor", 15))
    with pytest.raises(Exception, match="cannot be read"):
        pc.ask(stage.draw(ShowFrame("s1", 1, 640, 360, b"\xff\xd8\xff nonsense")))


def test_a_new_worker_takes_a_control_over(pc: LabPc, stage: WorkerStage, screen: Screen) -> None:
    begin(pc, stage, CONTROL)
    killed = pc.pid
    os.kill(killed, signal.SIGKILL)
    until(lambda: pc.workers.links and pc.pid != killed and ring(screen, RED), "the frame again")
