"""Stations are brought level by the difference where that is less, and by the whole where it is of no use."""

from datetime import timedelta

import pytest

from controller.domain.releases import When
from controller.services.stations.authorities import content, current
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.messages import AuthorityPage, OrderAck
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult
from tests.desks import FrontDesk


@pytest.fixture
def releasing(desk: FrontDesk) -> FrontDesk:
    """Both gates hold the authority of a release, in nine pages."""
    desk.adopt(desk.north, desk.south)
    desk.reception.releases.order(desk.account(), When.NOW, "Snow")
    desk.north.take_authority()
    desk.south.take_authority()
    return desk


def newest(desk: FrontDesk) -> Authority:
    with desk.school.database.read() as session:
        row = current(session, "North gate")
        assert row is not None
        return content(row)


def renew(desk: FrontDesk) -> None:
    """The same tags for longer: nothing but the head of the authority changes."""
    with desk.school.database.write() as session:
        desk.reception.authorities.renew(session, current(session, "North gate"))
    desk.reception.levelling.level_all()


def since(desk: FrontDesk, before: int) -> list[AuthorityPage]:
    return desk.north.told(AuthorityPage)[before:]


def refuse(desk: FrontDesk, result: OrderResult) -> None:
    version, digest = desk.north.held
    desk.north.say(OrderAck(bytes(8), result, Mode.RELEASE, version, digest))


def test_a_small_change_goes_as_a_difference_to_what_the_station_says_it_holds(releasing: FrontDesk) -> None:
    before, held = len(releasing.north.told(AuthorityPage)), releasing.north.held[0]
    renew(releasing)
    (page,) = since(releasing, before)
    assert (page.base, page.version, page.tags, page.removed) == (held, newest(releasing).version, (), ())
    assert page.digest == newest(releasing).digest


def test_a_station_that_missed_an_update_is_brought_level_from_what_it_holds(releasing: FrontDesk) -> None:
    before, held = len(releasing.north.told(AuthorityPage)), releasing.north.held[0]
    releasing.wire.up = False
    renew(releasing)
    renew(releasing)
    releasing.wire.up = True
    releasing.north.beat()
    (page,) = since(releasing, before)
    assert (page.base, page.version) == (held, newest(releasing).version)


@pytest.mark.parametrize("result", [OrderResult.WRONG_BASE, OrderResult.WRONG_DIGEST])
def test_a_station_that_cannot_use_a_difference_is_sent_the_whole_at_once(
    releasing: FrontDesk, result: OrderResult
) -> None:
    renew(releasing)
    before = len(releasing.north.told(AuthorityPage))
    refuse(releasing, result)
    assert [page.base for page in since(releasing, before)] == [None] * 9


def test_and_is_not_sent_it_without_end_if_it_cannot_use_that_either(releasing: FrontDesk) -> None:
    renew(releasing)
    before = len(releasing.north.told(AuthorityPage))
    for _ in range(5):
        refuse(releasing, OrderResult.WRONG_DIGEST)
    assert len(since(releasing, before)) == 9
    releasing.later(6)
    assert [page.base for page in since(releasing, before)] == [None] * 18


def test_once_level_it_is_sent_differences_again(releasing: FrontDesk) -> None:
    renew(releasing)
    refuse(releasing, OrderResult.WRONG_BASE)
    releasing.north.take_authority()
    before = len(releasing.north.told(AuthorityPage))
    renew(releasing)
    assert [page.base for page in since(releasing, before)] == [releasing.north.held[0]]


@pytest.mark.parametrize("held", [(3, b"another!"), (0, bytes(8)), (500, b"restored")])
def test_a_station_that_holds_what_we_do_not_know_is_sent_the_whole(
    releasing: FrontDesk, held: tuple[int, bytes]
) -> None:
    before = len(releasing.north.told(AuthorityPage))
    releasing.north.held = held
    releasing.north.beat()
    releasing.later(timedelta(seconds=6))
    assert {page.base for page in since(releasing, before)} == {None}


def test_the_end_of_a_release_goes_whole_since_that_is_less(releasing: FrontDesk) -> None:
    before = len(releasing.north.told(AuthorityPage))
    release = releasing.reception.releases.latest()
    assert release
    releasing.reception.releases.end(releasing.account(), release.id)
    (page,) = since(releasing, before)
    assert (page.base, page.tags) == (None, ())
