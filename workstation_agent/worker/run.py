"""A worker: the agent's program on one graphical display, with the windows that the pupil sees.

It is started without arguments and reads one line of JSON from its input (`Start`), so that the service can
keep one ready whose libraries are loaded already: that one is on the screen much sooner.
"""

import ctypes
import fcntl
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from workstation_agent.worker.channel import Args, Said
from workstation_agent.worker.desk import Desk, boot_s
from workstation_agent.worker.handlers import all_handlers, load
from workstation_agent.worker.line import Line
from workstation_agent.worker.start import Start

ALONE_S: Final = 20  # a worker that holds nothing and hears of no service for so long ends
TAKEN: Final = 3  # exit status: another worker has this display

log = logging.getLogger(__name__)


def keep_none() -> None:
    """PySide 6.12 gives away a reference to None at each call; before Python 3.12 they run out."""
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40


def main(clock: Callable[[], float] = boot_s) -> int:
    keep_none()
    logging.basicConfig(level=logging.INFO, format="worker: %(message)s")
    load()
    line = sys.stdin.readline()
    if not line:
        return 0
    start = Start.from_line(line)
    os.environ["DISPLAY"] = start.display
    os.environ["XAUTHORITY"] = start.xauthority
    return run(start, clock)


def run(start: Start, clock: Callable[[], float]) -> int:
    with Path(start.lock_file).open("a+", encoding="ascii") as only_one:
        try:
            fcntl.flock(only_one, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return TAKEN
        only_one.truncate(0)
        only_one.write(str(os.getpid()))
        only_one.flush()
        return _live(start, clock)


def _live(start: Start, clock: Callable[[], float]) -> int:
    application = QApplication(["schoolbell", "-platform", "xcb"])
    application.setQuitOnLastWindowClosed(False)
    application.setApplicationDisplayName("Schoolbell")
    holding: dict[str, Args] = {}

    def hello() -> Said:
        about = {"pid": os.getpid(), "display": start.display, "version": start.version}
        return Said("hello", {**about, "holding": dict(holding)})

    line = Line(start.socket, hello)
    desk = Desk(start.display, line.send, clock, holding)
    line.lost.connect(lambda: [end() for end in desk.gone])
    _end_when_alone(application, line, holding)
    line.open(all_handlers(desk))  # last, since it may be heard at once
    return application.exec()


def _end_when_alone(application: QApplication, line: Line, holding: dict[str, Args]) -> None:
    alone = QTimer(application, interval=ALONE_S * 1000)
    alone.timeout.connect(lambda: None if holding else application.quit())
    line.heard.connect(alone.stop)
    line.lost.connect(alone.start)
    alone.start()
