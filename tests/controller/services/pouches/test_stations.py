"""What stations are told of pouches that are out of use, and what they say when one is tapped."""

import pytest

from controller.domain.pouch_register import Owner, PouchStatus
from controller.domain.releases import When
from controller.services.pouches.desk import Becoming, PouchDesk
from controller.services.stations.authorities import current, split_tags
from firmware_bridge.protocol.v1.messages import AuthorityPage
from firmware_bridge.protocol.v1.vocabulary import Effect
from tests.desks import FrontDesk

NEW = bytes.fromhex("04cafe00000001")


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def register(gate: FrontDesk) -> PouchDesk:
    return gate.school.pouches.desk


def lose(gate: FrontDesk, number: str) -> None:
    register(gate).become(gate.account(), number, 0, Becoming(PouchStatus.LOST))


def listed(gate: FrontDesk) -> set[bytes]:
    """In the whole of the newest authority: a page may say only what differs."""
    with gate.school.database.read() as session:
        row = current(session, "North gate")
        return set(split_tags(row.tags)) if row else set()


def test_a_lost_pouch_is_refused_with_its_reason_at_the_desk(gate: FrontDesk) -> None:
    lose(gate, "NG-0400")
    answer = gate.north.ask(gate.uids["NG-0400"])
    assert answer is not None
    assert (answer.allow, answer.reason) == (False, "out-of-use")
    (item,) = gate.reception.feed.newest()
    assert item.sentence == (
        "Pouch NG-0400 of Thomas Kowalski, 9D, is lost since 6 Oct. "
        "It was tapped at North gate 1: keep it at the desk."
    )


def test_only_pouches_in_use_are_released_and_an_order_follows_the_register(gate: FrontDesk) -> None:
    tags = {number: gate.north.tag(uid) for number, uid in gate.uids.items()}
    lose(gate, "NG-0001")
    release = gate.reception.releases.order(gate.account(), When.BELL)
    assert release.listed == 824
    assert tags["NG-0001"] not in listed(gate)
    gone = Becoming(PouchStatus.RETIRED)
    new = register(gate).replace(gate.account(), "NG-0002", 0, NEW.hex(), gone, Owner.SCHOOL)
    assert new == "NG-0826"
    assert (tags["NG-0002"] in listed(gate), gate.north.tag(NEW) in listed(gate)) == (False, True)
    before = len(gate.north.told(AuthorityPage))
    register(gate).set_owner(gate.account(), "NG-0003", 0, Owner.FAMILY)
    assert len(gate.north.told(AuthorityPage)) == before  # nothing for stations to know


def test_a_hold_is_on_each_pouch_of_the_pupil_and_on_the_new_one(gate: FrontDesk) -> None:
    gate.reception.holds.place(gate.account(), "p0400")
    register(gate).replace(
        gate.account(), "NG-0400", 0, NEW.hex(), Becoming(PouchStatus.DAMAGED), Owner.SCHOOL
    )
    (page,) = gate.north.told(AuthorityPage)[-1:]
    assert [(one.tag, one.effect) for one in page.exceptions] == [(gate.north.tag(NEW), Effect.HOLD)]
