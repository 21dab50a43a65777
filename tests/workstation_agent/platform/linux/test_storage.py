import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.machines import mounted, put, usb
from tests.workstation_agent.platform.linux.pupils import lease
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.storage import StorageMode
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import EXAM, STORAGE
from workstation_agent.protocol.troubles import STORAGE_PLUGGED, Trouble

HELD = lease(STORAGE)


class Machine:
    def __init__(self, where: Path) -> None:
        self.root, self.data = where / "root", where / "data"
        put(self.root / "sys/bus/usb/drivers_probe", "")
        mounted(self.root)
        self.unmounted: list[str] = []
        self.mode = self.agent()

    def agent(self) -> StorageMode:
        return StorageMode(self.data, self.root, self._unmount, look_every_s=0.01)

    async def _unmount(self, folder: str) -> None:
        self.unmounted.append(folder)

    def probed(self) -> str:
        return (self.root / "sys/bus/usb/drivers_probe").read_text()


@pytest.fixture
def pc(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def open_now(device: Path) -> bool:
    return (device / "authorized").read_text().strip() == "1"


def test_a_stick_is_unmounted_then_cut_off_and_comes_back(pc: Machine):
    stick = usb(pc.root, "1-2:1.0", "08", "sda")
    mouse = usb(pc.root, "1-3:1.0", "03")
    mounted(pc.root, nvme0n1p2="/", sda1="/media/amira/MY\\040STICK")

    async def lesson() -> None:
        await pc.mode.hold(HELD)
        assert not open_now(stick)
        assert pc.unmounted == ["/media/amira/MY STICK"]
        await pc.mode.lift()

    asyncio.run(lesson())
    assert open_now(stick)
    assert open_now(mouse)
    assert pc.probed() == "1-2:1.0"


def test_what_is_plugged_in_later_is_cut_off_too_phones_included(pc: Machine):
    async def lesson() -> None:
        await pc.mode.hold(HELD)
        phone = usb(pc.root, "2-1:1.0", "06")
        while open_now(phone):
            await asyncio.sleep(0.005)
        await pc.mode.lift()
        assert open_now(phone)

    asyncio.run(lesson())


def test_a_stick_in_an_exam_is_told_of_and_in_a_lesson_is_not(pc: Machine):
    told: list[Trouble] = []
    pc.mode = StorageMode(pc.data, pc.root, pc._unmount, look_every_s=0.01, alarm=told.append)

    async def plug(held: Lease, port: str) -> None:
        await pc.mode.hold(held)
        stick = usb(pc.root, port, "08")
        while open_now(stick):
            await asyncio.sleep(0.005)

    asyncio.run(plug(HELD, "1-2:1.0"))
    assert told == []
    asyncio.run(plug(replace(HELD, kind=EXAM), "1-3:1.0"))
    assert [one.kind for one in told] == [STORAGE_PLUGGED]


def test_what_the_school_had_cut_off_itself_stays_cut_off(pc: Machine):
    banned = usb(pc.root, "1-4:1.0", "08")
    put(banned / "authorized", "0")

    async def lesson() -> None:
        await pc.mode.hold(HELD)
        await pc.mode.lift()

    asyncio.run(lesson())
    assert not open_now(banned)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_pc_that_runs_from_a_usb_disk_keeps_it(pc: Machine, encrypted: bool):
    disk = usb(pc.root, "2-2:1.0", "08", "sdb")
    if encrypted:
        part = disk / "host2/target2:0:0/2:0:0:0/block/sdb/sdb1"
        put(part / "holders/dm-0/dm/name", "luks-root\n")
        mounted(pc.root, **{"mapper/luks-root": "/"})
    else:
        mounted(pc.root, sdb1="/")

    async def lesson() -> None:
        await pc.mode.hold(HELD)
        await pc.mode.lift()

    asyncio.run(lesson())
    assert open_now(disk)
    assert pc.unmounted == []
    assert pc.probed() == ""


def test_after_a_crash_the_next_agent_gives_back_what_the_last_one_took(pc: Machine):
    stick = usb(pc.root, "1-2:1.0", "08")

    async def crash() -> None:
        await pc.mode.hold(HELD)

    asyncio.run(crash())
    assert not open_now(stick)
    asyncio.run(pc.agent().lift())
    assert open_now(stick)
    assert list((pc.data / "modes").iterdir()) == []


def test_a_kernel_that_refuses_is_said_in_a_sentence(pc: Machine):
    stick = usb(pc.root, "1-2:1.0", "08")
    (stick / "authorized").unlink()
    (stick / "authorized").mkdir()
    with pytest.raises(PlatformError, match="would not let"):
        asyncio.run(pc.mode.hold(HELD))


REAL = """
import asyncio, sys
from pathlib import Path
from workstation_agent.platform.linux.storage import unmount_folder
shown = lambda: sys.argv[1] in Path("/proc/self/mounts").read_text()
assert shown()
if sys.argv[2] == "busy":
    held = open(sys.argv[1] + "/held", "w")
asyncio.run(unmount_folder(sys.argv[1]))
assert not shown()
"""


@pytest.mark.parametrize("use", ["idle", "busy"])
def test_a_real_folder_is_unmounted_also_while_a_program_uses_it(tmp_path: Path, use: str):
    own = ["--user", "--map-root-user"] if os.geteuid() else []
    script = f'mount -t tmpfs stick "{tmp_path}" && exec "$@"'
    command = [
        "unshare",
        *own,
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        sys.executable,
        "-c",
        REAL,
        str(tmp_path),
        use,
    ]
    done = subprocess.run(command, cwd=Path(__file__).parents[4], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
