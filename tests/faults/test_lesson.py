"""Something is killed in the middle of a lesson with a locked room."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.staff_page import StaffPage
from tests.faults.world import World, school
from tests.labs import seat
from tests.servers import PATIENCE_S, wait_for

SEATS = [seat(number) for number in range(1, 7)]
OFF = SEATS[2]
ON = [one for one in SEATS if one != OFF]
SILENT_S = PATIENCE_S
LOCK_FACTS = {"lock.asked": 1, "lock.delivered": 6, "lock.in-force": 6}


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path, pcs=len(SEATS)) as made:
        made.server.run()
        made.open_lab()
        yield made


def lock(world: World, page: StaffPage, seats: list[str]) -> None:
    page.command("lesson.lock", lesson=page.lesson(), seats=seats, message="Eyes on me")


def lock_with_one_off(world: World) -> None:
    """Five are locked, and the sixth will be when it returns."""
    world.pcs.tell(f"power_off {OFF}")
    wait_for(lambda: OFF not in world.pcs.connected(), PATIENCE_S, f"{OFF} did not go off")
    with world.page("m.okafor") as page:
        lock(world, page, SEATS)
    world.locked_are(ON)
    wait_for(lambda: in_force(world) == set(ON), PATIENCE_S, "not all have said so")


def in_force(world: World) -> set[str]:
    return {pc for pc, step in world.books.steps().items() if step == "in-force"}


def nothing_is_doubled(world: World) -> None:
    """One order, one lease for each seat, and one row of the journal for each step."""
    books = world.books
    assert len(books.orders()) == 1
    assert Counter(one.workstation_id for one in books.leases()) == Counter(SEATS)
    assert all(one.ended_at is None for one in books.leases())
    for seat_id in SEATS:
        told = Counter(
            one.kind for one in books.facts("lock.in-force") if one.subject == f"workstation:{seat_id}"
        )
        assert told == {"lock.in-force": 1}
    assert len(books.facts("lock.asked")) == 1
    assert not books.facts("lock.ended")
    books.verify()


def test_a_controller_killed_and_started_again_finds_its_room_locked(world: World) -> None:
    lock_with_one_off(world)
    world.server.kill()
    wait_for(lambda: not world.pcs.connected(), SILENT_S, "the PCs noticed nothing")
    world.locked_are(ON)
    world.server.run()
    wait_for(lambda: world.pcs.connected() == set(ON), SILENT_S, "they did not come back")
    world.pcs.tell(f"power_on {OFF}")
    world.locked_are(SEATS)
    wait_for(lambda: in_force(world) == set(SEATS), 10, "not all have said so")
    nothing_is_doubled(world)


def test_pcs_killed_in_a_lock_come_back_locked_with_nobody_to_ask(world: World) -> None:
    lock_with_one_off(world)
    world.server.kill()
    world.pcs.kill()
    world.pcs.start()
    world.locked_are(ON)
    assert not world.pcs.connected()
    world.server.run()
    world.locked_are(SEATS)
    wait_for(lambda: in_force(world) == set(SEATS), SILENT_S, "not all have said so")
    nothing_is_doubled(world)
