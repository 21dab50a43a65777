"""Stations lose their power, or all that they could ask, in the middle of a release."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Station
from tests.faults.reckoning import every_opening_is_counted_once, released_pupils
from tests.faults.world import World, school
from tests.servers import wait_for
from tests.staff_page import StaffPage

QUEUE = 12
POWER_CUTS = 3
STRANGER = b"\x04nobody"


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path) as made:
        made.open_gates()
        yield made


def cut_power_in_the_queue(station: Station, tags: list[bytes]) -> None:
    """Some of them have tapped when it goes dark, and the rest tap at nothing."""
    before = station.openings
    for tag in tags:
        station.tap(tag)
    wait_for(lambda: station.openings >= before + 3, 10, f"{station.name} opened nothing")
    station.kill()
    station.start()
    wait_for(lambda: station.ready and station.mode == "release", 30, f"{station.name} stayed away")


@pytest.mark.parametrize("name", ["north-1", "office-1"])
def test_power_cuts_at_a_station_between_taps_lose_no_event_and_double_none(world: World, name: str) -> None:
    with world.page("reception") as page:
        world.start_release(page)
    station = world.stations[name]
    pupils = list(world.pupils)[: QUEUE * POWER_CUTS]
    for cut in range(POWER_CUTS):
        cut_power_in_the_queue(station, world.tags[cut * QUEUE : (cut + 1) * QUEUE])
    world.all_told()
    shut = [pupil for pupil in pupils if pupil not in released_pupils(world)]
    for pupil in shut:
        station.tap(world.pupils[pupil])
    wait_for(lambda: released_pupils(world) == set(pupils), 30, "somebody's pouch stays shut")
    world.all_told()
    every_opening_is_counted_once(world, pupils, power_cuts=POWER_CUTS)
    assert len({one.boot_id for one in station.flash()}) == POWER_CUTS + 1


def refusals(world: World, name: str) -> list[str]:
    """Why, each time."""
    return [one.reason.word for one in world.stations[name].flash() if one.what.word == "refused"]


def test_with_nobody_to_ask_the_listed_go_home_and_nobody_else(world: World) -> None:
    """Controller and broker are down; one station even loses its power, and with it the time."""
    with world.page("reception") as page:
        world.start_release(page)
    world.server.kill()
    world.broker.stop()
    world.queue_up(world.tags[:6])
    world.decided(6)
    assert world.opened() == 6
    world.queue_up([STRANGER] * 3)
    world.decided(9)
    assert world.opened() == 6
    north = world.stations["north-1"]
    north.kill()
    north.start()
    north.tap(world.tags[6])
    wait_for(lambda: refusals(world, "north-1")[1:], 10, "the dark station decided nothing")
    assert refusals(world, "north-1") == ["no-link", "clock-unknown"]
    assert world.opened() == 6
    world.broker.start()
    world.server.run()
    world.gates_ready()
    wait_for(lambda: north.mode == "release", 30, "north-1 does not release again")
    north.tap(world.tags[6])
    wait_for(lambda: world.opened() == 7, 10, "it stays shut though the controller is back")
    world.all_told()
    every_opening_is_counted_once(world, list(world.pupils)[:7])


def leave_states(page: StaffPage) -> set[str]:
    return {one["state"] for one in page.newest["leaves"]["leaves"]}


def test_a_leave_tapped_at_two_stations_at_once_opens_one(world: World) -> None:
    leavers = list(world.pupils)[100:106]
    with world.page("reception") as page:
        page.follow("reception")
        for pupil in leavers:
            page.command("reception.give-leave", pupil=pupil, reason="appointment", note="", minutes=20)
        for number, pupil in enumerate(leavers):
            for name in ("north-1", "south-1"):
                world.stations[name].tap(world.pupils[pupil])
            world.decided(2 * (number + 1))
        world.all_told()
        wait_for(lambda: leave_states(page) == {"used"}, 10, "the desk does not show all of it used")
    assert world.opened() == len(leavers)
    allowed = [one.pupil_id for one in world.books.decisions() if one.allowed]
    assert sorted(str(one) for one in allowed) == sorted(leavers)
    every_opening_is_counted_once(world, leavers)
