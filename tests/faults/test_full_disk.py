"""The disk fills up in the middle of a release, and somebody makes room again."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.reckoning import every_opening_is_counted_once
from tests.faults.world import World, school
from tests.servers import wait_for

PUPILS = 24


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path) as made:
        made.open_gates()
        yield made


def room_for(world: World, size: int) -> None:
    """No file of the controller may grow beyond that; a write that would is refused by the system."""
    for process in world.server.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_pupils_go_home_the_desk_is_told_and_nothing_is_lost(world: World) -> None:
    pupils = list(world.pupils)[:PUPILS]
    with world.page("reception") as page:
        world.start_release(page)
        room_for(world, 1)
        world.queue_up(world.tags[:PUPILS])
        world.decided(PUPILS)
        assert world.opened() == PUPILS
        wait_for(lambda: page.newest["troubles"]["sentences"], 20, "the desk is not told")
        assert any("free some space" in one for one in page.newest["troubles"]["sentences"])
        assert not world.books.releases()
        room_for(world, resource.RLIM_INFINITY)
        world.all_told()
        wait_for(lambda: not page.newest["troubles"]["sentences"], 20, "the desk is not told that it is over")
    every_opening_is_counted_once(world, pupils)
