import contextlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.protocol.messages import headers
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader, encode_frame, frame_header, frame_picture
from workstation_agent.protocol.limits import MAX_FRAME_BYTES

JPEG = b"\xff\xd8\xff\xe0 picture \xff\xd9"
HEADER = FrameHeader("w1", 3, 1_764_000_000_000, 320, 180)


def framed(head: bytes, jpeg: bytes = JPEG) -> bytes:
    return bytes((len(head),)) + head + jpeg


@given(headers, st.binary(max_size=64))
def test_a_frame_survives_the_wire(header, rest):
    frame = encode_frame(header, JPEG + rest)
    assert frame_header(frame) == header
    assert frame_picture(frame) == JPEG + rest


def test_the_bytes_are_those_of_the_document():
    """docs/workstation-protocol.md §7.2 prints this header."""
    head = bytes.fromhex(
        "a5 61 68 18b4 61 77 190140 63 736571 03 65 7761746368 62 7731 6b 63617074757265645f6d73"
    )
    assert encode_frame(HEADER, JPEG) == framed(head + bytes.fromhex("1b0000019ab697e800"))


@given(st.binary(max_size=200))
def test_garbage_is_refused(data):
    with pytest.raises(ProtocolError):
        frame_header(data)


@given(st.binary(max_size=100))
def test_garbage_before_a_real_picture_is_refused(head):
    with pytest.raises(ProtocolError):
        frame_header(framed(head))


@given(headers, st.integers(0, 60), st.integers(1, 255))
def test_a_damaged_header_never_escapes_as_another_error(header, at, flip):
    frame = bytearray(encode_frame(header, JPEG))
    frame[at % len(frame)] ^= flip
    with contextlib.suppress(ProtocolError):
        assert frame_header(bytes(frame)).w > 0


@pytest.mark.parametrize(
    "head",
    [
        cbor2.dumps({**HEADER.to_fields()}),
        cbor2.dumps({**HEADER.to_fields(), "w": 0}, canonical=True),
        cbor2.dumps({**HEADER.to_fields(), "seq": -1}, canonical=True),
        cbor2.dumps({**HEADER.to_fields(), "watch": 5}, canonical=True),
        cbor2.dumps([1, 2, 3], canonical=True),
        b"\xbf\xff",
        b"\x81" * 100,
        b"\xc5\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
    ],
    ids=[
        "not canonical",
        "no width",
        "negative",
        "not an id",
        "a list",
        "indefinite",
        "nested",
        "huge number",
    ],
)
def test_a_wrong_header_is_refused(head):
    with pytest.raises(ProtocolError):
        frame_header(framed(head))


@pytest.mark.parametrize("frame", [None, "text", {"w": 1}, b"", b"\x00", framed(b"", b"GIF89a"), [1]])
def test_what_is_no_picture_is_refused(frame):
    with pytest.raises(ProtocolError):
        frame_header(frame)


def test_a_picture_that_is_too_big_is_neither_made_nor_taken():
    huge = JPEG + bytes(MAX_FRAME_BYTES)
    with pytest.raises(ProtocolError, match="at most"):
        encode_frame(HEADER, huge)
    with pytest.raises(ProtocolError, match="is over"):
        frame_header(framed(b"\xa0", huge))
