import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from workstation_agent.core.events import Enforced, Event
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import LOCK
from workstation_agent.protocol.troubles import INPUT_LOST, Trouble
from workstation_agent.service.lock import NESTED, NO_SCREEN_YET, WAYLAND, OnScreens

LEASE = Lease("lease-1", LOCK, "Eyes on me", datetime(2026, 11, 20, 11, 40, tzinfo=UTC), 90.0)


class FakeLink:
    def __init__(self, trouble: str = "", nested: bool = False) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.trouble, self.nested = trouble, nested

    async def call(self, name: str, args: dict[str, Any]) -> None:
        self.asked.append((name, args))
        if self.trouble:
            raise PlatformError("worker.hold", self.trouble)


class FakeWorkers:
    def __init__(self, *links: FakeLink) -> None:
        self.links = list(links)
        self.arrivals: list[Callable[[FakeLink], Awaitable[object]]] = []
        self.on_arrival = self.arrivals.append

    def is_nested(self, link: FakeLink) -> bool:
        return link.nested

    async def call_all(self, name: str, args: dict[str, Any]) -> None:
        for link in self.links:
            await link.call(name, args)

    def arrive(self, link: FakeLink) -> None:
        for arrive in self.arrivals:
            asyncio.run(arrive(link))


def mode(workers: FakeWorkers, heard: list[Event], wayland: bool = False) -> OnScreens:
    return OnScreens(LOCK, workers, heard.append, lambda: 1000.0, lambda: wayland)  # type: ignore[arg-type]


def test_every_display_is_told_what_to_show_and_until_when():
    workers = FakeWorkers(FakeLink(), FakeLink())
    asyncio.run(mode(workers, []).hold(LEASE))
    until = f"{LEASE.ends_at.astimezone():%H:%M}"
    order = {"kind": LOCK, "lease": "lease-1", "message": "Eyes on me", "until": until, "ends_boot_s": 1090.0}
    assert [link.asked for link in workers.links] == [[("hold", order)]] * 2


@pytest.mark.parametrize(("wayland", "sentence"), [(False, NO_SCREEN_YET), (True, WAYLAND)])
def test_without_a_display_it_is_not_in_force_and_the_first_one_is_told(wayland: bool, sentence: str):
    workers = FakeWorkers()
    lock = mode(workers, [], wayland)
    with pytest.raises(PlatformError) as refused:
        asyncio.run(lock.hold(LEASE))
    assert refused.value.sentence == sentence
    link = FakeLink()
    workers.arrive(link)
    assert [name for name, _ in link.asked] == ["hold"]


def test_a_worker_of_an_earlier_service_goes_on_until_the_core_has_spoken():
    workers, link = FakeWorkers(), FakeLink()
    lock = mode(workers, [])
    workers.arrive(link)
    assert link.asked == []
    asyncio.run(lock.lift())
    workers.arrive(link)
    assert link.asked == [("lift", {"kind": LOCK})]


def test_a_new_worker_that_cannot_hold_is_no_longer_in_force():
    heard: list[Event] = []
    workers = FakeWorkers(FakeLink())
    asyncio.run(mode(workers, heard).hold(LEASE))
    with pytest.raises(PlatformError):
        workers.arrive(FakeLink("the keyboard is held"))
    assert heard == [Enforced(LOCK, LEASE, "the keyboard is held")]


def test_a_screen_inside_the_screen_that_cannot_be_held_leaves_the_lock_in_force():
    heard: list[Event] = []
    workers = FakeWorkers(FakeLink(), FakeLink("another program holds the keyboard", nested=True))
    lock = mode(workers, heard)

    async def hold() -> None:
        await lock.hold(LEASE)
        await asyncio.gather(*lock._errands)

    asyncio.run(hold())
    assert heard == [Trouble(INPUT_LOST, NESTED)]
    late = FakeLink("another program holds the keyboard", nested=True)
    workers.arrive(late)
    assert heard == [Trouble(INPUT_LOST, NESTED)] * 2
    assert [name for name, _ in late.asked] == ["hold"]
