"""From power on to power off: who the station is, its loop, and what is left of it when its program fails."""

from .. import identity
from ..bare import Bare
from ..label import pairing_code
from ..station import Station
from ..sums import hmac256

STEP_MS = 5
FAILED_MS = 60_000  # with the key switch alone, before the board starts again
LABEL, CRASH = "label.txt", "crash.txt"


def run(board, watch, going=lambda: True):
    """Steps for as long as `going()`. An error of ours leaves the key switch working, then starts afresh.

    `watch()` starts the watchdog: not before a full event store has been read, which takes a while.
    """
    parts, watchdog = board.parts(), None
    try:
        parts.link = board.link()
        station = _station(board, parts)
        station.start()
        watchdog = watch()
        while going():
            _step(board, watchdog, station)
            _watch_reader(board, station)
    except MemoryError as error:  # a fresh start tidies the heap, and the flash knows everything
        board.bolt.off()
        _note(board.flash, error)
        board.modules.machine.reset()
    except Exception as error:  # noqa: BLE001 - whatever it was, people must still get their phones
        board.bolt.off()
        _note(board.flash, error)
        _last_resort(board, watchdog or watch(), parts)


def _station(board, parts):
    """Made at its first start. A flash that cannot be read leaves the key switch."""
    try:
        if identity.load(parts.flash) is None and not parts.flash.size("identity"):
            _first_start(board, parts)
        return Station(parts)
    except (ValueError, OSError) as error:
        _note(board.flash, error)
        return Bare(parts)


def _first_start(board, parts):
    """The label's text is in flash before the identity, so that no station is without one."""
    board.noise()
    key = hmac256(bytes.fromhex(board.config["seed"]), parts.random(32))  # good if either of them is random
    site, station = board.config["site"], board.config["station"]
    text = "Schoolbell station\n" + site + " / " + station + "\n" + pairing_code(key) + "\n"
    parts.flash.replace(LABEL, [text.encode()])
    identity.make(parts.flash, site, station, lambda count: key)


def _step(board, watchdog, station):
    station.step()
    board.panel.tick()
    watchdog.feed()
    board.sleep_ms(STEP_MS)


def _watch_reader(board, station):
    """A reader that does not answer is shown, since nobody can be let out by it."""
    if board.reader.lost != board.reader_lost and isinstance(station, Station):
        board.reader_lost = board.reader.lost
        station.show("alert" if board.reader_lost else "ready", "reader")


def _last_resort(board, watchdog, parts):
    bare, until = Bare(parts), board.ticks() + FAILED_MS
    bare.start()
    while board.ticks() < until or parts.switch.evacuate():
        _step(board, watchdog, bare)
    board.modules.machine.reset()


def _note(flash, error):
    """For whoever opens the case: the kind of error and its first words, nothing of any message."""
    try:
        flash.replace(CRASH, [("%s %s\n" % (type(error).__name__, error))[:200].encode()])
    except OSError:
        return  # there is nowhere left to write
