"""Something is killed in the middle of a release: no opening is lost, none is counted twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.reckoning import every_opening_is_counted_once, nothing_opened_outside, the_desk_counts
from tests.faults.world import World, school
from tests.servers import wait_for
from tests.staff_page import StaffPage

PUPILS = 60
TAPS_BEFORE = 3  # one at each station, which stay shut

Fault = Callable[[World], None]


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path) as made:
        made.open_gates()
        yield made


def controller_dies(world: World) -> None:
    world.server.kill()


def broker_dies(world: World) -> None:
    world.broker.stop()


def bridge_dies(world: World) -> None:
    world.bridge.kill()


def all_three_die(world: World) -> None:
    for die in (controller_dies, broker_dies, bridge_dies):
        die(world)


def mended(world: World) -> None:
    """Whatever of the three is dead is started again."""
    if not world.broker.running:
        world.broker.start()
    if not world.bridge.running:
        world.bridge.start()
    if not world.server.running:
        world.server.run()


def refused_before_the_release(world: World) -> None:
    world.queue_up(world.tags[:TAPS_BEFORE])
    world.decided(TAPS_BEFORE)
    assert world.opened() == 0


def the_desk_shows(page: StaffPage, pupils: int) -> None:
    """On the page, as reception sees it."""
    wait_for(lambda: the_desk_counts(page.newest["release"]["release"], pupils), 15, lambda: page.newest)


def closed_by_reception(world: World, pupils: list[str]) -> None:
    """The desk counts right; then reception ends the release, and who comes now is too late."""
    with world.page("reception") as page:
        page.follow("reception")
        the_desk_shows(page, len(pupils))
        world.end_release(page, 1)
    late = world.tags[PUPILS : PUPILS + 3]
    before = world.opened()
    done = len(world.decisions())
    world.queue_up(late)
    world.decided(done + len(late))
    assert world.opened() == before
    world.all_told()


@pytest.mark.parametrize("dies", [controller_dies, broker_dies, bridge_dies, all_three_die])
def test_killed_and_started_again_it_loses_no_event_and_doubles_none(world: World, dies: Fault) -> None:
    pupils = list(world.pupils)[:PUPILS]
    refused_before_the_release(world)
    with world.page("reception") as page:
        world.start_release(page)
    world.queue_up(world.tags[:PUPILS])
    world.decided(TAPS_BEFORE + PUPILS // 4)
    dies(world)
    world.decided(TAPS_BEFORE + PUPILS)
    assert world.opened() == PUPILS
    mended(world)
    world.gates_ready()
    world.all_told()
    closed_by_reception(world, pupils)
    every_opening_is_counted_once(world, pupils)
    nothing_opened_outside(world)
    assert not world.books.dead_letters()
