"""A simulated station: the firmware's own files on simulated hardware, with its flash in a directory."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.station import Station
from firmware_bridge.firmware.store import Store
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.pairing import pairing_code
from firmware_bridge.protocol.v1.vocabulary import LockState, Mode, What
from simulators.faults.hardware import Flash, PowerLost
from simulators.faults.links import StationLink
from simulators.faults.wire import Wires
from simulators.station_hardware import (
    Doorbell,
    FileFlash,
    SimulatedLock,
    SimulatedReader,
    SimulatedSignals,
    SimulatedSupply,
    SimulatedSwitch,
)
from simulators.station_links import Connect

log = logging.getLogger(__name__)

TICK_S = 0.1  # real seconds between looks at the clock when nothing happens
MODEL = "simulated"


Timer = Callable[[], int]
Leave = Callable[[StationLink], None]


class Clock(Protocol):
    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SimulatedStation:
    """Made on first use: its key is kept in `data_dir`, and its label's text in `data_dir`/pairing-code.txt.

    School time follows `clock` (which may run fast); waiting on the network is in real milliseconds. Only
    `clock`'s steady seconds are used: the time of day reaches a station by its controller.

    Before it is started a fault may replace `flash` or `steady`, and add to `wires` or to `interruptions`,
    which are called at each turn and may raise PowerLost.
    """

    def __init__(
        self, name: str, data_dir: Path, clock: Clock, connect: Connect, *, site: str = "northgate"
    ) -> None:
        self.address = Address(site, name)
        self.flash: Flash = FileFlash(data_dir / "flash")
        self.lock = SimulatedLock()
        self.signals, self.reader = SimulatedSignals(), SimulatedReader()
        self.switch, self.supply = SimulatedSwitch(), SimulatedSupply()
        self.steady: Callable[[], float] = clock.monotonic
        self.timer: Callable[[], float] = time.monotonic
        self.comes_back = True  # whether power that a fault took away does so by itself
        self.wires, self.interruptions = Wires(), list[Callable[[], None]]()
        self._connect = connect
        self._power = threading.Lock()
        self._identity = identity.load(self.flash) or identity.make(self.flash, site, name, os.urandom)
        self._label(data_dir / "pairing-code.txt")
        self._run: _Run | None = None

    @property
    def key(self) -> bytes:
        return bytes(self._identity.key)

    @property
    def pairing_code(self) -> str:
        return pairing_code(self.key)

    @property
    def running(self) -> bool:
        return self._run is not None

    @property
    def lock_state(self) -> LockState:
        return LockState(self.lock.state())

    @property
    def mode(self) -> Mode | None:
        """None without power."""
        return None if self._run is None else Mode(self._run.station.mode)

    @property
    def early_only(self) -> bool:
        """Whether it opens for the early buses' pupils and for nobody else."""
        station = self._run.station if self._run else None
        return bool(station and station.authority and station.authority.is_early(station.clock.now()))

    @property
    def ready(self) -> bool:
        """Whether the controller has taken this boot on and the link is up."""
        return self._run is not None and bool(self._run.station.voice.online())

    @property
    def waiting(self) -> int:
        """Events in flash that nobody has acknowledged."""
        run = self._run
        return int((run.station.store if run else Store(self.flash)).waiting)

    def replayed(self) -> Callable[[], bool]:
        """A question that is true once all that waits now has been acknowledged."""
        if (run := self._run) is None:
            return lambda: not self.waiting
        store = run.station.store
        ends = [end for end, _ in store.unacknowledged()]
        rewrites, last = store.rewrites, max(ends, default=0)
        return lambda: store.acked_to >= last or store.rewrites != rewrites

    @property
    def decided(self) -> int:
        """Taps that it has decided on and still has in flash."""
        return sum(event.what in (What.RELEASED, What.REFUSED) for event in self.events)

    @property
    def events(self) -> tuple[StationEvent, ...]:
        """All that the flash still holds, oldest first."""
        kept = Store(self.flash).unacknowledged(0)
        return tuple(from_body(StationEvent, canonical.loads(content)) for _, content in kept)

    def start(self) -> None:
        """Power on."""
        with self._power:
            if self._run is None:
                self._switch_on()

    def stop(self) -> None:
        """Switched off properly: it says goodbye."""
        self._end(lambda link: link.stop())

    def kill(self) -> None:
        """A power cut: only the flash is left, and the broker or the bridge notices by itself."""
        self._end(lambda link: link.vanish())

    def restart(self) -> None:
        self.kill()
        self.start()

    def power_came_back(self, run: "_Run") -> None:
        """After a fault took it away; unless somebody has switched the station off meanwhile, or will."""
        with self._power:
            if self._run is run and self.comes_back:
                self._switch_on()

    def tap(self, uid: bytes) -> None:
        """Holds a pouch to the reader; nothing happens without power. Returns at once."""
        if (run := self._run) is not None:
            self.reader.hold(uid)
            run.doorbell.ring()

    def parts(self, link: StationLink, timer: Timer) -> Parts:
        started = self.steady()
        return Parts(
            flash=self.flash,
            lock=self.lock,
            signals=self.signals,
            link=link,
            reader=self.reader,
            ticks=lambda: int((self.steady() - started) * 1000),
            timer=timer,
            random=os.urandom,
            model=MODEL,
            switch=self.switch,
            supply=self.supply,
        )

    def connect(self, doorbell: Doorbell, timer: Timer) -> StationLink:
        return self._connect(self.address, doorbell.ring, timer, self.wires)

    def _switch_on(self) -> None:
        self.reader = SimulatedReader()
        self._run = _Run(self)

    def _end(self, leave: Leave) -> None:
        with self._power:
            run, self._run = self._run, None
        if run is not None:
            run.end(leave)

    def _label(self, path: Path) -> None:
        path.touch(mode=0o600)
        path.write_text(f"{self.pairing_code}\n", encoding="ascii")


class _Run:
    """One stretch between power on and power off, in a thread of its own."""

    def __init__(self, owner: SimulatedStation) -> None:
        self.doorbell = Doorbell()
        self._owner, self._ending, self._gone = owner, False, False
        self._link = owner.connect(self.doorbell, _network_ms)
        self.station = Station(owner.parts(self._link, _network_ms))
        self._thread = threading.Thread(target=self._live, name=f"station {owner.address}", daemon=True)
        self._thread.start()

    def end(self, leave: Leave) -> None:
        self._ending = True
        self.doorbell.ring()
        self._thread.join()
        if not self._gone:
            self._go(leave)

    def _live(self) -> None:
        try:
            self._loop()
        except PowerLost:
            self._go(lambda link: link.vanish())
            self._owner.power_came_back(self)

    def _go(self, leave: Leave) -> None:
        self._gone = True
        leave(self._link)
        self.doorbell.close()

    def _loop(self) -> None:
        self.station.start()
        while not self._ending:
            self.doorbell.wait(min(TICK_S, self._link.wait_s), self._link.descriptor)
            for interrupt in self._owner.interruptions:
                interrupt()
            self.station.step()
            while len(self.station.parts.reader) and not self._ending:
                self.station.step()


def _network_ms() -> int:
    return int(time.monotonic() * 1000)
