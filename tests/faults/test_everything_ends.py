"""The server dies for good, in a locked lesson and an open release: both end by themselves, not before."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from controller.domain.timetable import LONDON
from tests.faults.reckoning import every_opening_is_counted_once, nothing_opened_outside
from tests.faults.world import World, school
from tests.labs import seat
from tests.servers import PATIENCE_S, wait_for

SEATS = [seat(number) for number in range(1, 7)]
SPEED = 60.0
START = datetime(2025, 10, 6, 10, 1, tzinfo=LONDON)  # time enough, at that speed, for all to come up
LESSON_ENDS = datetime(2025, 10, 6, 11, 0, tzinfo=LONDON)
EARLY, LATE = timedelta(seconds=10), timedelta(minutes=10)  # by the school's clock; here 0.2 s and 10 s
REAL_S = 90.0


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path, start=START, speed=SPEED, pcs=len(SEATS)) as made:
        made.open_gates()
        made.open_lab()
        yield made


def test_locks_and_release_end_by_themselves_while_everything_is_down(world: World) -> None:
    with world.page("m.okafor") as page:
        page.command("lesson.lock", lesson=page.lesson(), seats=SEATS, message="Eyes on me")
    world.locked_are(SEATS)
    with world.page("reception") as page:
        world.start_release(page)
    assert world.clock.now() < LESSON_ENDS, "this machine was too slow for the test"
    world.server.kill()
    world.broker.stop()
    with world.deciding(9):
        world.queue_up(world.next_pupils(9))
    world.have_opened(9)
    free_at_the_bell(world)
    world.gates_in("normal", REAL_S)
    with world.deciding(3):
        world.queue_up(world.too_late(3))
    world.have_opened(9)
    world.broker.start()
    world.server.run()
    world.gates_ready()
    world.all_told()
    every_opening_is_counted_once(world)
    nothing_opened_outside(world)
    wait_for(lambda: set(world.books.steps().values()) == {"ended"}, PATIENCE_S, world.books.steps)


def free_at_the_bell(world: World) -> None:
    """No PC before the lesson is over, by the school's clock, and every PC then."""
    wait_for(lambda: len(world.pcs.locked()) < len(SEATS), REAL_S, "they stay locked for ever")
    assert world.clock.now() > LESSON_ENDS - EARLY
    world.locked_are([])
    assert world.clock.now() < LESSON_ENDS + LATE
