import pytest

from controller.domain.accounts import Role
from controller.domain.stations import Adoption, Presence
from controller.errors import Refused
from controller.services.stations.adoption import MAX_STRANGERS
from firmware_bridge.protocol.v1.envelope import OPEN_KEY, open_sealed
from firmware_bridge.protocol.v1.messages import AuthorityPage, BootReply, SetMode
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Mode, Reason
from tests.desks import FrontDesk


def standing(desk: FrontDesk, station: str) -> Presence:
    return next(one.presence for one in desk.reception.stations.all() if one.id == station)


def test_a_station_that_calls_waits_and_is_given_nothing(desk: FrontDesk) -> None:
    boot = desk.north.boot()
    assert standing(desk, "north-1") is Presence.PENDING
    assert desk.north.told(BootReply) == []
    reply = open_sealed(desk.wire.published[-1][1], OPEN_KEY).message
    assert isinstance(reply, BootReply)
    assert (reply.status, reply.nonce, reply.tag_key) == (BootStatus.PENDING, boot.nonce, None)


def test_a_stranger_waits_under_the_name_that_it_gives_itself(desk: FrontDesk) -> None:
    desk.station("gym-2").boot()
    assert standing(desk, "gym-2") is Presence.PENDING


def test_the_code_on_its_label_adopts_it_at_its_next_call(desk: FrontDesk) -> None:
    desk.north.boot()
    desk.reception.adopting.adopt(desk.account(Role.ADMIN), "north-1", desk.north.code)
    assert desk.north.told(BootReply) == []
    assert standing(desk, "north-1") is Presence.LATE
    boot = desk.north.boot()
    reply = desk.north.told(BootReply)[-1]
    assert (reply.status, reply.nonce) == (BootStatus.ACCEPTED, boot.nonce)
    assert reply.tag_key is not None
    assert seal_tag_key(desk.north.key, reply.tag_key, boot) != reply.tag_key
    assert seal_tag_key(desk.north.key, desk.school.tag_key, boot) == reply.tag_key
    assert standing(desk, "north-1") is Presence.READY


def test_after_its_next_boot_it_is_told_its_authority(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    assert desk.north.told(AuthorityPage)[-1].tags == ()
    assert next(one for one in desk.reception.stations.all() if one.id == "north-1").level


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        ("another", "station.wrong-code", "pairing code of another station"),
        ("ABC", "station.bad-code", "55 letters and digits"),
        ("mistyped", "station.bad-code", "mistake"),
    ],
)
def test_a_wrong_code_says_what_is_wrong_with_it(
    desk: FrontDesk, code: str, expected: str, words: str
) -> None:
    desk.north.boot()
    mistyped = desk.north.code[:-1] + ("A" if desk.north.code[-1] != "A" else "B")
    typed = {"another": desk.south.code, "mistyped": mistyped}.get(code, code)
    with pytest.raises(Refused, match=words) as refused:
        desk.reception.adopting.adopt(desk.account(Role.ADMIN), "north-1", typed)
    assert refused.value.code == expected
    assert standing(desk, "north-1") is Presence.PENDING


def test_a_station_that_has_not_called_cannot_be_adopted_yet(desk: FrontDesk) -> None:
    with pytest.raises(Refused, match="has not called yet"):
        desk.reception.adopting.adopt(desk.account(Role.ADMIN), "north-1", desk.north.code)


@pytest.mark.parametrize("station", ["north-1", "nowhere"])
def test_only_a_waiting_station_can_be_adopted(desk: FrontDesk, station: str) -> None:
    desk.adopt(desk.north)
    with pytest.raises(Refused) as refused:
        desk.reception.adopting.adopt(desk.account(Role.ADMIN), station, desk.north.code)
    assert refused.value.code == "station.not-pending"


def test_a_revoked_station_is_told_to_open_nothing_and_is_heard_no_more(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    desk.reception.adopting.revoke(desk.account(Role.ADMIN), "north-1")
    assert desk.north.told(SetMode)[-1].mode is Mode.MAINTENANCE
    event = desk.north.release(desk.pupils["p0400"], Reason.WINDOW)
    assert desk.north.acknowledged(event) == 0
    assert desk.reception.dead_letters.newest()[0].code == "station.revoked"
    desk.north.boot()
    assert desk.north.told(BootReply)[-1].status is BootStatus.REJECTED
    assert standing(desk, "north-1") is Presence.REVOKED


def test_a_station_that_was_away_when_it_was_revoked_is_told_when_it_is_back(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    desk.wire.up = False
    desk.reception.adopting.revoke(desk.account(Role.ADMIN), "north-1")
    desk.wire.up = True
    assert desk.north.told(SetMode) == []
    desk.north.beat()
    assert [one.mode for one in desk.north.told(SetMode)] == [Mode.MAINTENANCE]
    desk.north.obey()
    desk.north.beat()
    assert len(desk.north.told(SetMode)) == 1
    codes = [letter.code for letter in desk.reception.dead_letters.newest()]
    assert codes == ["station.revoked"], "its event is kept; the state that it is in is no dead letter"


def test_a_revoked_station_comes_back_by_its_code(desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    desk.reception.adopting.revoke(desk.account(Role.ADMIN), "north-1")
    desk.adopt(desk.north)
    assert desk.north.told(SetMode)[-1].mode is Mode.NORMAL
    assert desk.reception.adopting.standing("north-1")[0] is Adoption.ADOPTED


@pytest.mark.parametrize("station", ["north-1", "nowhere"])
def test_only_an_adopted_station_can_be_revoked(desk: FrontDesk, station: str) -> None:
    with pytest.raises(Refused, match="nothing to revoke"):
        desk.reception.adopting.revoke(desk.account(Role.ADMIN), station)


def test_strangers_cannot_fill_the_database(desk: FrontDesk) -> None:
    for number in range(MAX_STRANGERS + 3):
        desk.station(f"stranger-{number}").boot()
    waiting = [one for one in desk.reception.stations.all() if one.id.startswith("stranger")]
    assert len(waiting) == MAX_STRANGERS
    assert {letter.code for letter in desk.reception.dead_letters.newest()} == {"station.too-many-strangers"}


def test_a_station_can_be_adopted_before_it_calls(desk: FrontDesk) -> None:
    desk.reception.adopting.adopt_ahead(desk.account(Role.ADMIN), "north-1", desk.north.code)
    assert standing(desk, "north-1") is Presence.LOST
    boot = desk.north.boot()
    assert [(one.status, one.nonce) for one in desk.north.told(BootReply)] == [
        (BootStatus.ACCEPTED, boot.nonce)
    ]
    assert standing(desk, "north-1") is Presence.READY


def test_whoever_calls_by_the_name_of_an_adopted_station_must_hold_its_key(desk: FrontDesk) -> None:
    desk.reception.adopting.adopt_ahead(desk.account(Role.ADMIN), "north-1", desk.south.code)
    desk.north.boot()
    assert desk.north.told(BootReply) == []
    assert desk.reception.dead_letters.newest()[0].code == "unsigned"


@pytest.mark.parametrize(("station", "code"), [("nowhere", ""), ("north-1", "ABC")])
def test_adopting_ahead_needs_an_expected_station_and_a_code(
    desk: FrontDesk, station: str, code: str
) -> None:
    with pytest.raises(Refused):
        desk.reception.adopting.adopt_ahead(desk.account(Role.ADMIN), station, code)
    assert standing(desk, "north-1") is Presence.EXPECTED
