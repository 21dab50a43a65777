"""What main.py of each board calls."""

from .assembly import Board, read_config
from .links import LINKS
from .readers import READERS
from .run import run

WATCHDOG_MS = 8_000  # the RP2040's longest is 8.3 s
COLLECT = 8_192  # bytes between collections: seldom ones leave what stays scattered over the whole heap
PROMPT_MS = 3_000  # in which Ctrl-C still stops the program


def start(modules, pins):
    modules.gc.threshold(COLLECT)
    modules.time.sleep_ms(PROMPT_MS)
    config = read_config()
    _set_date(modules.machine, config["made"])
    board = Board(modules, pins, config, READERS[config["reader"]], LINKS[config["link"]])
    run(board, lambda: modules.machine.WDT(timeout=WATCHDOG_MS))


def _set_date(machine, made):
    """The chip's own clock says 2000 or 2021, when no certificate is good yet. This is for TLS only: the time
    of day comes from the controller alone.
    """
    year, month, day = made
    machine.RTC().datetime((year, month, day, 0, 12, 0, 0, 0))
