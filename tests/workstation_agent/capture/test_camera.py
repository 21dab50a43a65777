import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.workstation_agent.capture.glasses import FakeGlass, look
from workstation_agent.capture import camera as cameras
from workstation_agent.capture.camera import Camera, blind
from workstation_agent.capture.glass import GlassError
from workstation_agent.capture.wire import look_args, look_from, picture_args, picture_from
from workstation_agent.core.events import Picture
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import Part, ScreenState


class PipeGlass(FakeGlass):
    """Says by a pipe that something changed, as an X connection does."""

    def __init__(self) -> None:
        super().__init__()
        self.hears, self._says = os.pipe()

    def fileno(self) -> int | None:
        return None if self.deaf else self.hears

    def paint(self, *args: int, say: bool = True) -> None:
        super().paint(*args, say=say)
        if say:
            os.write(self._says, b"!")

    def changed(self):
        said = super().changed()
        if said is not None:
            os.read(self.hears, 100)
        return said


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "WAIT_S", 0.3)
    monkeypatch.setattr(cameras, "PATIENCE_S", 0.3)
    monkeypatch.setattr(cameras, "REOPEN_S", 0.05)


@pytest.fixture
def glass() -> PipeGlass:
    return PipeGlass()


@pytest.fixture
def camera(glass: PipeGlass) -> Iterator[Camera]:
    camera = Camera(lambda: glass)
    yield camera
    camera.close()


def test_a_change_is_waited_for(camera: Camera, glass: PipeGlass) -> None:
    async def story() -> None:
        first = await camera.capture(look())
        waits = asyncio.create_task(camera.capture(look(since=first.fingerprint)))
        await asyncio.sleep(0)
        glass.paint(40, 40, 8, 8, 0xFFFFFF)
        second = await waits
        assert [(part.x, part.y) for part in second.parts] == [(32, 32)]
        assert await camera.capture(look(since=second.fingerprint)) is None

    asyncio.run(story())


def test_a_display_that_says_nothing_is_looked_at_now_and_then(camera: Camera, glass: PipeGlass) -> None:
    glass.deaf = True

    async def story() -> None:
        first = await camera.capture(look())
        waits = asyncio.create_task(camera.capture(look(since=first.fingerprint)))
        await asyncio.sleep(0.02)
        glass.paint(40, 40, 8, 8, 0xFFFFFF, say=False)
        assert (await waits).parts

    asyncio.run(story())


def test_a_look_that_is_cancelled_is_looked_for_no_more(camera: Camera, glass: PipeGlass) -> None:
    async def story() -> None:
        first = await camera.capture(look())
        waits = asyncio.create_task(camera.capture(look(since=first.fingerprint)))
        await asyncio.sleep(0)
        waits.cancel()
        await asyncio.gather(waits, return_exceptions=True)
        grabbed = len(glass.grabbed)
        glass.paint(40, 40, 8, 8, 0xFFFFFF)
        await asyncio.sleep(0.05)  # a picture takes real time not to be taken
        assert len(glass.grabbed) == grabbed

    asyncio.run(story())


def test_two_loops_may_look_at_once(camera: Camera) -> None:
    pictures: list[Picture | None] = []

    def see(watch: str) -> None:
        pictures.append(asyncio.run(camera.capture(look(watch))))

    threads = [threading.Thread(target=see, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(pictures)


def test_a_display_that_cannot_be_opened_is_said_once_and_tried_again(glass: PipeGlass) -> None:
    shut = True

    def open_glass() -> FakeGlass:
        if shut:
            raise GlassError("there is no display")
        return glass

    async def story() -> None:
        nonlocal shut
        camera = Camera(open_glass)
        none = await camera.capture(look())
        assert (none.state, none.parts, camera.why) == (ScreenState.EXCLUDED, (), "there is no display")
        assert await camera.capture(look(since=none.fingerprint)) is None
        shut = False
        seen = await camera.capture(look(since=none.fingerprint))
        assert (seen.state, seen.parts) == (ScreenState.OK, None)
        camera.close()

    asyncio.run(story())


def test_a_display_that_hangs_is_frozen_to_whoever_looks(glass: PipeGlass) -> None:
    awake = threading.Event()
    glass.front = awake.wait  # type: ignore[method-assign]  # as an X server that answers nothing

    async def story() -> None:
        camera = Camera(lambda: glass)
        frozen = await camera.capture(look())
        assert frozen.state is ScreenState.FROZEN
        awake.set()
        assert (await camera.capture(look(since=frozen.fingerprint))).parts is None
        camera.close()

    asyncio.run(story())


def test_new_monitors_make_a_new_picture(camera: Camera, glass: PipeGlass) -> None:
    async def story() -> None:
        first = await camera.capture(look())
        glass.reshaped = True
        waits = asyncio.create_task(camera.capture(look(since=first.fingerprint)))
        second = await waits
        assert glass.closed
        assert second.parts is None

    asyncio.run(story())


def test_a_state_without_a_picture_is_told_once() -> None:
    told = blind(look(), ScreenState.FROZEN)
    assert told is not None
    assert blind(look(since=told.fingerprint), ScreenState.FROZEN) is None
    assert blind(look(since=told.fingerprint), ScreenState.EXCLUDED) is not None


def test_looks_and_pictures_survive_the_way_to_the_worker() -> None:
    asked = look(since="1.7", monitor=2)
    assert look_from(look_args(asked)) == asked
    assert look_from(look_args(replace(asked, since=None))).since is None
    picture = Picture(b"abc", 320, 180, "1.8", (Part(0, 0, 16, 16, 3),), ScreenState.BLACK, 2)
    assert picture_from(picture_args(picture), b"abc") == picture
    whole = Picture(b"abc", 320, 180, "1.8")
    assert picture_from(picture_args(whole), b"abc") == whole
    with pytest.raises(ProtocolError):
        picture_from({**picture_args(picture), "parts": [[0, 0, 999, 16, 3]]}, b"abc")
