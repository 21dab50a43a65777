import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.framing import MAX_CONTENT, Deframer, frame
from tests.firmware_bridge.seeds import seeded


@seeded
@given(st.lists(st.binary(max_size=600), max_size=8), st.integers(1, 50))
def test_contents_come_back_however_the_bytes_are_cut(contents, step):
    stream, deframer = b"".join(map(frame, contents)), Deframer()
    found = [one for at in range(0, len(stream), step) for one in deframer.feed(stream[at : at + step])]
    assert found == contents
    assert deframer.broken == 0


@seeded
@given(st.binary(max_size=MAX_CONTENT))
def test_a_frame_holds_no_zero_but_its_last_byte_and_is_little_longer(content):
    data = frame(content)
    assert data.index(0) == len(data) - 1
    assert len(data) <= len(content) + 4 + (len(content) + 4) // 254 + 2


@seeded
@given(st.lists(st.binary(max_size=6000), max_size=8))
def test_noise_is_survived_in_bounded_memory_and_the_next_frame_is_found(noise):
    deframer = Deframer()
    for piece in noise:
        deframer.feed(piece)
        assert len(deframer._part) <= MAX_CONTENT + 100
    assert deframer.feed(b"\0" + frame(b"found"))[-1] == b"found"


@seeded
@given(st.binary(min_size=1, max_size=100), st.data())
def test_one_hit_byte_costs_at_most_its_own_frame_and_the_next(content, data):
    good = frame(content)
    at = data.draw(st.integers(0, len(good) - 1))
    hit = good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    found = Deframer().feed(hit + frame(b"next") + frame(b"after"))
    assert found[-1] == b"after"
    assert content not in found or content in (b"next", b"after")


@pytest.mark.parametrize("content", [b"", b"\0", bytes(MAX_CONTENT), b"\xff" * MAX_CONTENT])
def test_the_shortest_and_the_longest_pass(content):
    assert Deframer().feed(frame(content)) == [content]


def test_what_was_begun_before_the_line_was_opened_anew_is_forgotten():
    deframer = Deframer()
    deframer.feed(b"half a frame")
    deframer.reset()
    assert deframer.feed(frame(b"whole")) == [b"whole"]
