"""A bench for the core: one agent under clocks that the test moves, with the effects that it asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workstation_agent.core.effects import Capture, Effect, Enforce, Lift, OpenUrl, Save
from workstation_agent.core.events import Captured, Enforced, Event, FrameAcked, Opened, Picture, Tick
from workstation_agent.core.moment import Moment
from workstation_agent.core.saved import Saved
from workstation_agent.core.state import State, begin
from workstation_agent.core.step import step
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.watches import Watch, WatchSize

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SCREEN = ScreenSize(1280, 720)


def lock(
    lease: str = "l1", remaining_s: float = 600, message: str = "Eyes on me", kind: str = "lock"
) -> Lease:
    return Lease(lease, kind, message, START + timedelta(seconds=remaining_s), remaining_s)


def desired(version: int, *leases: Lease) -> Desired:
    return Desired(version, None, leases)


def watch(watch_id: str = "w1", **changes: Any) -> Watch:
    values: dict[str, Any] = {
        "size": WatchSize.THUMB,
        "width": 320,
        "height": 180,
        "quality": 50,
        "interval_ms": 1000,
        "ttl_s": 15.0,
    }
    return Watch(watch_id, **{**values, **changes})


def picture(fingerprint: str) -> Picture:
    return Picture(b"\xff\xd8\xff" + fingerprint.encode(), 320, 180, fingerprint)


class Bench:
    """`locked` is what the pupil sees: the message of the lock, or None. `broken` makes the platform fail."""

    def __init__(self, user: str | None = "7akhan") -> None:
        self.true_s, self.boot_s, self.skew_s = 0.0, 0.0, 0.0
        self.user = user
        self.disk: Saved | None = None
        self.locked: str | None = None
        self.broken = ""
        self.screen_shows = "desktop"
        self.opened: list[str] = []
        self.start()

    def start(self) -> None:
        """The PC is switched on: nothing survives but the disk."""
        self.boot_s, self.locked = self.true_s, None
        self.state: State = begin(self.disk, self.user, SCREEN, self.now)
        self.effects: list[Effect] = []
        self.send(Tick())

    @property
    def now(self) -> Moment:
        up_s = self.true_s - self.boot_s
        return Moment(START + timedelta(seconds=self.true_s + self.skew_s), up_s, up_s)

    def send(self, event: Event, *, answer: bool = True) -> list[Effect]:
        """Takes the event; the platform answers at once unless told not to. Returns all effects."""
        self.state, effects = step(self.state, event, self.now)
        asked = list(effects)
        for effect in effects if answer else ():
            reply = self._perform(effect)
            asked += self.send(reply) if reply else []
        self.effects = asked
        return asked

    def wait(self, seconds: float) -> list[Effect]:
        self.true_s += seconds
        return self.send(Tick())

    def asked(self, kind: type) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def ack(self) -> list[Effect]:
        flight = self.state.watches.flight
        assert flight is not None
        return self.send(FrameAcked(flight.watch, flight.seq))

    def _perform(self, effect: Effect) -> Event | None:
        match effect:
            case Save(saved):
                self.disk = saved
            case Enforce(kind, lease, message):
                self.locked = self.locked if self.broken else message
                return Enforced(kind, lease, self.broken)
            case Lift(kind):
                self.locked = self.locked if self.broken else None
                return Enforced(kind, None, self.broken)
            case OpenUrl(order, url):
                self.opened.append(url)
                return Opened(order, self.broken)
            case Capture(watch_id, unless=unless):
                shown = None if unless == self.screen_shows else picture(self.screen_shows)
                return Captured(watch_id, None if self.broken else shown, self.broken)
        return None
