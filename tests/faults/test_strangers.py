"""A stranger at the broker opens nothing, changes nothing, and is noticed."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, open_sealed, seal
from firmware_bridge.protocol.v1.messages import Message, SetMode, StationEvent, Status, Unlock
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, OrderResult, Reason, What
from tests.faults.eavesdropper import Eavesdropper
from tests.faults.reckoning import every_opening_is_counted_once
from tests.faults.world import World, school
from tests.servers import wait_for

NORTH, SOUTH, OFFICE, UNKNOWN = (
    Address("northgate", name) for name in ("north-1", "south-1", "office-1", "west-9")
)
FOR_EVER_MS = 2**45
PATIENCE_S = 60


@pytest.fixture(scope="module")
def world(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with school(northgate_data, tmp_path_factory.mktemp("strangers")) as made:
        made.open_gates()
        yield made


@pytest.fixture(scope="module")
def stranger(world: World) -> Iterator[Eavesdropper]:
    with Eavesdropper(world.broker.url) as made:
        yield made


def forged(message: Message, address: Address, world: World) -> bytes:
    """Right in all but its key."""
    ttl = timedelta(seconds=10)
    return seal(
        message, address, secrets.token_bytes(32), now=world.clock.now(), msg_id=new_msg_id(), ttl=ttl
    )


def an_opening() -> StationEvent:
    return StationEvent(
        boot_id=secrets.token_bytes(8),
        seq=1,
        event_id=secrets.token_bytes(16),
        what=What.RELEASED,
        reason=Reason.WINDOW,
        mode=Mode.RELEASE,
        offline=False,
        station_clock_ms=0,
        clock_quality=ClockQuality.NONE,
        uptime_ms=0,
        authority_version=1,
        tag=secrets.token_bytes(8),
    )


def refused(world: World, stranger: Eavesdropper, address: Address) -> Counter[OrderResult]:
    """Which orders that station last said it had refused since it was switched on, by why."""
    said = stranger.heard(f"{address.station}/status")
    if not said:
        return Counter()
    status = open_sealed(said[-1][1], world.stations[address.station].key).message
    assert isinstance(status, Status)
    return Counter({one.result: one.count for one in status.refused})


def refusals(world: World, stranger: Eavesdropper, address: Address) -> int:
    return refused(world, stranger, address).total()


def standing(world: World) -> object:
    """All that a stranger might want to change."""
    books = world.books
    modes = {name: one.mode for name, one in world.stations.items()}
    return modes, world.opened(), len(books.events()), books.pouches_released(), len(books.decisions())


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    world.all_told()
    before = standing(world)
    yield
    world.all_told()
    assert standing(world) == before
    world.books.verify()


def parked_since(world: World, before: Counter[str]) -> Counter[str]:
    return world.books.dead_letters() - before


@pytest.mark.parametrize("address", [SOUTH, OFFICE])
def test_made_up_orders_are_refused_and_counted(
    world: World, stranger: Eavesdropper, address: Address
) -> None:
    topic, before = topics.orders(address), refusals(world, stranger, address)
    with nothing_changes(world):
        stranger.say(topic, b"not an envelope")
        stranger.say(topic, forged(Unlock("open up"), address, world))
        stranger.say(topic, forged(SetMode(Mode.EVACUATE, FOR_EVER_MS, "drill"), address, world))
        wait_for(
            lambda: refusals(world, stranger, address) >= before + 3, PATIENCE_S, "not all three were noticed"
        )


def test_an_order_left_lying_at_the_broker_is_refused_and_counted(
    world: World, stranger: Eavesdropper
) -> None:
    """At the bridge it is refused too; tests/simulators has that."""
    stranger.say(topics.orders(NORTH), forged(Unlock("later"), NORTH, world), retained=True)
    wait_for(lambda: refused(world, stranger, NORTH)[OrderResult.UNSIGNED] == 1, PATIENCE_S, "not noticed")
    reports = len(stranger.heard("north-1/status"))
    world.stations["north-1"].kill()
    world.stations["north-1"].start()
    world.gates_ready()
    wait_for(
        lambda: len(stranger.heard("north-1/status")) > reports, PATIENCE_S, "north-1 did not report again"
    )
    wait_for(
        lambda: refusals(world, stranger, NORTH) == 1, PATIENCE_S, "it was not noticed when it lay there"
    )
    assert world.opened() == 0
    stranger.say(topics.orders(NORTH), b"", retained=True)


def test_made_up_reports_are_parked_each_with_its_reason(world: World, stranger: Eavesdropper) -> None:
    before = world.books.dead_letters()
    with nothing_changes(world):
        for address in (NORTH, UNKNOWN):
            stranger.say(topics.topic_for(address, StationEvent.kind), forged(an_opening(), address, world))
        stranger.say(topics.topic_for(NORTH, StationEvent.kind), b"\xff" * 40)
        stranger.say(topics.topic_for(OFFICE, StationEvent.kind), forged(an_opening(), NORTH, world))
        wait_for(lambda: parked_since(world, before).total() == 4, PATIENCE_S, world.books.dead_letters)
    reasons = {"unsigned": 1, "station.expected": 1, "garbled": 1, "message.wrong-topic": 1}
    assert parked_since(world, before) == reasons


def test_a_report_left_lying_at_the_broker_is_parked_at_a_start(world: World, stranger: Eavesdropper) -> None:
    topic = topics.topic_for(NORTH, StationEvent.kind)
    with nothing_changes(world):
        world.server.kill()
        stranger.say(topic, forged(an_opening(), NORTH, world), retained=True)
        world.server.run()
        wait_for(lambda: world.books.dead_letters()["message.retained"], PATIENCE_S, world.books.dead_letters)
        stranger.say(topic, b"", retained=True)


def test_all_that_was_said_is_said_again_and_nothing_more_opens(world: World, stranger: Eavesdropper) -> None:
    """A recording of a whole early leave, orders and reports, played back."""
    (tag,) = world.next_pupils(1)
    began = len(stranger.heard())
    with world.page("reception") as page:
        page.command("reception.give-leave", pupil=world.gone[0], reason="illness", note="", minutes=20)
    world.stations["south-1"].tap(tag)
    wait_for(lambda: world.opened() == 1, 10, "the leave opened nothing")
    world.all_told()
    before, recording = refusals(world, stranger, SOUTH), stranger.heard()[began:]
    with nothing_changes(world):
        for topic, payload in recording:
            stranger.say(topic, payload)
        wait_for(lambda: refusals(world, stranger, SOUTH) > before, PATIENCE_S, "no order was refused")
    every_opening_is_counted_once(world)
