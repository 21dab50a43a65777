"""A bench for the core: one agent under clocks that the test moves, with the effects that it asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workstation_agent.core.effects import Capture, Do, Effect, Enforce, Lift, Save
from workstation_agent.core.events import Captured, Did, Enforced, Event, FrameAcked, Picture, Tick
from workstation_agent.core.moment import Moment
from workstation_agent.core.saved import Saved
from workstation_agent.core.state import Abilities, State, begin
from workstation_agent.core.step import step
from workstation_agent.protocol.acts import ActKind, OpenUrl
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.report import ScreenSize
from workstation_agent.protocol.restrictions import KINDS
from workstation_agent.protocol.watches import Watch, WatchSize

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SCREEN = ScreenSize(1280, 720)
ABLE = Abilities(frozenset(KINDS), frozenset(ActKind))


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
    """`holds` is what is in force, by kind. `broken` makes the platform fail, `broken_kinds` parts of it."""

    def __init__(self, user: str | None = "7akhan") -> None:
        self.true_s, self.boot_s, self.skew_s = 0.0, 0.0, 0.0
        self.user = user
        self.disk: Saved | None = None
        self.holds: dict[str, Lease] = {}
        self.broken = ""
        self.broken_kinds: frozenset[str] = frozenset()
        self.screen_shows = "desktop"
        self.opened: list[str] = []
        self.done: list[ActKind] = []
        self.start()

    def start(self) -> None:
        """The PC is switched on: nothing survives but the disk."""
        self.boot_s, self.holds = self.true_s, {}
        self.state: State = begin(self.disk, self.user, SCREEN, ABLE, self.now)
        self.effects: list[Effect] = []
        self.send(Tick())

    @property
    def now(self) -> Moment:
        up_s = self.true_s - self.boot_s
        return Moment(START + timedelta(seconds=self.true_s + self.skew_s), up_s, up_s)

    @property
    def locked(self) -> str | None:
        """The message of the lock that the pupil sees."""
        held = self.holds.get("lock")
        return held.message if held else None

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

    @property
    def flying(self) -> list[FrameAcked]:
        """The answers that the agent waits for."""
        on_their_way = (one for one in self.state.watches.open if one.flight_s is not None)
        return [FrameAcked(one.watch.watch, one.seq) for one in on_their_way]

    def ack(self) -> list[Effect]:
        return self.send(self.flying[0])

    def _perform(self, effect: Effect) -> Event | None:
        match effect:
            case Save(saved):
                self.disk = saved
            case Enforce(kind, lease):
                return self._set(kind, lease)
            case Lift(kind):
                return self._set(kind, None)
            case Do(act):
                self.done.append(act.what.kind)
                self.opened += [act.what.url] if isinstance(act.what, OpenUrl) else []
                return Did(act.order, self.broken)
            case Capture(look):
                shown = None if look.since == self.screen_shows else picture(self.screen_shows)
                return Captured(look.watch, None if self.broken else shown, self.broken)
        return None

    def _set(self, kind: str, lease: Lease | None) -> Enforced:
        broken = self.broken or ("it is broken" if kind in self.broken_kinds else "")
        if not broken:
            self.holds.pop(kind, None)
            self.holds |= {kind: lease} if lease else {}
        return Enforced(kind, lease, broken)
