import json
from dataclasses import replace

import pytest

from controller.domain.events import SeatsChanged
from controller.domain.orders import OrderKind, Step
from controller.errors import Refused
from controller.storage.journal import verify
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.report import Failing
from workstation_agent.protocol.restrictions import ListMode, Sites

PLAIN = (OrderKind.LOCK, OrderKind.BLANK, OrderKind.MUTE, OrderKind.STORAGE)


def steps(lab: FakeLab, order: str) -> list[Step]:
    return [one.step for one in lab.lab.progress.of(order).seats]


def lock(lab: FakeLab, *numbers: int, message: str = "Look up") -> str:
    return lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(n) for n in numbers], message)


@pytest.fixture
def pcs(lab: FakeLab) -> list[FakePc]:
    return [lab.turn_on(1), lab.turn_on(2)]


def test_a_lock_is_asked_of_each_seat_and_sent_at_once(lab: FakeLab, pcs: list[FakePc]) -> None:
    told: list[SeatsChanged] = []
    lab.services.bus.subscribe(SeatsChanged, told.append)
    order = lock(lab, 1, 2)
    assert steps(lab, order) == [Step.ASKED, Step.ASKED]
    for pc in pcs:
        (lease,) = pc.desired.leases
        assert (lease.kind, lease.message, lease.ends_at) == ("lock", "Look up", lab.lesson.ends_at)
    assert told == [SeatsChanged("lab-1", (seat(1), seat(2)))]


def test_who_asked_for_what_is_a_fact_in_an_unbroken_journal(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = lock(lab, 1, 2)
    (fact,) = lab.facts("lock.asked")
    assert (fact.actor, fact.subject) == ("account:m.okafor", f"lesson:{lab.lesson.id}")
    assert json.loads(fact.data) == {"order": order, "seats": [seat(1), seat(2)], "text": "Look up"}
    with lab.services.database.read() as session:
        assert isinstance(verify(session), int)


def test_a_newer_lock_takes_the_place_of_the_one_before(lab: FakeLab, pcs: list[FakePc]) -> None:
    first = lock(lab, 1, 2)
    second = lock(lab, 1, message="Save your work")
    assert steps(lab, first) == [Step.ENDED, Step.ASKED]
    assert [lease.message for lease in pcs[0].desired.leases] == ["Save your work"]
    assert steps(lab, second) == [Step.ASKED]


def test_unlocking_ends_the_leases_of_these_seats_only(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = lock(lab, 1, 2)
    for pc in pcs:
        pc.obey()
    undo = lab.lab.orders.unlock(lab.teacher, lab.lesson, [seat(1)])
    assert steps(lab, order) == [Step.ENDED, Step.IN_FORCE]
    assert pcs[0].desired.leases == ()
    assert len(pcs[1].desired.leases) == 1
    pcs[0].obey()
    assert steps(lab, undo) == [Step.DONE]
    ended = lab.facts("lock.ended")[0]
    assert (ended.actor, ended.subject) == ("account:m.okafor", f"workstation:{seat(1)}")


def test_locking_again_ends_an_unlock_that_a_pc_never_took(lab: FakeLab, pcs: list[FakePc]) -> None:
    lock(lab, 1)
    pcs[0].obey()
    pcs[0].go()
    undo = lab.lab.orders.unlock(lab.teacher, lab.lesson, [seat(1)])
    lock(lab, 1)
    assert steps(lab, undo) == [Step.ENDED]


def test_a_pc_without_a_key_is_not_counted_on(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = lock(lab, 1, 30)
    assert steps(lab, order) == [Step.ASKED, Step.NOT_SENT]
    pcs[0].obey()
    assert lab.lab.progress.of(order).summary == "1 of 2 locked; PC-30 is not set up: not sent."


def test_a_link_goes_to_the_pcs_that_are_here_and_is_kept_for_none(lab: FakeLab, pcs: list[FakePc]) -> None:
    pcs[1].go()
    url = "https://www.bbc.co.uk/bitesize"
    order = lab.lab.orders.send_link(lab.teacher, lab.lesson, [seat(1), seat(2), seat(30)], url)
    assert [act.what.url for act in pcs[0].acts] == [url]
    assert steps(lab, order) == [Step.ASKED, Step.NOT_SENT, Step.NOT_SENT]
    assert lab.restart(pcs[1]).acts == []
    details = [one.detail for one in lab.lab.progress.of(order).seats]
    assert details == ["", "off", "not set up"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://a.b",
        "https://",
        "https://a:b@c.d",
        "https://a b",
        "",
    ],
)
def test_a_link_that_no_browser_should_be_given_is_refused(lab: FakeLab, pcs: list[FakePc], url: str) -> None:
    with pytest.raises(Refused) as refused:
        lab.lab.orders.send_link(lab.teacher, lab.lesson, [seat(1)], url)
    assert refused.value.code == "order.bad-link"
    assert pcs[0].acts == []
    assert not lab.facts("send-link")


def test_what_may_not_be_done_changes_nothing(lab: FakeLab, pcs: list[FakePc]) -> None:
    orders, teacher, lesson = lab.lab.orders, lab.teacher, lab.lesson
    over = replace(lesson, ends_at=lab.clock.now())
    tries = [
        ("lesson.wrong-seat", lambda: orders.lock(teacher, lesson, [seat(1), "lab-2-pc-01"], "")),
        ("lesson.wrong-seat", lambda: orders.lock(teacher, lesson, [], "")),
        ("lesson.wrong-seat", lambda: orders.send_link(teacher, lesson, ["nowhere"], "https://a.b")),
        ("lesson.over", lambda: orders.lock(teacher, over, [seat(1)], "")),
        ("lesson.over", lambda: orders.unlock(teacher, over, [seat(1)])),
        ("order.nothing-locked", lambda: orders.unlock(teacher, lesson, [seat(1), seat(2)])),
    ]
    before = pcs[0].desired
    for code, attempt in tries:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == code
    assert pcs[0].desired == before
    assert lab.lab.progress.recent(lesson) == []
    assert not lab.facts("lock")


def test_a_restart_of_the_controller_loses_no_order_of_any_kind(lab: FakeLab, pcs: list[FakePc]) -> None:
    orders = [lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], kind) for kind in PLAIN]
    sites = Sites(ListMode.ONLY, ("bbc.co.uk",))
    listed = lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.SITES, limits=sites)
    held = {lease.id for lease in pcs[0].desired.leases}
    after = replace(lab, services=replace(lab.services))
    assert after.lab is not lab.lab, "built anew, as after a restart"
    pc = after.connect(replace(pcs[0], lab=after, taken=[], acks=[]))
    assert {lease.id for lease in pc.desired.leases} == held
    assert [lease.limits for lease in pc.desired.leases if lease.kind == "sites"] == [sites]
    assert {after.lab.progress.of(order).seats[0].step for order in (*orders, listed)} == {Step.IN_FORCE}
    after.lab.orders.undo(after.teacher, after.lesson)
    assert "sites" not in {lease.kind for lease in pc.desired.leases}


