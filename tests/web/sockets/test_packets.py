"""What a hostile page or PC may put on a socket, and what it may not."""

import logging
from typing import Any

import pytest
from socketio.packet import BINARY_EVENT, EVENT  # type: ignore[import-untyped]  # ships no types

from tests.web.conftest import Site
from tests.web.fakes import TEACHER
from web.sockets.packets import StrictPacket, Unreadable, is_frame


@pytest.mark.parametrize(
    "text",
    [
        '2/desk,["connect",{"HTTP_ORIGIN":"https://bell.example.sch.uk"}]',
        '2/desk,1["disconnect"]',
        "2/desk,[]",
        "2/desk,",
        '2/desk,"x"',
        "2/desk,[null]",
        "2/desk,[[1]]",
        "2/desk," + "[" * 200_000,
        "0/agent," + "9" * 5000,
        '51000000000-/agent,["frame",{"_placeholder":true,"num":0}]',
        '50-/agent,["frame"]',
        '52-/agent,["frame"]',
        '21-/agent,["frame"]',
        "3/agent,1",
        '61-/agent,1[{"_placeholder":true,"num":0}]',
        "4/desk,{}",
        "7",
        "z",
        "²",
        b"\xff\x00",
        b"2",
    ],
)
def test_what_is_no_packet_of_ours_is_not_read(text: str | bytes) -> None:
    with pytest.raises(Unreadable):
        StrictPacket(encoded_packet=text)


@pytest.mark.parametrize("number", ["7", '"x"', "null", "[]"])
def test_an_attachment_goes_where_the_packet_says_or_nowhere(number: str) -> None:
    packet = StrictPacket(encoded_packet=f'51-/agent,["frame",{{"_placeholder":true,"num":{number}}}]')
    with pytest.raises(Unreadable):
        packet.add_attachment(b"picture")


def test_what_pages_and_pcs_send_is_read() -> None:
    command = StrictPacket(encoded_packet='2/desk,7["command",{"name":"lesson.lock"}]')
    assert (command.packet_type, command.id, command.data[0]) == (EVENT, 7, "command")
    frame = StrictPacket(encoded_packet='51-/agent,3["frame",{"_placeholder":true,"num":0}]')
    assert frame.packet_type == BINARY_EVENT
    assert frame.add_attachment(b"picture")
    assert frame.data == ["frame", b"picture"]
    for text in ('0/agent,{"key":"k"}', "1/desk,", "3/desk,12[]"):
        StrictPacket(encoded_packet=text)


def test_only_frames_that_we_use_reach_the_library() -> None:
    assert all(is_frame(one) for one in ("3", "1", "6", '42/desk,["command"]', "40/agent,{}", b"\xff"))
    for nonsense in ("", "z", "4", "4[[", '4{"a":1}', "bAAAA", "3probe", "2probe", "47", "²"):
        assert not is_frame(nonsense)


def test_nonsense_ends_its_connection_without_a_stack_trace(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []
    eio = site.socketio.server.eio
    eio.disconnect = ended.append
    with caplog.at_level(logging.WARNING):
        eio.handlers["message"]("e1", "2/desk,[")
        eio.handlers["message"]("e2", '51-/desk,["frame",{"_placeholder":true,"num":0}]')
    assert ended == ["e1", "e2"]
    assert [one.exc_info for one in caplog.records] == [None, None]


def test_a_page_cannot_make_the_door_forget_it(site: Site) -> None:
    """Forgotten but still in its rooms, it would hear everything after its login has ended."""
    socket: Any = site.socket(site.log_in(TEACHER))
    with pytest.raises(Unreadable):
        socket.emit("disconnect", namespace="/desk")
    assert socket.emit("follow", "lesson:4711", namespace="/desk", callback=True)["ok"]
