import asyncio
import io

import pytest
from PIL import Image

from simulators.desktop_canvas import Canvas
from simulators.desktop_live import NO_SESSION, draw_live
from simulators.workstation_stage import SimulatedStage
from workstation_agent.live.stage import StageError
from workstation_agent.live.state import Slot
from workstation_agent.protocol.frame import Part
from workstation_agent.protocol.inputs import EDGE, Key, Move, Text
from workstation_agent.protocol.sessions import Control, Show, ShowFrame, ShowMode

CONTROL = Control("c1", "Ms Okafor", 15)
RED, GREY = (179, 38, 30), (40, 40, 40)


def picture(colour: str, height: int = 36) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, height), colour).save(out, "PNG")
    return out.getvalue()


def drawn(stage: SimulatedStage) -> Image.Image:
    canvas = Canvas(Image.new("RGB", (640, 360), GREY))
    draw_live(canvas, stage.live)
    return canvas.image


@pytest.fixture
def stage() -> SimulatedStage:
    return SimulatedStage()


def begin(stage: SimulatedStage, what: Control | Show) -> list[str]:
    stopped: list[str] = []
    asyncio.run(stage.begin(what, lambda: stopped.append("stopped")))
    return stopped


def test_without_a_session_nothing_is_drawn(stage: SimulatedStage) -> None:
    assert stage.live == NO_SESSION
    assert drawn(stage).getcolors() == [(640 * 360, GREY)]


def test_a_control_is_framed_and_what_is_typed_is_seen(stage: SimulatedStage) -> None:
    stopped = begin(stage, CONTROL)
    keys = [Key(key, key, down) for key in ("H", "x", "Backspace", "i", "Shift") for down in (True, False)]
    stage.do([Move(EDGE // 2, EDGE), *keys, Text(" there")])
    assert (stage.live.typed, stage.live.pointer) == ("Hi there", (EDGE // 2 / EDGE, 1.0))
    assert drawn(stage).getpixel((1, 180)) == RED
    stage.stop(Slot.HANDS)
    assert stopped == ["stopped"]
    asyncio.run(stage.end(Slot.HANDS))
    assert stage.live == NO_SESSION


@pytest.mark.parametrize(("mode", "corner"), [(ShowMode.FULL, (14, 19, 25)), (ShowMode.WINDOW, GREY)])
def test_what_is_shown_covers_the_screen_or_stands_in_a_window(
    stage: SimulatedStage, mode: ShowMode, corner: tuple[int, int, int]
) -> None:
    begin(stage, Show("s1", mode, "The teacher’s screen", "Ms Okafor", 15))
    before = stage.live.key
    asyncio.run(stage.draw(ShowFrame("s1", 1, 64, 36, picture("#00ff00"))))
    assert stage.live.key != before
    assert drawn(stage).getpixel((320, 180)) == (0, 255, 0)
    assert drawn(stage).getpixel((2, 2)) == corner


def test_parts_are_drawn_over_what_was_shown_before(stage: SimulatedStage) -> None:
    begin(stage, Show("s2", ShowMode.FULL, "The screen of PC-01", "Ms Okafor", 15))
    part = picture("#0000ff")  # as large as the picture that it changes a half of
    half = ShowFrame("s2", 2, 64, 72, part, (Part(0, 36, 64, 36, len(part)),))
    with pytest.raises(StageError):
        asyncio.run(stage.draw(half))
    both = picture("#00ff00", height=72)
    asyncio.run(stage.draw(ShowFrame("s2", 1, 64, 72, both, (Part(0, 0, 64, 72, len(both)),))))
    asyncio.run(stage.draw(half))
    assert [drawn(stage).getpixel((320, y)) for y in (150, 250)] == [(0, 255, 0), (0, 0, 255)]


def test_a_picture_that_is_none_leaves_the_screen_dark(stage: SimulatedStage) -> None:
    begin(stage, Show("s1", ShowMode.FULL, "The teacher’s screen", "Ms Okafor", 15))
    with pytest.raises(StageError):
        asyncio.run(stage.draw(ShowFrame("s3", 1, 64, 36, b"\xff\xd8\xff nonsense")))
    assert drawn(stage).getpixel((320, 180)) == (14, 19, 25)
