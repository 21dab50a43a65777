from typing import Any

import pytest

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import Part
from workstation_agent.protocol.inputs import input_from_json
from workstation_agent.protocol.limits import MAX_FRAME_BYTES
from workstation_agent.protocol.sessions import Inputs, Session, Show, ShowFrame

JPEG, WEBP = b"\xff\xd8\xff\xe0", b"RIFF\x04\0\0\0WEBPVP8 "
MOVE = {"kind": "move", "x": 1, "y": 2}


def test_a_frame_of_parts_survives_the_wire_and_says_whether_it_is_whole() -> None:
    big, small = Part(0, 0, 1280, 720, len(JPEG)), Part(8, 16, 640, 360, len(JPEG))
    for parts, whole in (((big, *[small] * 95), True), ((small,), False)):
        frame = ShowFrame("show-1", 7, 1280, 720, JPEG * len(parts), parts)
        assert ShowFrame.from_bytes(frame.to_bytes()) == frame
        assert frame.whole is whole


@pytest.mark.parametrize("picture", [JPEG, WEBP])
def test_a_frame_of_a_show_survives_the_wire(picture: bytes) -> None:
    frame = ShowFrame("show-1", 7, 1280, 720, picture)
    assert ShowFrame.from_bytes(frame.to_bytes()) == frame


@pytest.mark.parametrize(
    "frame",
    [
        "text",
        b"",
        b"\0\x01",
        b"\0\x01\xa0GIF89a",
        b"\xff\xff" + bytes(70_000) + JPEG,
        b"\0\x01\xa0" + JPEG,
        b"\0\x01\xff" + JPEG,
        ShowFrame("show-1", 1, 2, 2, JPEG).to_bytes().replace(b"show-1", b"sho\0-1"),
        ShowFrame("show-1", 1, 2, 2, JPEG, ()).to_bytes(),
        ShowFrame("show-1", 1, 2, 2, JPEG, (Part(0, 0, 3, 2, len(JPEG)),)).to_bytes(),
        ShowFrame("show-1", 1, 2, 2, JPEG, (Part(0, 0, 2, 2, len(JPEG) + 1),)).to_bytes(),
        ShowFrame("show-1", 1, 2, 2, JPEG * 97, (Part(0, 0, 2, 2, len(JPEG)),) * 97).to_bytes(),
        b"\0\x01\xa0" + JPEG + bytes(MAX_FRAME_BYTES),
    ],
)
def test_what_is_no_frame_is_refused(frame: object) -> None:
    with pytest.raises(ProtocolError):
        ShowFrame.from_bytes(frame)


def test_a_picture_that_is_too_big_is_not_sent() -> None:
    with pytest.raises(ProtocolError, match="bytes is over"):
        ShowFrame("show-1", 1, 2, 2, JPEG + bytes(MAX_FRAME_BYTES)).to_bytes()


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "move", "x": -1, "y": 0},
        {"kind": "move", "x": 65_536, "y": 0},
        {"kind": "move", "x": 1.5, "y": 0},
        {"kind": "button", "button": "fourth", "down": True, "x": 0, "y": 0},
        {"kind": "button", "button": "left", "down": 1, "x": 0, "y": 0},
        {"kind": "wheel", "dx": 0, "dy": 21},
        {"kind": "key", "key": "", "code": "KeyA", "down": True},
        {"kind": "key", "key": "a" * 33, "code": "KeyA", "down": True},
        {"kind": "key", "key": "\n", "code": "Enter", "down": True},
        {"kind": "shell", "text": "rm"},
        {"kind": "text"},
        {"kind": "text", "text": "a" * 201},
        [],
        None,
    ],
)
def test_input_that_cannot_be_read_drops_its_message(event: object) -> None:
    with pytest.raises(ProtocolError):
        Inputs.from_json({"session": "c1", "events": [MOVE, event]})


def test_a_message_holds_so_many_events_and_no_more() -> None:
    assert len(Inputs.from_json({"session": "c1", "events": [MOVE] * 64}).events) == 64
    with pytest.raises(ProtocolError):
        Inputs.from_json({"session": "c1", "events": [MOVE] * 65})


def test_text_loses_what_could_steer_a_terminal() -> None:
    typed: Any = input_from_json({"kind": "text", "text": " ab\x1b[31m\u202e c\n"})
    assert typed.text == " ab[31m c\n"


@pytest.mark.parametrize(
    "values",
    [
        {"show": "s", "mode": "hidden", "title": "", "by": "", "ttl_s": 1},
        {"show": "s", "mode": "full", "title": "", "by": "", "ttl_s": 61},
        {"show": "s", "mode": "full", "title": "", "ttl_s": 1},
    ],
)
def test_a_show_that_cannot_be_read_is_refused(values: object) -> None:
    with pytest.raises(ProtocolError):
        Show.from_json(values)


def test_a_session_is_over_for_a_reason_that_is_known() -> None:
    with pytest.raises(ProtocolError):
        Session.from_json({"session": "s", "state": "over", "why": "bored", "detail": ""})
