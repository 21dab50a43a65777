"""Whatever lessons, restarts, silence and broken parts do: an exam ends in time or by name, not before."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.workstation_agent.core.bench import START, Bench, lock
from workstation_agent.core.events import Connected, Disconnected
from workstation_agent.core.settle import CHECKPOINT_S
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.restrictions import EXAM, Apps, Exam, ListMode, Sites

PAPER = Exam(("exam.example.org",))
LESSONS = [
    lock("l1"),
    lock("b1", kind="blank"),
    lock("m1", kind="mute"),
    lock("u1", kind="storage"),
    Lease("s1", "sites", "", START, 600, Sites(ListMode.NOT, ("games.example.org",))),
    Lease("a1", "apps", "", START, 600, Apps(ListMode.NOT, ("minetest",))),
]


class AnExamOutlivesLessons(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()
        self.version = 0
        self.until_s = 0.0
        self.ended = True

    @precondition(lambda self: self.ended)
    @rule(remaining_s=st.floats(600, 10_000))
    def begins(self, remaining_s: float) -> None:
        self.until_s, self.ended = self.bench.true_s + remaining_s, False
        self._send((Lease("e1", EXAM, "", START, remaining_s, PAPER),))

    @rule(lessons=st.lists(st.sampled_from(LESSONS), unique_by=lambda one: one.id))
    def a_lesson_orders(self, lessons: list[Lease]) -> None:
        """By a server that knows of no exam, as one that was put back from a copy."""
        self._send(tuple(lessons))

    @rule(seconds=st.floats(0, 900))
    def time_passes(self, seconds: float) -> None:
        self.bench.wait(seconds)

    @rule(seconds=st.floats(0, 900))
    def off_and_on(self, seconds: float) -> None:
        self.bench.true_s += seconds
        self.bench.start()

    @rule(up=st.booleans())
    def link(self, up: bool) -> None:
        self.bench.send(Connected() if up else Disconnected())

    @precondition(lambda self: not self.ended)
    @rule()
    def the_sitting_ends(self) -> None:
        self.ended = True
        self._send((), ("e1",))

    @invariant()
    def it_is_there_for_as_long_as_it_is_on(self) -> None:
        on = not self.ended and self.bench.true_s < self.until_s - CHECKPOINT_S
        over = self.ended or self.bench.true_s > self.until_s + CHECKPOINT_S
        held = any(one.lease.id == "e1" for one in self.bench.state.book.held)
        assert held or not on
        assert not (held and over)
        if held:
            shown = self.bench.holds["sites"].limits
            assert shown == Sites(ListMode.ONLY, PAPER.sites)
            assert "storage" in self.bench.holds

    def _send(self, leases: tuple[Lease, ...], ends: tuple[str, ...] = ()) -> None:
        self.version += 1
        self.bench.send(Desired(self.version, None, leases, ends))


TestAnExamOutlivesLessons = AnExamOutlivesLessons.TestCase
TestAnExamOutlivesLessons.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
