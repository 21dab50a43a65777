"""Against a real sound server with two outputs that nobody hears."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators import lifeline
from tests.workstation_agent.platform.linux.pupils import lease, me, seat
from tests.x11.displays import until
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.linux.sound import MuteMode
from workstation_agent.platform.x11.sessions import XSession
from workstation_agent.protocol.restrictions import MUTE

HELD = lease(MUTE)
SPEAKERS, HEADPHONES = "speakers", "headphones"


class Room:
    """`seat` may be emptied: nobody is logged in then."""

    def __init__(self, where: Path) -> None:
        self._where = where
        self.seat: XSession | None = seat()
        runtime = where / "run"
        runtime.mkdir(mode=0o700)
        self._own = os.environ | {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(where)}
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm"]
        socket = f"module-native-protocol-unix auth-anonymous=1 socket={where}/pulse"
        sinks = [f"-L module-null-sink sink_name={name}" for name in (SPEAKERS, HEADPHONES)]
        words = [word for one in (f"-L {socket}", *sinks) for word in one.split(" ", 1)]
        self._server = lifeline.start(
            ["pulseaudio", *options, *words], env=self._own, stderr=subprocess.DEVNULL
        )
        until(lambda: self._server.poll() is not None or self._pactl("info", check=False), "pulseaudio")

    def mode(self) -> MuteMode:
        return MuteMode(Pupil(lambda: self.seat, f"unix:{self._where}/pulse"), self._where / "data", 0.02)

    def muted(self) -> set[str]:
        return {
            sink["name"] for sink in json.loads(self._pactl("--format=json", "list", "sinks")) if sink["mute"]
        }

    def set(self, name: str, mute: bool) -> None:
        self._pactl("set-sink-mute", name, str(int(mute)))

    def plug(self, name: str) -> None:
        self._pactl("load-module", "module-null-sink", f"sink_name={name}")

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()

    def _pactl(self, *words: str, check: bool = True) -> str:
        command = ["pactl", "-s", f"unix:{self._where}/pulse", *words]
        done = subprocess.run(command, env=self._own, capture_output=True, text=True, check=check)
        return done.stdout if done.returncode == 0 else ""


class Pupil(PupilSession):
    def __init__(self, seat, server: str) -> None:
        super().__init__(seat)
        self._server = server

    def _environment(self, person, beside):
        return {**super()._environment(person, beside), "PULSE_SERVER": self._server}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.close()


async def until_muted(room: Room, *names: str) -> None:
    async with asyncio.timeout(15):
        while room.muted() != set(names):
            await asyncio.sleep(0.01)


def test_every_output_is_silent_and_afterwards_as_it_was(room: Room):
    room.set(HEADPHONES, True)
    mode = room.mode()

    async def lesson() -> None:
        await mode.hold(HELD)
        assert room.muted() == {SPEAKERS, HEADPHONES}
        await mode.hold(HELD)
        await mode.lift()

    asyncio.run(lesson())
    assert room.muted() == {HEADPHONES}


def test_what_is_turned_on_again_or_plugged_in_is_silent_again(room: Room):
    mode = room.mode()

    async def lesson() -> None:
        await mode.hold(HELD)
        room.set(SPEAKERS, False)
        await until_muted(room, SPEAKERS, HEADPHONES)
        room.plug("usb")
        await until_muted(room, SPEAKERS, HEADPHONES, "usb")
        await mode.lift()

    asyncio.run(lesson())
    assert room.muted() == set()


def test_the_next_agent_puts_back_what_one_that_crashed_had_found(room: Room):
    room.set(HEADPHONES, True)
    crashed, following = room.mode(), room.mode()

    async def crash() -> None:
        await crashed.hold(HELD)

    asyncio.run(crash())
    asyncio.run(following.hold(HELD))
    asyncio.run(room.mode().lift())
    assert room.muted() == {HEADPHONES}


def test_whoever_logs_in_is_muted_and_who_left_is_heard_again_when_they_are_back(room: Room):
    mode, here = room.mode(), room.seat
    room.seat = None

    async def lesson() -> None:
        await mode.hold(HELD)
        assert room.muted() == set()
        room.seat = here
        await until_muted(room, SPEAKERS, HEADPHONES)
        room.seat = None
        await mode.lift()
        assert room.muted() == {SPEAKERS, HEADPHONES}
        room.seat = here
        await until_muted(room)

    asyncio.run(lesson())


def test_a_pc_whose_sound_cannot_be_reached_says_so(tmp_path: Path):
    silent = MuteMode(Pupil(seat, f"unix:{tmp_path}/nobody"), tmp_path)
    with pytest.raises(PlatformError, match="pactl does not work on this PC"):
        asyncio.run(silent.hold(HELD))
    asyncio.run(silent.lift())
    assert me().name
