"""Real programs are started and closed here. The pupil's are those that carry the test's mark."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.machines import application
from tests.workstation_agent.platform.linux.pupils import MARK, MarkedPupil, lease
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.apps import AppsMode
from workstation_agent.protocol.restrictions import APPS, EXAM, Apps, ListMode
from workstation_agent.protocol.troubles import PROGRAM_CLOSED, Trouble

GAME, WORK = "tail", "sleep"  # two programs that every machine has, and that last


class Desk:
    def __init__(self, where: Path) -> None:
        self._where = where
        self.told: list[str] = []
        self._started: list[subprocess.Popen[bytes]] = []
        application(where, "game", f"{GAME} -f /dev/null", "Best Game")
        application(where, "work", f"{WORK} 600", "Work")
        self.alarms: list[Trouble] = []
        self.mode = AppsMode(
            MarkedPupil(where),
            self._tell,
            where,
            look_every_s=0.05,
            saves_within_s=0.3,
            alarm=self.alarms.append,
        )

    async def _tell(self, sentence: str) -> None:
        self.told.append(sentence)

    async def until_told(self, times: int) -> None:
        async with asyncio.timeout(15):
            while len(self.told) < times:
                await asyncio.sleep(0.01)

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {MARK: str(self._where)}
        self._started.append(subprocess.Popen(argv, env=environment))
        return self._started[-1]

    def game(self) -> subprocess.Popen[bytes]:
        return self.start(GAME, "-f", "/dev/null")

    def work(self) -> subprocess.Popen[bytes]:
        return self.start(WORK, "600")

    def close(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def listed(mode: ListMode, *names: str):
    return lease(APPS, Apps(mode, names))


async def closed(process: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(15):
        while process.poll() is None:
            await asyncio.sleep(0.01)


def test_what_is_open_is_closed_when_the_list_begins_and_nothing_else(desk: Desk):
    game, work = desk.game(), desk.work()

    async def lesson() -> None:
        await desk.mode.hold(listed(ListMode.NOT, "best game"))
        assert game.poll() is not None
        await desk.mode.lift()

    asyncio.run(lesson())
    assert work.poll() is None
    assert desk.told == ["Closed: Best Game. It is not for this lesson."]


def test_what_is_started_later_is_closed_until_the_list_ends(desk: Desk):
    async def lesson() -> None:
        await desk.mode.hold(listed(ListMode.ONLY, "work"))
        work = desk.work()
        await closed(desk.game())
        await desk.until_told(1)
        await closed(desk.start("sh", "-c", f"exec {GAME} -f /dev/null"))
        await desk.until_told(2)
        assert work.poll() is None
        await desk.mode.lift()
        game = desk.game()
        await desk.mode.hold(listed(ListMode.NOT, "something-else"))
        assert game.poll() is None
        await desk.mode.lift()

    asyncio.run(lesson())
    assert set(desk.told) == {"Closed: Best Game. It is not for this lesson."}


def test_a_renamed_copy_is_closed_too(desk: Desk, tmp_path: Path):
    copy = shutil.copy(shutil.which(GAME), tmp_path / "essay")

    async def lesson() -> None:
        await desk.mode.hold(listed(ListMode.NOT, "game"))
        await closed(desk.start(str(copy), "-f", "/dev/null"))
        await desk.until_told(1)
        await desk.mode.lift()

    asyncio.run(lesson())
    assert desk.told == ["Closed: essay. It is not for this lesson."]


def test_a_program_that_will_not_end_is_ended_by_force(desk: Desk, tmp_path: Path):
    stubborn = (
        "import signal, sys, time; signal.signal(15, signal.SIG_IGN); open(sys.argv[1], 'w'); time.sleep(600)"
    )
    process = desk.start("python3", "-c", stubborn, str(tmp_path / "up"))
    while not (tmp_path / "up").exists():
        time.sleep(0.01)

    async def lesson() -> None:
        watching = asyncio.create_task(desk.mode.hold(listed(ListMode.NOT, "python3")))
        await closed(process)
        await watching
        await desk.mode.lift()

    asyncio.run(lesson())
    assert process.returncode == -9


def test_other_peoples_programs_are_not_looked_at(desk: Desk):
    with subprocess.Popen([GAME, "-f", "/dev/null"]) as teachers:

        async def lesson() -> None:
            await desk.mode.hold(listed(ListMode.NOT, "game"))
            await closed(desk.game())
            await desk.mode.lift()

        asyncio.run(lesson())
        assert teachers.poll() is None
        teachers.kill()


def test_a_list_that_is_missing_is_said():
    with pytest.raises(PlatformError, match="list of applications"):
        asyncio.run(AppsMode(MarkedPupil(Path("/none")), None).hold(lease(APPS)))


def test_in_an_exam_whoever_starts_another_program_is_told_of(desk: Desk):
    async def paper() -> None:
        desk.game()
        await desk.mode.hold(replace(listed(ListMode.ONLY, "work"), kind=EXAM))
        assert desk.alarms == [], "what was open before is no departure"
        await closed(desk.game())
        await desk.until_told(2)
        await desk.mode.lift()

    asyncio.run(paper())
    assert desk.told[-1] == "Closed: Best Game. It is not for this exam."
    assert desk.alarms == [Trouble(PROGRAM_CLOSED, "Best Game")]
