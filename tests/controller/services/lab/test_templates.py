import pytest

from controller.domain.lesson_templates import Steps
from controller.domain.orders import OrderKind
from controller.errors import Refused
from controller.services.lab.templates import MOST
from tests.labs import FakeLab, seat
from workstation_agent.protocol.restrictions import ListMode, Sites

STARTER = Steps(
    mute=True,
    sites=Sites(ListMode.ONLY, ("bbc.co.uk",)),
    links=("https://www.bbc.co.uk/bitesize", "https://scratch.mit.edu"),
)


def save(lab: FakeLab, name: str = "Starter", steps: Steps = STARTER, template: int | None = None) -> int:
    lab.lab.templates.save(lab.teacher, template, name, steps)
    return next(one.id for one in lab.lab.templates.of(lab.teacher) if one.name == name)


def refused(lab: FakeLab, name: str, steps: Steps = STARTER, template: int | None = None) -> str:
    with pytest.raises(Refused) as error:
        lab.lab.templates.save(lab.teacher, template, name, steps)
    return error.value.code


def test_a_template_is_kept_renamed_and_deleted(lab: FakeLab) -> None:
    number = save(lab)
    save(lab, "First ten minutes", Steps(lock="Listen"), number)
    (kept,) = lab.lab.templates.of(lab.teacher)
    assert (kept.id, kept.name, kept.steps) == (number, "First ten minutes", Steps(lock="Listen"))
    lab.lab.templates.delete(lab.teacher, number)
    lab.lab.templates.delete(lab.teacher, number)
    assert lab.lab.templates.of(lab.teacher) == []


def test_what_cannot_be_kept_is_refused(lab: FakeLab) -> None:
    number = save(lab)
    assert refused(lab, "") == "template.no-name"
    assert refused(lab, "Nothing", Steps()) == "template.empty"
    assert refused(lab, "STARTER") == "template.name-taken"
    assert refused(lab, "Starter", template=number + 1) == "template.unknown"
    for more in range(MOST - 1):
        save(lab, f"Template {more}")
    assert refused(lab, "One more") == "template.too-many"


def test_templates_are_their_teachers_own(lab: FakeLab) -> None:
    number, other = save(lab), lab.account("j.pritchard")
    assert lab.lab.templates.of(other) == []
    lab.lab.templates.delete(other, number)
    with pytest.raises(Refused, match="gone"):
        lab.lab.templates.save(other, number, "Mine", STARTER)
    with pytest.raises(Refused, match="gone"):
        lab.lab.templates.apply(other, lab.lesson, [seat(1)], number)
    assert [one.name for one in lab.lab.templates.of(lab.teacher)] == ["Starter"]


def test_applied_it_is_one_order_for_each_step(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    applied = lab.lab.templates.apply(lab.teacher, lab.lesson, [seat(1)], save(lab))
    assert (applied.name, len(applied.orders), applied.refused) == ("Starter", 4, ())
    assert {lease.kind for lease in pc.desired.leases} == {"mute", "sites"}
    asked = [order.kind.value for order in lab.lab.progress.recent(lab.lesson)]
    assert asked == ["send-link", "send-link", "mute", "sites"]


def test_a_link_that_cannot_be_sent_holds_up_no_other_step(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    bad = Steps(mute=True, links=("ftp://example.org", "https://www.bbc.co.uk"))
    applied = lab.lab.templates.apply(lab.teacher, lab.lesson, [seat(1)], save(lab, steps=bad))
    assert (len(applied.orders), len(applied.refused)) == (2, 1)
    assert [lease.kind for lease in pc.desired.leases] == ["mute"]


FULL = Steps(lock="Listen", mute=True, storage=True, links=("https://www.bbc.co.uk",))


def test_one_undo_takes_back_all_that_a_template_holds(lab: FakeLab) -> None:
    pc, other = lab.turn_on(1), lab.turn_on(2)
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1)], "Read page 12")
    lab.lab.templates.apply(lab.teacher, lab.lesson, [seat(1), seat(2)], save(lab, steps=FULL))
    lab.lab.orders.hold(lab.account("j.pritchard"), lab.lesson, [seat(2)], OrderKind.MUTE)
    link = lab.lab.progress.recent(lab.lesson)[1]
    assert (link.kind, link.template, link.stays) == (OrderKind.LINK, "Starter", "")
    undone = lab.lab.orders.undo(lab.teacher, lab.lesson)
    assert (undone.template, undone.left) == ("Starter", 1)
    assert [(lease.kind, lease.message) for lease in pc.desired.leases] == [("lock", "Read page 12")]
    assert [lease.kind for lease in other.desired.leases] == ["mute"]
    stays = {one.stays for one in lab.lab.progress.recent(lab.lesson, 20) if one.template}
    assert stays == {"It was undone."}
    lab.lab.orders.undo(lab.teacher, lab.lesson)  # goes on with what was before the template
    assert pc.desired.leases == ()


def test_a_template_that_only_sends_cannot_be_taken_back(lab: FakeLab) -> None:
    lab.turn_on(1)
    links = Steps(links=("https://www.bbc.co.uk",))
    lab.lab.templates.apply(lab.teacher, lab.lesson, [seat(1)], save(lab, steps=links))
    with pytest.raises(Refused, match="A link that was sent"):
        lab.lab.orders.undo(lab.teacher, lab.lesson)
