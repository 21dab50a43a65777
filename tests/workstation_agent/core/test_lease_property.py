"""The invariant of core/leases.py under any order of messages, restarts, silence and clock jumps."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.workstation_agent.core.bench import START, Bench
from workstation_agent.core.events import Connected, Disconnected
from workstation_agent.core.settle import CHECKPOINT_S, wait_s
from workstation_agent.protocol.desired import Desired, Lease

MESSAGES = ["", "Eyes on me", "Listen"]
SLACK_S = 1e-6


class Controller:
    """Grants leases by true time, and remembers the latest end that it ever granted."""

    def __init__(self) -> None:
        self.version = 0
        self.ends: dict[str, float] = {}
        self.latest_end = 0.0
        self.granted = 0.0
        self.sent: list[Desired] = []

    def change(self, ends: dict[str, float], now_s: float) -> Desired:
        self.version, self.ends = self.version + 1, ends
        self.latest_end = max([self.latest_end, *ends.values()])
        self.granted += sum(end - now_s for end in ends.values())
        return self.fresh(now_s)

    def fresh(self, now_s: float) -> Desired:
        left = {name: max(0.0, end - now_s) for name, end in self.ends.items()}
        leases = (Lease(name, "lock", "Eyes on me", START, s) for name, s in left.items() if s > 0)
        self.sent.append(Desired(self.version, None, tuple(leases)))
        return self.sent[-1]


class LockOutlivesNothing(RuleBasedStateMachine):
    """Time moves in `wait` and `off` only; the agent is woken whenever it asked to be."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.controller = Controller()
        self.lying_restarts = 0
        self.in_force_s = 0.0

    @rule(
        seconds=st.dictionaries(st.sampled_from(["a", "b"]), st.floats(1, 3000), max_size=2),
        lost=st.booleans(),
    )
    def change(self, seconds: dict[str, float], lost: bool) -> None:
        now_s = self.bench.true_s
        message = self.controller.change({name: now_s + s for name, s in seconds.items()}, now_s)
        if not lost:
            self.bench.send(message)

    @rule()
    def send_again(self) -> None:
        if self.controller.version:
            self.bench.send(self.controller.fresh(self.bench.true_s))

    @precondition(lambda self: self.controller.sent)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """An old message comes again, as it was, with the time that was left then."""
        taken = [one for one in self.controller.sent if one.version <= self.bench.state.book.version]
        if taken:
            self.bench.send(data.draw(st.sampled_from(taken)))

    @rule(seconds=st.floats(0, 900))
    def wait(self, seconds: float) -> None:
        until = self.bench.true_s + seconds
        while self.bench.true_s < until:
            link_s, lease_s = wait_s(self.bench.state, self.bench.now)
            step = min(until - self.bench.true_s, link_s, lease_s if lease_s is not None else 1e9)
            step = max(step, 1e-6)
            self.in_force_s += step if self.bench.locked else 0.0
            self.bench.wait(step)

    @rule(seconds=st.floats(0, 2000))
    def off_and_on(self, seconds: float) -> None:
        self.bench.true_s += seconds
        self.bench.start()

    @rule(seconds=st.floats(0, 2000), skew_s=st.floats(-5000, 5000))
    def off_and_on_with_another_clock(self, seconds: float, skew_s: float) -> None:
        self.lying_restarts += 1
        self.bench.true_s += seconds
        self.bench.skew_s = skew_s
        self.bench.start()

    @rule(skew_s=st.floats(-1_000_000, 1_000_000))
    def clock_jump_while_on(self, skew_s: float) -> None:
        self.bench.skew_s = skew_s
        self.lying_restarts += 1

    @rule(up=st.booleans())
    def link(self, up: bool) -> None:
        self.bench.send(Connected() if up else Disconnected())

    @invariant()
    def no_longer_than_granted(self) -> None:
        spare = CHECKPOINT_S * (self.lying_restarts + 1)
        assert self.in_force_s <= self.controller.granted + spare

    @invariant()
    def not_past_its_end(self) -> None:
        """With an honest clock the end is exact, to the controller's own idea of it."""
        if not self.lying_restarts and self.bench.locked:
            assert self.bench.true_s < self.controller.latest_end + SLACK_S

    @invariant()
    def what_is_held_is_shown_and_nothing_else(self) -> None:
        assert (self.bench.locked is not None) == bool(self.bench.state.book.held)

    @invariant()
    def the_disk_knows_what_is_held(self) -> None:
        held = {one.lease.id for one in self.bench.state.book.held}
        saved = {one.id for one in self.bench.disk.desired.leases} if self.bench.disk else set()
        assert held == saved


TestLockOutlivesNothing = LockOutlivesNothing.TestCase
TestLockOutlivesNothing.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