def test_each_kind_has_its_own_proof_and_its_own_end(lab: FakeLab, pcs: list[FakePc]) -> None:
    orders = {kind: lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1), seat(2)], kind) for kind in PLAIN}
    by_kind = {lease.kind: lease.id for lease in pcs[0].desired.leases}
    pcs[0].report(in_force=(by_kind["mute"],), failing=(Failing(by_kind["blank"], "no screen"),))
    assert steps(lab, orders[OrderKind.MUTE])[0] is Step.IN_FORCE
    assert steps(lab, orders[OrderKind.BLANK])[0] is Step.FAILED
    assert steps(lab, orders[OrderKind.LOCK])[0] is Step.DELIVERED
    end = lab.lab.orders.end(lab.teacher, lab.lesson, [seat(1)], OrderKind.UNMUTE)
    assert steps(lab, end) == [Step.ASKED]
    pcs[0].report(in_force=(by_kind["mute"], by_kind["lock"]))
    assert steps(lab, end) == [Step.DELIVERED]
    pcs[0].report(in_force=(by_kind["lock"],))
    assert steps(lab, end) == [Step.DONE], "though another kind is held"
    assert steps(lab, orders[OrderKind.MUTE]) == [Step.ENDED, Step.ASKED]


def test_freeing_is_proved_when_nothing_of_it_is_held(lab: FakeLab, pcs: list[FakePc]) -> None:
    for kind in PLAIN:
        lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], kind)
    held = tuple(lease.id for lease in pcs[0].desired.leases)
    free = lab.lab.orders.free(lab.teacher, lab.lesson, [seat(1), seat(2)])
    assert len(steps(lab, free)) == 1, "the other PC held nothing"
    pcs[0].report(in_force=held[:1])
    assert steps(lab, free) == [Step.DELIVERED]
    pcs[0].report()
    assert steps(lab, free) == [Step.DONE]


def test_some_minutes_end_by_themselves_before_the_lesson(lab: FakeLab, pcs: list[FakePc]) -> None:
    order = lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.BLANK, minutes=5)
    pcs[0].obey()
    for _ in range(30):
        lab.lab.presence.heard(seat(1))
        lab.tick(10)
    assert steps(lab, order) == [Step.ENDED]
    assert pcs[0].desired.leases == ()
    assert lab.lab.progress.of(order).seats[0].detail == "its time was up"


def test_a_pc_that_was_off_gets_every_kind_when_it_returns(lab: FakeLab, pcs: list[FakePc]) -> None:
    pcs[0].go()
    for kind in PLAIN:
        lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], kind)
    order = lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.MUTE)
    assert "PC-01 is off and will be muted when it returns" in lab.lab.progress.of(order).summary
    back = lab.restart(pcs[0])
    assert {lease.kind for lease in back.desired.leases} == set(PLAIN)
    assert steps(lab, order) == [Step.IN_FORCE]
