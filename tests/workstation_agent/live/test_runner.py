import asyncio
from collections.abc import Awaitable, Callable, Sequence

from workstation_agent.live.runner import Live
from workstation_agent.live.stage import NoStage, StageError
from workstation_agent.live.state import Lost, Slot
from workstation_agent.protocol.inputs import Input, Move
from workstation_agent.protocol.sessions import Control, Inputs, Show, ShowFrame, ShowMode

CONTROL = Control("c1", "Ms Okafor", 15)
SHOW = Show("s1", ShowMode.FULL, "The teacher’s screen", "Ms Okafor", 15)


class FakeStage:
    def __init__(self) -> None:
        self.log: list[object] = []
        self.stop: Callable[[], None] = lambda: None
        self.broken = ""
        self.painting = asyncio.Event()
        self.painting.set()

    async def begin(self, what: Control | Show, stop: Callable[[], None]) -> None:
        if self.broken:
            raise StageError("stage.broken", self.broken)
        self.stop = stop
        self.log.append(what)

    async def end(self, slot: Slot) -> None:
        self.log.append(slot)

    def do(self, inputs: Sequence[Input]) -> None:
        self.log += inputs

    async def draw(self, frame: ShowFrame) -> None:
        await self.painting.wait()
        self.log.append(frame.seq)


class Bench:
    def __init__(self, stage: FakeStage | NoStage) -> None:
        self.said: list[tuple[str, object]] = []
        self.lost: list[object] = []
        self.news = asyncio.Event()
        self.live = Live(stage, self._send)

    async def _send(self, event: str, body: dict[str, object]) -> None:
        self.said.append((event, body.get("state") or body.get("seq")))
        self.lost += [body["lost"]] if "lost" in body else []
        self.news.set()

    async def hear(self, *said: tuple[str, object]) -> None:
        async with asyncio.timeout(5):
            while self.said != list(said):
                self.news.clear()
                await self.news.wait()


async def _lives(bench: Bench, scene: Callable[[], Awaitable[None]]) -> None:
    running = asyncio.ensure_future(bench.live.run())
    try:
        await scene()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_control_from_its_frame_to_the_pupils_button() -> None:
    async def main() -> None:
        stage = FakeStage()
        bench = Bench(stage)

        async def scene() -> None:
            bench.live.notice(CONTROL)
            await bench.hear(("session", "running"))
            bench.live.notice(Inputs("c1", (Move(1, 2),)))
            stage.stop()
            await bench.hear(("session", "running"), ("session", "over"))
            assert stage.log == [CONTROL, Move(1, 2), Slot.HANDS]

        await _lives(bench, scene)

    asyncio.run(main())


def test_a_picture_that_is_slow_to_paint_holds_up_no_input() -> None:
    async def main() -> None:
        stage = FakeStage()
        bench = Bench(stage)

        async def scene() -> None:
            for what in (CONTROL, SHOW):
                bench.live.notice(what)
            await bench.hear(("session", "running"), ("session", "running"))
            stage.painting.clear()
            for seq in (1, 2):
                bench.live.notice(ShowFrame("s1", seq, 2, 2, b"\xff\xd8\xff"))
            bench.live.notice(Inputs("c1", (Move(1, 2),)))
            async with asyncio.timeout(5):
                while Move(1, 2) not in stage.log:
                    await asyncio.sleep(0)
            stage.painting.set()
            await bench.hear(("session", "running"), ("session", "running"), ("shown", 2))
            assert bench.lost == [True]  # the second was given up, and is answered when there is room again

        await _lives(bench, scene)

    asyncio.run(main())


def test_what_the_machine_cannot_do_is_said_in_its_words() -> None:
    async def main() -> None:
        bench = Bench(NoStage())

        async def scene() -> None:
            bench.live.notice(CONTROL)
            await bench.hear(("session", "over"))

        await _lives(bench, scene)

    asyncio.run(main())


def test_all_is_taken_from_the_screen_when_the_connection_or_the_agent_ends() -> None:
    async def main() -> None:
        stage = FakeStage()
        bench = Bench(stage)

        async def scene() -> None:
            bench.live.notice(CONTROL)
            bench.live.notice(Lost())
            bench.live.notice(SHOW)
            await bench.hear(("session", "running"))

        await _lives(bench, scene)
        assert stage.log == [CONTROL, Slot.HANDS, SHOW, Slot.SCREEN]

    asyncio.run(main())
