from dataclasses import replace

import pytest

from controller.domain.orders import Step
from controller.errors import Refused
from controller.services.lab.acts import GRACE_S, TTL_S
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol.acts import (
    Acted,
    ActKind,
    ActResult,
    OpenUrl,
    Power,
    ShowMessage,
    StartProgram,
    What,
)

URL = "https://www.bbc.co.uk/bitesize"


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


@pytest.fixture
def order(lab: FakeLab, pc: FakePc) -> str:
    return lab.lab.orders.send_link(lab.teacher, lab.lesson, [pc.id], URL)


def step(lab: FakeLab, order: str) -> Step:
    return lab.lab.progress.of(order).seats[0].step


def test_a_link_is_delivered_when_the_pc_took_it_and_done_when_it_opened(
    lab: FakeLab, pc: FakePc, order: str
) -> None:
    pc.acks[0]()
    assert step(lab, order) is Step.DELIVERED
    assert lab.lab.acts.take_acted(pc.id, Acted(order, ActResult.DONE))
    assert step(lab, order) is Step.DONE
    assert [fact.kind for fact in lab.facts("send-link")] == [
        "send-link.asked",
        "send-link.delivered",
        "send-link.done",
    ]


@pytest.mark.parametrize(
    ("result", "expected"), [(ActResult.FAILED, Step.FAILED), (ActResult.EXPIRED, Step.EXPIRED)]
)
def test_a_link_that_did_not_open_says_so(
    lab: FakeLab, pc: FakePc, order: str, result: ActResult, expected: Step
) -> None:
    lab.lab.acts.take_acted(pc.id, Acted(order, result, "no browser"))
    assert step(lab, order) is expected


def test_an_answer_twice_is_counted_once(lab: FakeLab, pc: FakePc, order: str) -> None:
    for _ in range(2):
        assert lab.lab.acts.take_acted(pc.id, Acted(order, ActResult.DONE))
    assert len(lab.facts("send-link.done")) == 1


def test_an_answer_for_an_order_of_another_pc_is_not_believed(lab: FakeLab, pc: FakePc, order: str) -> None:
    other = lab.turn_on(2)
    assert not lab.lab.acts.take_acted(other.id, Acted(order, ActResult.DONE))
    assert not lab.lab.acts.take_acted(pc.id, Acted("no-such-order", ActResult.DONE))
    lock = lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "")
    assert not lab.lab.acts.take_acted(pc.id, Acted(lock, ActResult.DONE)), "a lock is proved by reports"
    assert step(lab, order) is Step.ASKED


def test_no_answer_in_time_is_an_answer_too_but_a_late_one_is_believed(
    lab: FakeLab, pc: FakePc, order: str
) -> None:
    lab.tick(TTL_S + GRACE_S - 1)
    assert step(lab, order) is Step.ASKED
    lab.tick(1)
    assert step(lab, order) is Step.EXPIRED
    lab.lab.acts.take_acted(pc.id, Acted(order, ActResult.DONE))
    assert step(lab, order) is Step.DONE


def test_what_a_killed_controller_waited_for_expires_at_the_next_start(lab: FakeLab, order: str) -> None:
    after = replace(lab, services=replace(lab.services))
    assert after.lab is not lab.lab, "built anew, as after a restart"
    after.lab.acts.tick()
    assert step(lab, order) is Step.EXPIRED


@pytest.mark.parametrize("kind", [ActKind.RESTART, ActKind.SHUT_DOWN])
def test_a_pc_that_took_the_order_and_went_without_a_word_has_done_it(
    lab: FakeLab, pc: FakePc, kind: ActKind
) -> None:
    order = lab.lab.orders.act(lab.teacher, lab.lesson, [pc.id], Power(kind))
    pc.acks[-1]()
    pc.go()
    lab.tick(TTL_S + GRACE_S)
    assert step(lab, order) is Step.DONE
    assert lab.lab.progress.of(order).seats[0].detail == "it went away"


def test_a_pc_that_stays_or_never_took_the_order_has_not(lab: FakeLab, pc: FakePc) -> None:
    stays = lab.lab.orders.act(lab.teacher, lab.lesson, [pc.id], Power(ActKind.RESTART))
    pc.acks[-1]()
    never = lab.lab.orders.act(lab.teacher, lab.lesson, [pc.id], Power(ActKind.RESTART))
    for seconds in (TTL_S, GRACE_S):
        lab.lab.presence.heard(pc.id)
        lab.tick(seconds / 2)
        lab.lab.presence.heard(pc.id)
        lab.tick(seconds / 2)
    assert [step(lab, order) for order in (stays, never)] == [Step.EXPIRED] * 2


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (OpenUrl("file:///etc/passwd"), "order.bad-link"),
        (ShowMessage(" \n "), "order.bad-act"),
        (StartProgram("../sh"), "order.bad-act"),
    ],
)
def test_what_no_pc_should_be_given_is_refused(lab: FakeLab, pc: FakePc, what: What, code: str) -> None:
    with pytest.raises(Refused) as refused:
        lab.lab.orders.act(lab.teacher, lab.lesson, [pc.id], what)
    assert refused.value.code == code
    assert pc.acts == []
