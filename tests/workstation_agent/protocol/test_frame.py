import contextlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.protocol.messages import headers
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import (
    FrameHeader,
    Part,
    ScreenState,
    encode_frame,
    frame_header,
    frame_picture,
)
from workstation_agent.protocol.limits import MAX_FRAME_BYTES, MAX_MONITORS, MAX_PARTS, MAX_SEQ, MAX_VERSION

JPEG = b"\xff\xd8\xff\xe0 picture \xff\xd9"
HEADER = FrameHeader("w1", 3, 1_764_000_000_000, 320, 180)


def framed(head: bytes, jpeg: bytes = JPEG) -> bytes:
    return bytes((len(head),)) + head + jpeg


@st.composite
def part_frames(draw):
    """A header with some parts, and the JPEGs that they tell of."""
    w, h = draw(st.integers(1, 7680)), draw(st.integers(1, 4320))
    parts, body = [], b""
    for rest in draw(st.lists(st.binary(max_size=40), max_size=MAX_PARTS)):
        x, y = draw(st.integers(0, w - 1)), draw(st.integers(0, h - 1))
        wide, high = draw(st.integers(1, w - x)), draw(st.integers(1, h - y))
        parts.append(Part(x, y, wide, high, len(JPEG + rest)))
        body += JPEG + rest
    state = draw(st.sampled_from(ScreenState))
    return FrameHeader("w1", 5, 0, w, h, tuple(parts), state, draw(st.integers(1, MAX_MONITORS))), body


@given(part_frames())
def test_parts_survive_the_wire(frame):
    header, body = frame
    sent = encode_frame(header, body)
    assert frame_header(sent) == header
    assert frame_picture(sent) == body
    assert sum(part.size for part in header.parts_of(body)) == len(body)


@given(part_frames(), st.integers(0, 400), st.integers(1, 255))
def test_damaged_parts_never_escape_as_another_error(frame, at, flip):
    sent = bytearray(encode_frame(*frame))
    sent[at % len(sent)] ^= flip
    with contextlib.suppress(ProtocolError):
        header = frame_header(bytes(sent))
        assert all(part.x + part.w <= header.w for part in header.parts or ())


def test_the_longest_header_fits_in_its_byte():
    parts = tuple(Part(7000, 4000, 600, 300, 100_000) for _ in range(MAX_PARTS))
    header = FrameHeader(
        "w" * 64, MAX_SEQ, MAX_VERSION, 7680, 4320, parts, ScreenState.EXCLUDED, MAX_MONITORS
    )
    assert frame_header(encode_frame(header, (JPEG + bytes(100_000 - len(JPEG))) * MAX_PARTS)) == header


def test_the_parts_are_those_of_the_document():
    """docs/workstation-protocol.md §7.2 prints this header too."""
    header = FrameHeader("w1", 4, 1_764_000_001_000, 320, 180, (Part(16, 32, 64, 8, 15),), ScreenState.BLACK)
    head = bytes.fromhex(
        "a7 61 68 18b4 61 77 190140 63 736571 04 65 7061727473 81 85 10 1820 1840 08 0f"
        "65 7374617465 65 626c61636b 65 7761746368 62 7731 6b 63617074757265645f6d73 1b0000019ab697ebe8"
    )
    assert len(JPEG) == 15
    assert encode_frame(header, JPEG) == framed(head)


@pytest.mark.parametrize(
    "part",
    [
        [300, 0, 21, 8, 15],
        [0, 173, 8, 8, 15],
        [-1, 0, 8, 8, 15],
        [0, 0, 0, 8, 15],
        [0, 0, 8, 8, 14],
        [0, 0, 8, 8, 16],
        [0, 0, 8, 8, 0],
        [0, 0, 8, 8],
        [0, 0, 8, 8, True],
        [0, 0, 8, 8, "15"],
        [0, 0, 8, 8, 2**60],
        7,
    ],
)
def test_a_part_outside_the_picture_or_of_another_length_is_refused(part):
    fields = {**HEADER.to_fields(), "parts": [part]}
    with pytest.raises(ProtocolError):
        frame_header(framed(cbor2.dumps(fields, canonical=True)))


def test_too_many_parts_are_refused():
    fields = {**HEADER.to_fields(), "parts": [[0, 0, 8, 8, 15]] * (MAX_PARTS + 1)}
    with pytest.raises(ProtocolError):
        frame_header(framed(cbor2.dumps(fields, canonical=True), JPEG * (MAX_PARTS + 1)))


def test_a_state_may_come_without_a_picture():
    header = FrameHeader("w1", 6, 0, 320, 180, (), ScreenState.FROZEN)
    assert frame_header(encode_frame(header, b"")) == header
    with pytest.raises(ProtocolError):
        frame_header(encode_frame(header, b"left over"))


@pytest.mark.parametrize(
    ("inner", "holds"),
    [((10, 10, 5, 5), True), ((10, 10, 20, 20), True), ((9, 10, 5, 5), False), ((10, 10, 21, 5), False)],
)
def test_a_part_holds_what_it_covers(inner, holds):
    assert Part(10, 10, 20, 20, 1).holds(Part(*inner, 1)) is holds


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
