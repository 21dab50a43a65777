"""Veyon on the same displays in the same run: its own server in each, its own master to look and to lock.

Needs Debian's veyon-service, veyon-master, veyon-plugins, veyon-configurator and libqca-qt5-2-plugins.
Its configuration is kept in a home of its own, except for the keys of one group, `schoolbell-bench`, and the
system's authentication method, which Veyon reads from /etc and which are put back afterwards.
"""

import json
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from simulators.benches.lab.display import Screen, display, program, screens
from simulators.benches.lab.real import CYCLE_S, FLIPS, LOCKS
from simulators.benches.lab.server import Meter
from simulators.benches.lab.simulated import Say

FIRST_PORT = 11101
STARTS_S, SETTLES_S = 10.0, 3.0
LOW_S, HIGH_S, PATIENCE_S = 2.3, 4.3, 8.0
BUTTON = (210, 55)  # of the master's tool bar: «Lock»
PROGRAMS = ("veyon-cli", "veyon-server", "veyon-master", "ss", "xdotool")
SYSTEM = Path("/etc/xdg/Veyon Solutions"), Path("/etc/veyon")
GROUP = "schoolbell-bench"


@dataclass(frozen=True, slots=True)
class Veyon:
    """As `Real`, of the version that is installed. `lock_ms` until the last display is held.

    `viewer` is what shows the full view. None: not measured with several seats.
    """

    version: str
    seats: int
    wall_kb_s: float
    wall_cpu_pct: float
    wall_seen_ms: float | None
    full_kb_s: float | None
    full_cpu_pct: float | None
    full_viewer_cpu_pct: float | None
    full_seen_ms: float | None
    lock_ms: float


def missing() -> tuple[str, ...]:
    """The programs that are not installed."""
    return tuple(name for name in PROGRAMS if shutil.which(name) is None)


def measure(count: int, kind: str, workload: str, say: Say) -> Veyon:
    """Call it only when nothing is missing."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="schoolbell-veyon-")))
        quiet = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_SESSION_CLASS": "user"}
        say(f"Veyon on {count} displays …")
        stack.enter_context(_kept(home))
        stack.enter_context(_configured(quiet, count))
        shown = stack.enter_context(screens(count, kind, workload))
        servers = [
            stack.enter_context(program(["veyon-server"], **quiet, **_session(number), DISPLAY=one.name))
            for number, one in enumerate(shown, 1)
        ]
        master = stack.enter_context(display(1366, 800))
        stack.enter_context(program(["openbox"], DISPLAY=master.name))
        _tick_all(home, quiet)
        time.sleep(SETTLES_S)
        shown[0].show_marker()
        meters = [Meter(one.pid) for one in servers]
        with program(["veyon-master"], **quiet, DISPLAY=master.name):
            time.sleep(STARTS_S)
            kb_s, cpu = _use(count, meters)
            seen_ms = _seen(master, shown[0], LOW_S, HIGH_S) if count == 1 else None
            locks = [_lock(master, shown) for _ in range(LOCKS)]
        nothing = None, None, None, None
        full = _full(master, shown[0], meters[0], quiet) if count == 1 else nothing
        lock_ms = round(1000 * statistics.median(locks), 1)
        return Veyon(_version(quiet), count, kb_s, cpu, seen_ms, *full, lock_ms)


def _full(
    master: Screen, shown: Screen, meter: Meter, quiet: dict[str, str]
) -> tuple[float | None, float | None, float | None, float | None]:
    """Its remote view of the first seat, in a window on the master's display."""
    command = ["veyon-cli", "remoteaccess", "view", f"127.0.0.1:{FIRST_PORT}"]
    with program(command, **quiet, DISPLAY=master.name) as viewer:
        time.sleep(STARTS_S)
        looks = Meter(viewer.pid)
        kb_s, cpu = _use(1, [meter])
        return kb_s, cpu, looks.percent(), _seen(master, shown, 0.4, 1.2)


def _seen(master: Screen, shown: Screen, low_s: float, high_s: float) -> float | None:
    """The median time that a change of the marker takes to the master's display; None if it is not there."""
    _, colour = shown.flip()
    time.sleep(HIGH_S)
    place = master.find(colour)
    if place is None:
        return None
    chance, taken = random.Random(11), []
    for _ in range(FLIPS):
        time.sleep(chance.uniform(low_s, high_s))
        at, colour = shown.flip()
        while not master.shows(place, colour) and time.time() - at < PATIENCE_S:
            time.sleep(0.003)
        taken.append(time.time() - at)
    return round(1000 * statistics.median(taken), 1)


