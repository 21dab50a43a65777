import asyncio
import random

from tests.workstation_agent.fake_controller import FakeController
from workstation_agent.backoff import Backoff
from workstation_agent.connection import Connection
from workstation_agent.core.events import Connected
from workstation_agent.protocol.about import About
from workstation_agent.protocol.enrolment import Hello

SELF = About("1.2", "Debian GNU/Linux 12", ("lock",), ("open-url",), ("00:1a:2b:3c:4d:5e",))


def test_a_pc_says_what_it_is_after_each_connection():
    asyncio.run(says_what_it_is())


async def says_what_it_is():
    controller = FakeController()
    await controller.start()
    seat = controller.add_seat("ws-1", "key-of-pc-1")
    backoff = Backoff(random.Random(1), first_s=0.02)
    line = Connection(controller.url, Hello("ws-1", "key-of-pc-1", "1.2"), backoff, about=SELF)
    heard = []
    task = asyncio.create_task(line.run(heard.append))
    try:
        await controller.until(lambda: seat.about == [SELF])
        await controller.drop("ws-1")
        await controller.until(lambda: seat.about == [SELF, SELF])
        assert sum(isinstance(event, Connected) for event in heard) == seat.connections == 2
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await controller.stop()
