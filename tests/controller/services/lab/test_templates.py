import pytest

from controller.domain.lesson_templates import Steps
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
