"""Stations lose their power, or all that they could ask, in the middle of a release."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.staff_page import StaffPage
from tests.faults.parts import Station
from tests.faults.reckoning import every_opening_is_counted_once, released_pupils
from tests.faults.world import World, school
from tests.servers import PATIENCE_S, wait_for

QUEUE, POWER_CUTS, LEAVERS = 12, 3, 6
STRANGER = b"\x04nobody"


@pytest.fixture(scope="module")
def gates(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with school(northgate_data, tmp_path_factory.mktemp("stations")) as made:
        made.open_gates()
        yield made


@pytest.fixture
def releasing(gates: World) -> Iterator[World]:
    with gates.page("reception") as page:
        number = gates.start_release(page)
    yield gates
    with gates.page("reception") as page:
        gates.end_release(page, number)


def cut_power_in_the_queue(world: World, station: Station, tags: list[bytes]) -> None:
    """Some of them have tapped when it goes dark, and the rest tap at nothing."""
    before = station.openings
    for tag in tags:
        station.tap(tag)
    wait_for(lambda: station.openings >= before + 3, PATIENCE_S, f"{station.name} opened nothing")
    station.kill()
    world.power_cuts += 1
    station.start()
    wait_for(lambda: station.ready and station.mode == "release", PATIENCE_S, f"{station.name} stayed away")


def all_go_home(world: World, station: Station) -> None:
    """Whose pouch is still shut taps again."""
    world.all_told()
    for pupil in set(world.gone) - released_pupils(world):
        station.tap(world.pupils[pupil])
    wait_for(lambda: released_pupils(world) == set(world.gone), PATIENCE_S, "somebody's pouch stays shut")
    world.all_told()


@pytest.mark.parametrize("name", ["north-1", "office-1"])
def test_power_cuts_between_taps_lose_no_event_and_double_none(releasing: World, name: str) -> None:
    station = releasing.stations[name]
    for _ in range(POWER_CUTS):
        cut_power_in_the_queue(releasing, station, releasing.next_pupils(QUEUE))
    all_go_home(releasing, station)
    every_opening_is_counted_once(releasing)
    assert len({one.boot_id for one in station.flash()}) == POWER_CUTS + 1


def refusals(station: Station) -> list[str]:
    """Why, each time."""
    return [one.reason.word for one in station.flash() if one.what.word == "refused"]


def test_with_nobody_to_ask_the_listed_go_home_and_nobody_else(releasing: World) -> None:
    """Controller and broker are down; one station even loses its power, and with it the time."""
    world, south = releasing, releasing.stations["south-1"]
    world.server.kill()
    world.broker.stop()
    opened = world.opened()
    with world.deciding(6):
        world.queue_up(world.next_pupils(6))
    with world.deciding(3):
        world.queue_up([STRANGER] * 3)
    world.have_opened(opened + 6)
    south.kill()
    south.start()
    (tag,) = world.next_pupils(1)
    with world.deciding(1):
        south.tap(tag)
    assert refusals(south) == ["no-link", "clock-unknown"]
    world.have_opened(opened + 6)
    world.broker.start()
    world.server.run()
    world.gates_in("release")
    with world.deciding(1):
        south.tap(tag)
    world.all_told()
    every_opening_is_counted_once(world)


def leave_states(page: StaffPage) -> list[str]:
    return [one["state"] for one in page.newest["leaves"]["leaves"]]


def test_a_leave_tapped_at_two_stations_at_once_opens_one(gates: World) -> None:
    opened, tags = gates.opened(), gates.next_pupils(LEAVERS)
    with gates.page("reception") as page:
        page.follow("reception")
        for pupil, tag in zip(gates.gone[-LEAVERS:], tags, strict=True):
            page.command("reception.give-leave", pupil=pupil, reason="appointment", note="", minutes=20)
            with gates.deciding(2):
                for name in ("north-1", "south-1"):
                    gates.stations[name].tap(tag)
        gates.all_told()
        wait_for(lambda: leave_states(page) == ["used"] * LEAVERS, PATIENCE_S, lambda: leave_states(page))
    gates.have_opened(opened + LEAVERS)
    allowed = [str(one.pupil_id) for one in gates.books.decisions() if one.allowed]
    assert allowed == gates.gone[-LEAVERS:]
    every_opening_is_counted_once(gates)
