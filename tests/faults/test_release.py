"""One thing after another dies in the middle of a release: no opening is lost, none is counted twice."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.reckoning import (
    every_opening_is_counted_once,
    nothing_opened_outside,
    the_desk_counts_right,
)
from tests.faults.world import World, school
from tests.servers import PATIENCE_S, wait_for

PUPILS = 60  # at each fault
UNLIMITED = resource.RLIM_INFINITY
Fault = Callable[[World], None]


@pytest.fixture(scope="module")
def world(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The release is on; somebody tried before it, and was refused at each station."""
    with school(northgate_data, tmp_path_factory.mktemp("release")) as made:
        made.open_gates()
        with made.deciding(3):
            made.queue_up(made.too_late(3))
        assert made.opened() == 0
        with made.page("reception") as page:
            made.start_release(page)
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


def disk_is_full(world: World) -> None:
    """No file of the controller may grow; the system refuses a write that would make it."""
    limit_files(world, 1)


def limit_files(world: World, size: int) -> None:
    for process in world.server.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, UNLIMITED))


def mend(world: World) -> None:
    """Whatever is dead is started again, and there is room on the disk."""
    if not world.broker.running:
        world.broker.start()
    world.bridge.start()
    if not world.server.running:
        world.server.run()
    limit_files(world, UNLIMITED)


@contextmanager
def during(fault: Fault, world: World) -> Iterator[None]:
    """What fails in it leaves nothing dead for the next test."""
    fault(world)
    try:
        yield
    finally:
        mend(world)


@pytest.mark.parametrize("fault", [controller_dies, broker_dies, bridge_dies, all_three_die, disk_is_full])
def test_in_a_fault_everybody_goes_home_and_is_counted_once(world: World, fault: Fault) -> None:
    tags, opened = world.next_pupils(PUPILS), world.opened()
    with world.deciding(PUPILS // 4):
        world.queue_up(tags)
    with during(fault, world):
        world.have_opened(opened + PUPILS)
    world.gates_ready()
    world.all_told()
    with world.page("reception") as page:
        page.follow("reception")
        the_desk_counts_right(world, page)
    every_opening_is_counted_once(world)


def test_the_desk_is_told_that_the_disk_is_full_and_that_it_no_longer_is(world: World) -> None:
    with world.page("reception") as page:
        page.follow("reception")
        with during(disk_is_full, world):
            world.queue_up(world.next_pupils(3))
            wait_for(lambda: page.newest["troubles"]["sentences"], PATIENCE_S, "nothing is said")
            assert any("free some space" in one for one in page.newest["troubles"]["sentences"])
        wait_for(
            lambda: not page.newest["troubles"]["sentences"], PATIENCE_S, lambda: page.newest["troubles"]
        )
    world.all_told()
    every_opening_is_counted_once(world)


def test_who_comes_after_its_end_is_too_late_and_nothing_opened_outside_it(world: World) -> None:
    with world.page("reception") as page:
        page.follow("reception")
        world.end_release(page, 1)
    with world.deciding(3):
        world.queue_up(world.too_late(3))
    world.all_told()
    every_opening_is_counted_once(world)
    nothing_opened_outside(world)
    assert not world.books.dead_letters()
