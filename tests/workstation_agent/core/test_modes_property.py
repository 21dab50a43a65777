"""Leases of several kinds on a machine that is slow and sometimes fails.

None is asked for past its end, and none is called in force but by the word of the machine, which holds it.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.workstation_agent.core.bench import ABLE, SCREEN, START
from workstation_agent.core.effects import Enforce, Lift, Save
from workstation_agent.core.events import Connected, Disconnected, Enforced, Event, Tick
from workstation_agent.core.moment import Moment
from workstation_agent.core.saved import Saved
from workstation_agent.core.settle import wait_s
from workstation_agent.core.state import begin, report
from workstation_agent.core.step import step
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.restrictions import KINDS, LOCK, MUTE, SITES, ListMode, Sites

SLACK_S = 1e-6
LISTS = [Sites(ListMode.ONLY, ("bbc.co.uk",)), Sites(ListMode.NOT, ()), Sites(ListMode.ONLY, ())]
kinds = st.sampled_from([LOCK, SITES, MUTE])


class Machine:
    """`holds` changes only when a call has ended; the calls of one kind end in the order that they came."""

    def __init__(self) -> None:
        self.calls: dict[str, list[Lease | None]] = {kind: [] for kind in KINDS}
        self.holds: dict[str, Lease | None] = dict.fromkeys(KINDS)
        self.last_asked: dict[str, Lease | None] = dict.fromkeys(KINDS)

    def ask(self, kind: str, lease: Lease | None) -> None:
        self.calls[kind].append(lease)
        self.last_asked[kind] = lease

    def answer(self, kind: str, broken: bool) -> Enforced:
        lease = self.calls[kind].pop(0)
        self.holds[kind] = None if broken else lease
        return Enforced(kind, lease, "out of order" if broken else "")


class SeveralKinds(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine()
        self.true_s = self.boot_s = 0.0
        self.version = 0
        self.ends: dict[str, float] = {}
        self.wanted: dict[str, Lease] = {}
        self.disk: Saved | None = None
        self.state = begin(None, "7akhan", SCREEN, ABLE, self.now)
        self.send(Connected())

    @property
    def now(self) -> Moment:
        up_s = self.true_s - self.boot_s
        return Moment(START + timedelta(seconds=self.true_s), up_s, up_s)

    def send(self, event: Event) -> None:
        self.state, effects = step(self.state, event, self.now)
        for effect in effects:
            match effect:
                case Enforce(kind, lease):
                    self.machine.ask(kind, lease)
                case Lift(kind):
                    self.machine.ask(kind, None)
                case Save(saved):
                    self.disk = saved

    @rule(
        kind=kinds,
        seconds=st.floats(1, 600),
        limits=st.sampled_from(LISTS),
        message=st.sampled_from(["", "Look up"]),
        same=st.booleans(),
    )
    def hold(self, kind: str, seconds: float, limits: Sites, message: str, same: bool) -> None:
        """A new lease of the kind, or the same one with another message, list and end."""
        known = next((one for one in self.wanted.values() if one.kind == kind), None)
        name = known.id if known and same else f"{kind}-{self.version}"
        if known:
            del self.wanted[known.id]
        listed = limits if kind == SITES else None
        self.wanted[name] = Lease(name, kind, message, START, seconds, listed)
        self.ends[name] = self.true_s + seconds
        self.tell()

    @rule(kind=kinds)
    def end(self, kind: str) -> None:
        self.wanted = {name: one for name, one in self.wanted.items() if one.kind != kind}
        self.tell()

    def tell(self) -> None:
        self.version += 1
        left = {name: self.ends[name] - self.true_s for name in self.wanted}
        leases = (replace(self.wanted[name], remaining_s=s) for name, s in left.items() if s > 0)
        self.send(Desired(self.version, None, tuple(leases)))

    @precondition(lambda self: any(self.machine.calls.values()))
    @rule(data=st.data(), broken=st.booleans())
    def answer(self, data: st.DataObject, broken: bool) -> None:
        waiting = sorted(kind for kind, calls in self.machine.calls.items() if calls)
        self.send(self.machine.answer(data.draw(st.sampled_from(waiting)), broken))

    @rule()
    def answer_all(self) -> None:
        """With a machine that works again, what is wanted is what is held, once it is tried again."""
        self.wait(2.5)
        while any(self.machine.calls.values()):
            for kind, calls in self.machine.calls.items():
                for _ in list(calls):
                    self.send(self.machine.answer(kind, broken=False))
        held = {one.lease.id for one in self.state.book.held}
        assert {one.id for one in report(self.state).in_force} == held
        assert {one.id for one in self.machine.holds.values() if one} == held

    @rule(seconds=st.floats(0, 300))
    def wait(self, seconds: float) -> None:
        until = self.true_s + seconds
        while self.true_s < until:
            link_s, lease_s = wait_s(self.state, self.now)
            step_s = min(until - self.true_s, link_s, lease_s if lease_s is not None else 1e9)
            self.true_s += max(step_s, 1e-6)
            self.send(Tick())

    @rule()
    def crash(self) -> None:
        """The agent dies and starts again; the machine goes on holding what it held, and answers nobody."""
        self.boot_s = self.true_s
        holds = self.machine.holds
        self.machine = Machine()
        self.machine.holds = holds
        self.state = begin(self.disk, "7akhan", SCREEN, ABLE, self.now)
        self.send(Connected())

    @rule(up=st.booleans())
    def link(self, up: bool) -> None:
        self.send(Connected() if up else Disconnected())

    @invariant()
    def nothing_is_asked_for_past_its_end(self) -> None:
        for lease in self.machine.last_asked.values():
            if lease is not None:
                assert self.true_s < self.ends[lease.id] + SLACK_S

    @invariant()
    def what_is_over_or_withdrawn_is_taken_off(self) -> None:
        """At the latest asked for: whatever the machine holds still, its last call was to let go."""
        held = {one.lease.kind for one in self.state.book.held}
        assert all(self.machine.last_asked[kind] is None for kind in KINDS if kind not in held)

    @invariant()
    def in_force_is_the_machines_own_word(self) -> None:
        for one in report(self.state).in_force:
            shown = next(
                (lease for lease in self.machine.holds.values() if lease and lease.id == one.id), None
            )
            assert shown, f"{one.id} is called in force, and is not"
            wanted = next(held.lease for held in self.state.book.held if held.lease.id == one.id)
            assert shown.limits == wanted.limits


TestSeveralKinds = SeveralKinds.TestCase
TestSeveralKinds.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
