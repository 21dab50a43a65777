from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.stations import Presence, Station
from controller.errors import Refused
from controller.services.stations.adoption import MAX_STRANGERS
from controller.services.stations.calls import KEPT
from controller.services.stations.placement import Place
from tests.desks import FrontDesk, TalkingStation


def waiting(desk: FrontDesk) -> dict[str, Station]:
    return {one.id: one for one in desk.reception.stations.all() if one.presence is Presence.PENDING}


def adopt(desk: FrontDesk, station: TalkingStation, **place: str) -> None:
    desk.reception.adopting.adopt(desk.account(Role.ADMIN), station.id, station.code, Place(**place))


def forge(desk: FrontDesk, times: int) -> None:
    """Somebody calls by the name of the north gate's station, each time as if power had just come on."""
    for _ in range(times):
        desk.station("north-1").boot()


def test_a_stranger_is_given_a_name_and_a_gate(desk: FrontDesk) -> None:
    gym = desk.station("gym-2")
    gym.boot()
    assert not waiting(desk)["gym-2"].listed
    adopt(desk, gym, name="Sports hall 2", gate="Sports hall")
    station = next(one for one in desk.reception.stations.all() if one.id == "gym-2")
    assert (station.name, station.gate) == ("Sports hall 2", "Sports hall")


@pytest.mark.parametrize(
    ("place", "code"),
    [({"name": "Gym 2"}, "station.no-gate"), ({"name": "North gate 1", "gate": "Gym"}, "station.name-used")],
)
def test_a_stranger_without_a_place_of_its_own_is_refused(
    desk: FrontDesk, place: dict[str, str], code: str
) -> None:
    desk.adopt(desk.north)
    gym = desk.station("gym-2")
    gym.boot()
    with pytest.raises(Refused) as refused:
        adopt(desk, gym, **place)
    assert refused.value.code == code
    assert "gym-2" in waiting(desk)


def test_forged_calls_do_not_make_the_right_code_wrong(desk: FrontDesk) -> None:
    desk.north.boot()
    forge(desk, KEPT - 1)
    adopt(desk, desk.north)
    assert not waiting(desk)


def test_a_station_that_calls_often_keeps_one_place_among_its_calls(desk: FrontDesk) -> None:
    forge(desk, 1)
    for _ in range(2 * KEPT):
        desk.north.boot()
    forged = desk.station("north-1")
    forged.boot()
    adopt(desk, desk.north)
    assert not waiting(desk)


def test_after_a_flood_the_right_code_is_taken_at_the_next_call(desk: FrontDesk) -> None:
    desk.north.boot()
    forge(desk, KEPT)
    with pytest.raises(Refused, match="wait a minute"):
        adopt(desk, desk.north)
    desk.clock.advance(timedelta(seconds=3))
    desk.north.boot()
    assert not waiting(desk)


def test_a_typed_code_does_not_wait_for_ever(desk: FrontDesk) -> None:
    desk.north.boot()
    forge(desk, KEPT)
    with pytest.raises(Refused):
        adopt(desk, desk.north)
    desk.clock.advance(timedelta(seconds=61))
    desk.north.boot()
    assert "north-1" in waiting(desk)


def test_a_stranger_is_dismissed_and_waits_again_when_it_calls_again(desk: FrontDesk) -> None:
    gym = desk.station("gym-2")
    gym.boot()
    desk.reception.strangers.dismiss(desk.account(Role.ADMIN), "gym-2")
    assert not waiting(desk)
    assert desk.journal("station:gym-2") == ["station.called", "station.dismissed"]
    gym.boot()
    assert "gym-2" in waiting(desk)


def test_a_station_of_the_schools_list_is_expected_again(desk: FrontDesk) -> None:
    desk.north.boot()
    desk.reception.strangers.dismiss(desk.account(Role.ADMIN), "north-1")
    station = next(one for one in desk.reception.stations.all() if one.id == "north-1")
    assert (station.presence, station.name) == (Presence.EXPECTED, "North gate 1")


def test_all_strangers_are_dismissed_and_expected_ones_stay(desk: FrontDesk) -> None:
    desk.north.boot()
    for number in range(MAX_STRANGERS):
        desk.station(f"stranger-{number}").boot()
    assert desk.reception.strangers.dismiss_all(desk.account(Role.ADMIN)) == MAX_STRANGERS
    assert set(waiting(desk)) == {"north-1"}
    desk.station("gym-2").boot()
    assert "gym-2" in waiting(desk), "there is room again for who comes next"


@pytest.mark.parametrize("station", ["north-1", "south-1", "nowhere"])
def test_only_who_waits_is_dismissed(desk: FrontDesk, station: str) -> None:
    desk.adopt(desk.north)
    with pytest.raises(Refused, match="does not wait any more"):
        desk.reception.strangers.dismiss(desk.account(Role.ADMIN), station)


def test_adopted_strangers_leave_room_for_others(desk: FrontDesk) -> None:
    gym = desk.station("gym-2")
    gym.boot()
    adopt(desk, gym, name="Gym", gate="Gym")
    for number in range(MAX_STRANGERS):
        desk.station(f"stranger-{number}").boot()
    assert len(waiting(desk)) == MAX_STRANGERS