def _use(count: int, meters: Sequence[Meter]) -> tuple[float, float]:
    before = _bytes_sent(count)
    for meter in meters:
        meter.reset()
    time.sleep(CYCLE_S)
    sent = _bytes_sent(count) - before
    cpu = statistics.mean(meter.percent() for meter in meters)
    return round(sent / 1000 / CYCLE_S / count, 2), round(cpu, 1)


def _lock(master: Screen, shown: Sequence[Screen]) -> float:
    """Until each shows another picture, or its pointer was taken to the corner, as older versions do."""
    bare = [one.corners() for one in shown]
    for one in shown:
        one.move_pointer(600, 300)
    clicked = time.perf_counter()
    _click(master)
    waiting = list(zip(shown, bare, strict=True))
    while waiting and time.perf_counter() - clicked < 8:
        waiting = [(one, was) for one, was in waiting if one.corners() == was and one.pointer() != (0, 0)]
        time.sleep(0.002)
    taken = time.perf_counter() - clicked
    time.sleep(1.5)
    _click(master)
    time.sleep(3.0)
    return taken


def _click(master: Screen) -> None:
    x, y = map(str, BUTTON)
    command = ["xdotool", "mousemove", x, y, "click", "1"]
    subprocess.run(command, env={**os.environ, "DISPLAY": master.name}, check=True)  # noqa: S603


def _session(number: int) -> dict[str, str]:
    return {"VEYON_SESSION_ID": str(number), "VEYON_SESSION_PATH": f"/schoolbell/bench{number}"}


def _cli(quiet: dict[str, str], *words: str) -> str:
    environment = {**os.environ, **quiet, "QT_QPA_PLATFORM": "offscreen"}
    command = ["veyon-cli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout


@contextmanager
def _configured(quiet: dict[str, str], count: int) -> Iterator[None]:
    _cli(quiet, "config", "clear")
    _cli(quiet, "config", "set", "Authentication/Method", "1")
    _cli(quiet, "config", "set", "Service/MultiSession", "true")
    _cli(quiet, "authkeys", "create", GROUP)
    _cli(quiet, "networkobjects", "add", "location", "Lab")
    for number in range(count):
        address = f"127.0.0.1:{FIRST_PORT + number}"
        mac = f"02:00:00:00:00:{number:02x}"
        _cli(quiet, "networkobjects", "add", "computer", f"ws{number + 1}", address, mac, "Lab")
    yield


@contextmanager
def _kept(home: Path) -> Iterator[None]:
    """Puts Veyon's system-wide files back as they were."""
    copies = [(place, home / f"kept-{number}") for number, place in enumerate(SYSTEM)]
    for place, copy in copies:
        if place.exists():
            shutil.copytree(place, copy, symlinks=True)
    try:
        yield
    finally:
        for place, copy in copies:
            shutil.rmtree(place, ignore_errors=True)
            if copy.exists():
                shutil.copytree(copy, place, symlinks=True)


def _tick_all(home: Path, quiet: dict[str, str]) -> None:
    """All seats are shown on the wall from the start."""
    said = _cli(quiet, "networkobjects", "dump")
    ids = re.findall(r"\| ([0-9a-f-]{36}) \| \S+ \| Computer", said)
    chosen = {"UI": {"CheckedNetworkObjects": {"JsonStoreArray": [f"{{{one}}}" for one in ids]}}}
    file = home / ".veyon" / "Config" / "VeyonMaster.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(chosen))


def _bytes_sent(count: int) -> int:
    """By the servers, by the kernel's own count."""
    rule = " or ".join(f"sport = :{FIRST_PORT + number}" for number in range(count))
    command = ["ss", "-tinH", "state", "established", f"( {rule} )"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return sum(int(word.partition(":")[2]) for word in said.split() if word.startswith("bytes_sent:"))


def _version(quiet: dict[str, str]) -> str:
    found = re.search(r"\d+\.\d+\.\d+", _cli(quiet, "--version"))
    return found.group(0) if found else "unknown"
