import pytest

from controller.domain.orders import Step
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.report import Ended, Failing, Why


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


@pytest.fixture
def order(lab: FakeLab, pc: FakePc) -> str:
    return lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")


def step(lab: FakeLab, order: str) -> Step:
    return lab.lab.progress.of(order).seats[0].step


def to_the_bell(lab: FakeLab) -> None:
    lab.clock.advance(lab.lesson.ends_at - lab.clock.now())
    for here in lab.lab.presence.all():
        lab.lab.presence.heard(here.workstation.id)
    lab.services.ticker.tick()


def test_each_step_is_the_pcs_own_word(lab: FakeLab, pc: FakePc, order: str) -> None:
    assert step(lab, order) is Step.ASKED
    pc.report()
    assert step(lab, order) is Step.DELIVERED
    pc.obey()
    assert step(lab, order) is Step.IN_FORCE
    kinds = [fact.kind for fact in lab.facts("lock.")]
    assert kinds == ["lock.asked", "lock.delivered", "lock.in-force"]
    assert {fact.actor for fact in lab.facts("lock.in-force")} == {f"workstation:{pc.id}"}


def test_an_older_report_proves_nothing(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.report(version=pc.desired.version - 1)
    assert step(lab, order) is Step.ASKED


def test_a_pc_that_cannot_lock_says_why_and_may_yet_succeed(lab: FakeLab, pc: FakePc, order: str) -> None:
    lease = pc.desired.leases[0].id
    pc.report(failing=(Failing(lease, "the screen belongs to another session"),))
    assert lab.lab.progress.of(order).summary.endswith("the screen belongs to another session.")
    pc.obey()
    assert step(lab, order) is Step.IN_FORCE


def test_an_agent_that_knows_no_locks_says_so(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.report(ended=(Ended(pc.desired.leases[0].id, Why.UNSUPPORTED),))
    assert step(lab, order) is Step.FAILED


def test_a_restart_loses_the_proof_until_the_pc_gives_it_again(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.obey()
    pc.go()
    assert "PC-01 is off and will lock when it returns" in lab.lab.progress.of(order).summary
    back = lab.restart(pc)
    assert lab.lab.progress.of(order).summary == "1 of 1 locked."
    back.report()
    assert step(lab, order) is Step.DELIVERED, "a lock that was broken is not shown as locked"


def test_repeating_a_report_adds_no_fact(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.obey()
    before = len(lab.facts(""))
    pc.obey()
    assert len(lab.facts("")) == before


def test_the_lesson_ends_every_lock_by_itself(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.obey()
    version = pc.desired.version
    to_the_bell(lab)
    assert step(lab, order) is Step.ENDED
    assert pc.desired.leases == ()
    assert pc.desired.version > version
    (fact,) = lab.facts("lock.ended")
    assert (fact.actor, "the lesson ended" in fact.data) == ("controller:ticker", True)
    before = len(lab.facts(""))
    lab.tick(1)
    assert len(lab.facts("")) == before


def test_a_lock_that_never_arrived_expires(lab: FakeLab, pc: FakePc) -> None:
    pc.go()
    order = lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "")
    to_the_bell(lab)
    assert step(lab, order) is Step.EXPIRED
    assert lab.restart(pc).desired.leases == ()


def test_an_unlock_that_never_arrived_ends_with_the_lesson(lab: FakeLab, pc: FakePc, order: str) -> None:
    pc.obey()
    pc.go()
    undo = lab.lab.orders.unlock(lab.teacher, lab.lesson, [pc.id])
    to_the_bell(lab)
    assert step(lab, undo) is Step.EXPIRED


def test_the_word_of_one_pc_is_not_proof_for_another(lab: FakeLab, pc: FakePc) -> None:
    other = lab.turn_on(2)
    order = lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id, other.id], "")
    pc.report(in_force=tuple(lease.id for lease in (*pc.desired.leases, *other.desired.leases)))
    assert [one.step for one in lab.lab.progress.of(order).seats] == [Step.IN_FORCE, Step.ASKED]
    assert lab.lab.presence.of(seat(2))
