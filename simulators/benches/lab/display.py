"""Virtual displays with a window manager and a pupil at work, and what is seen on them."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from Xlib import X  # type: ignore[import-untyped]  # ships no types
from Xlib import display as xlib

from controller.errors import SchoolbellError
from simulators.waiting import wait_for

WIDTH, HEIGHT = 1280, 720
MARKER = (0, HEIGHT - 200, 96, 160)
MAGENTA, GREEN = 0xFF00FF, 0x00FF00
FEWEST = 12  # pixels of the marker
WORKLOAD = f"{shlex.quote(sys.executable)} -m simulators.benches.lab.workload {{kind}} --seed {{seed}}"
CORNERS = ((3, 3), (3, HEIGHT // 2))  # of the wallpaper, where no work is done


@contextmanager
def program(command: Sequence[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs it, and ends it with all of its process group."""
    made = subprocess.Popen(  # noqa: S603  our own programs, no shell
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield made
    finally:
        for number in (15, 9):
            try:
                os.killpg(made.pid, number)
                made.wait(4)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


@dataclass
class Screen:
    """One display, and our own connection to it."""

    name: str
    connection: xlib.Display

    def __post_init__(self) -> None:
        self._root = self.connection.screen().root
        self._colour = MAGENTA

    def pixel(self, x: int, y: int) -> bytes:
        image = self._root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        return bytes(image.data[:3])

    def find(self, colour: int) -> tuple[int, int] | None:
        """The middle of what has nearly that colour; None when there is too little of it."""
        size = self._root.get_geometry()
        image = self._root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
        there = [
            divmod(at, size.width)
            for at in range(0, size.width * size.height)
            if _near(image.data[4 * at : 4 * at + 3], colour, 120)
        ]
        if len(there) < FEWEST:
            return None
        down, across = (sorted(one)[len(there) // 2] for one in zip(*there, strict=True))
        return across, down

    def shows(self, place: tuple[int, int], colour: int) -> bool:
        return _near(self.pixel(*place), colour, 150)

    def corners(self) -> tuple[bytes, ...]:
        return tuple(self.pixel(*place) for place in CORNERS)

    def pointer(self) -> tuple[int, int]:
        seen = self._root.query_pointer()
        return seen.root_x, seen.root_y

    def move_pointer(self, x: int, y: int) -> None:
        self._root.warp_pointer(x, y)
        self.connection.sync()

    def show_marker(self) -> None:
        """A square beside the work, in a colour of its own."""
        screen = self.connection.screen()
        self._marker = self._root.create_window(
            *MARKER, 0, screen.root_depth, background_pixel=self._colour, override_redirect=True
        )
        self._marker.map()
        self.connection.sync()

    def flip(self) -> tuple[float, int]:
        """The marker's other colour: when it was there, and which it is."""
        self._colour = GREEN if self._colour == MAGENTA else MAGENTA
        self._marker.change_attributes(background_pixel=self._colour)
        self._marker.clear_area()
        self.connection.sync()
        return time.time(), self._colour


def _near(pixel: bytes, colour: int, most: int) -> bool:
    """`pixel` is blue, green, red."""
    return sum(abs(byte - (colour >> 8 * at & 255)) for at, byte in enumerate(pixel)) < most


@contextmanager
def screens(count: int, kind: str, command: str) -> Iterator[list[Screen]]:
    """`command` draws the work; `{kind}` and `{seed}` in it are filled in."""
    with ExitStack() as stack:
        made = [stack.enter_context(display()) for _ in range(count)]
        bare = {screen.name: screen.corners() for screen in made}
        for seed, screen in enumerate(made, 1):
            words = shlex.split(command.format(kind=kind, seed=seed))
            stack.enter_context(program(["openbox"], DISPLAY=screen.name))
            stack.enter_context(program(words, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb"))
        wait_for(lambda: all(one.corners() != bare[one.name] for one in made), "the work to be drawn")
        for screen in made:
            stack.callback(screen.connection.close)
        time.sleep(1.5)  # until all of it is there
        yield made


@contextmanager
def display(width: int = WIDTH, height: int = HEIGHT) -> Iterator[Screen]:
    """A free one. Raises SchoolbellError when there is no Xvfb or openbox."""
    reader, writer = os.pipe()
    size = f"{width}x{height}x24"
    try:
        process = subprocess.Popen(  # noqa: S603
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"],  # noqa: S607
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        sentence = "Real seats need Xvfb, openbox and xdotool: apt install xvfb openbox xdotool."
        raise SchoolbellError("bench.no-xvfb", sentence) from error
    os.close(writer)
    try:
        with os.fdopen(reader) as said:
            name = f":{said.readline().strip()}"
        yield Screen(name, xlib.Display(name))
    finally:
        process.kill()
        process.wait()
