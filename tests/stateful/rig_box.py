"""A station of the world whose firmware runs elsewhere, as on MicroPython (tests/micropython/driver.py).

Its link stays on this side. It says nothing while a step goes on, so that what it wrote and what its bolt
did are
looked at after each: an event, then the movement that it was for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.protocol.v1.pairing import pairing_code
from firmware_bridge.protocol.v1.vocabulary import LockState, What
from tests.micropython.driver import RigStation, Runner, Seen
from tests.stateful.diary import event_in
from tests.stateful.stations import SITE, STARTS_IN, Overheard, Watcher
from tests.stateful.times import TrueTime


@dataclass
class Flash:
    full: bool = False
    cut_after: int | None = None


@dataclass
class Bolt:
    jammed: bool = False
    forced: bool = False
    cut: str = ""


@dataclass
class Switch:
    on: bool = False


class RigBox:
    """As `stations.Box`."""

    def __init__(self, name: str, time: TrueTime, seed: int, watcher: Watcher, runner: Runner) -> None:
        self.name, self.address = name, Address(SITE, name)
        self.identity_key = seed.to_bytes(32, "big")
        self.flash, self.bolt, self.switch = Flash(), Bolt(), Switch()
        self.connect: Callable[[Any], Any] = lambda _: None
        self.powered_at, self.on, self.waiting = 0, False, 0
        self._time, self._watcher = time, watcher
        self._rig = RigStation(runner, name, seed=str(seed))
        self._rig.make(SITE, name, self.identity_key)
        self._link: Overheard | None = None
        self._set: dict[str, object] = {}
        self._openings = self._told = 0

    @property
    def code(self) -> str:
        return pairing_code(self.identity_key)

    def timer(self) -> int:
        return self._time.ms - self.powered_at

    def power_on(self) -> None:
        if self.on:
            return
        self._time.ms += STARTS_IN
        self.powered_at, self.on = self._time.ms, True
        self._set.clear()
        self._link = Overheard(self.connect(self), self.name, self._watcher)
        self._take(self._rig.power_on())
        self._put()

    def power_off(self) -> None:
        self.on, self.bolt.cut, self.flash.cut_after = False, "", None
        self._watcher.lost_power(self.name)
        self._rig.power_off()
        if self._link is not None:
            self._link.vanish()
            self._link = None

    def tap(self, uid: bytes) -> None:
        self.step()
        if self.on:
            self._take(self._rig.tap(uid))

    def step(self) -> bool:
        if self._link is None:
            return False
        before, link = self._link.count, self._link
        self._put()
        self._take(self._rig.tick(self.timer()))
        for data, retained in link.poll():
            if self.on:
                self._take(self._rig.receive(data, retained=retained))
        return not self.on or link.count != before

    def _put(self) -> None:
        """What became of its surroundings since the last step."""
        assert self._link
        position = LockState.JAMMED if self.bolt.jammed else LockState.LOCKED
        self._tell("link", self._rig.link, up=self._link.up)
        self._tell("lock", self._rig.lock, position=int(position), forced=self.bolt.forced, cut=self.bolt.cut)
        self._tell("mains", self._rig.mains, switch=self.switch.on)
        self._tell("flash", self._rig.flash, cut_after=self.flash.cut_after, broken=self.flash.full)

    def _tell(self, what: str, how: Callable[..., Seen], **values: Any) -> None:
        if self._set.get(what) != values:
            self._set[what] = values
            how(**values)

    def _take(self, seen: Seen) -> None:
        self._judge(seen.openings)
        if self._link is not None:
            for word in seen.states:
                self._link.state(word)
            for kind, envelope in seen.sent:
                self._link.send(kind, envelope)
        self.waiting = seen.waiting
        if self.on and not seen.power:
            self.power_off()

    def _judge(self, openings: int) -> None:
        """What it wrote is told in its order, and each movement after the release that it was for."""
        new = self._rig.events()[self._told :]
        self._told += len(new)
        for content, after in zip(new, (*new, b"")[1:], strict=True):
            release = self._watcher.wrote_event(self.name, content)
            if release and self._openings < openings and not is_jam(after):
                self._moved()
        while self._openings < openings:
            self._moved()

    def _moved(self) -> None:
        self._openings += 1
        self._watcher.moved(self.name)


def is_jam(content: bytes) -> bool:
    return bool(content) and event_in(content).what is What.JAMMED
