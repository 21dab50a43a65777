"""What a page is sent must show what the PC sent, however late or slow the page is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.services.lab.pictures import MOST_HELD, MOST_HELD_BYTES, MOST_PIECES, Picture, Pictures
from web.sockets.outgoing import MOST_WAITING
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader, Part, ScreenState
from workstation_agent.protocol.watches import Watch, WatchSize

WIDTH, HEIGHT = 6, 4
ASKED = Watch("w1", WatchSize.THUMB, 320, 180, 50, 1000, 15.0)
Screen = dict[tuple[int, int], bytes]
Box = tuple[int, int, int, int]
WHOLE: Box = (0, 0, WIDTH, HEIGHT)

boxes = st.tuples(
    st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, WIDTH), st.integers(1, HEIGHT)
).map(lambda b: (b[0], b[1], min(b[2], WIDTH - b[0]), min(b[3], HEIGHT - b[1])))
frames = st.lists(st.one_of(st.just([WHOLE]), st.lists(boxes, max_size=4)), max_size=30)


def header(seq: int, *parts: Box, **more: object) -> FrameHeader:
    """Each part's picture is two bytes: the number of the frame, and that of the part."""
    told = tuple(Part(*box, 2) for box in parts)
    return replace(FrameHeader("w1", seq, 0, WIDTH, HEIGHT, told), **more)


def body(seq: int, *parts: Box) -> bytes:
    return b"".join(bytes((seq, number)) for number in range(len(parts)))


def draw(screen: Screen, part: Part, jpeg: bytes) -> None:
    for x in range(part.x, part.x + part.w):
        for y in range(part.y, part.y + part.h):
            screen[x, y] = jpeg


class Page:
    """Draws what it is sent, as a browser does."""

    def __init__(self) -> None:
        self.screen: Screen = {}
        self.seq = 0

    def look(self, pictures: Pictures) -> Picture | None:
        picture = pictures.since(self.seq)
        if picture:
            assert picture.whole or self.screen or not picture.pieces
            self.seq = picture.seq
            for piece in picture.pieces:
                draw(self.screen, piece.part, piece.jpeg)
        return picture


@given(frames, st.sets(st.integers(1, 31)))
def test_a_slow_page_and_a_late_one_show_what_the_pc_shows(sent: list[list[Box]], looks: set[int]) -> None:
    pictures, pc, slow = Pictures("pc", WatchSize.THUMB), {}, Page()
    for seq, parts in enumerate([[WHOLE], *sent], start=1):
        pictures.take(ASKED, header(seq, *parts), body(seq, *parts))
        for number, box in enumerate(parts):
            draw(pc, Part(*box, 2), bytes((seq, number)))
        if seq in looks:
            slow.look(pictures)
            assert slow.screen == pc
        late = Page()
        late.look(pictures)
        assert late.screen == pc


def test_what_is_covered_by_something_later_is_not_kept() -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    for seq in range(1, 200):
        box = WHOLE if seq == 1 else (2, 1, 2, 2)
        assert pictures.take(ASKED, header(seq, box), body(seq, box))
    late = pictures.since(0)
    assert late
    assert [piece.seq for piece in late.pieces] == [1, 199]
    assert late.whole
    soon = pictures.since(198)
    assert soon
    assert (soon.whole, [piece.seq for piece in soon.pieces]) == (False, [199])
    assert pictures.since(199) is None


@pytest.mark.parametrize(
    "broken",
    [
        header(3, (0, 0, 1, 1)),
        header(1, (0, 0, 1, 1)),
        header(3),
        header(2, (0, 0, 1, 1), w=WIDTH + 1),
    ],
    ids=["a gap", "a repetition", "a gap before a state", "another size"],
)
def test_a_lost_thread_is_noticed_and_nothing_shown_until_the_next_whole(broken: FrameHeader) -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    pictures.take(ASKED, header(1, WHOLE), body(1, WHOLE))
    assert not pictures.take(ASKED, broken, body(broken.seq, *(broken.parts or ())))
    after = header(broken.seq + 1, (1, 1, 1, 1))
    assert not pictures.take(ASKED, after, body(4, (1, 1, 1, 1)))
    seen = pictures.since(0)
    assert seen
    assert seen.pieces == ()
    assert pictures.take(ASKED, header(9, WHOLE), body(9, WHOLE))


def test_parts_before_any_whole_picture_are_not_shown() -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    assert pictures.seq is None
    assert not pictures.take(ASKED, header(1, (0, 0, 1, 1)), b"\1\0")
    assert not pictures.take(ASKED, header(2, (0, 0, 1, 1)), b"\2\0")


def test_a_picture_without_parts_is_whole() -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    assert pictures.take(ASKED, FrameHeader("w1", 1, 0, 320, 180), b"jpeg")
    seen = pictures.since(0)
    assert seen
    assert (seen.whole, seen.width, seen.pieces[0].jpeg) == (True, 320, b"jpeg")


def test_a_state_alone_keeps_the_picture() -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    frozen = replace(header(1), state=ScreenState.EXCLUDED, w=320, h=180)
    assert not pictures.take(ASKED, frozen, b""), "nothing is known of it yet"
    pictures.take(ASKED, header(2, WHOLE), body(2, WHOLE))
    assert pictures.take(ASKED, replace(frozen, seq=3), b"")
    seen, late = pictures.since(2), pictures.since(0)
    assert seen
    assert (seen.state, seen.pieces, seen.width) == (ScreenState.EXCLUDED, (), WIDTH)
    assert late
    assert (late.whole, late.state) == (True, ScreenState.EXCLUDED)


def test_a_whole_picture_is_wanted_before_too_many_parts_gather_and_they_never_do() -> None:
    pictures = Pictures("pc", WatchSize.FULL)
    asked = replace(ASKED, size=WatchSize.FULL, width=1280, height=720)
    pictures.take(asked, header(1, (0, 0, 1280, 720), w=1280, h=720), b"\0\0")
    fine = []
    for seq in range(2, 300):
        box = (seq * 4, 0, 4, 4)
        fine.append(pictures.take(asked, header(seq, box, w=1280, h=720), b"\0\0"))
        held = pictures.since(0)
        assert held
        assert len(held.pieces) <= MOST_HELD + 1
    assert fine.index(False) == MOST_PIECES - 1
    assert not any(fine[MOST_PIECES:])


def test_a_pc_cannot_pile_up_more_than_a_page_can_be_sent_at_once() -> None:
    """It would end the connection of whoever looks at it, and with that their view of all the others."""
    pictures = Pictures("pc", WatchSize.FULL)
    asked = replace(ASKED, size=WatchSize.FULL, width=1280, height=720)
    pictures.take(asked, FrameHeader("w1", 1, 0, 1280, 720), b"\0\0")
    for seq in range(2, 20):
        part = Part(seq * 4, 0, 4, 4, 890_000)
        pictures.take(asked, FrameHeader("w1", seq, 0, 1280, 720, (part,)), bytes(part.size))
        held = pictures.since(0)
        assert held
        assert sum(len(piece.jpeg) for piece in held.pieces) <= MOST_HELD_BYTES < MOST_WAITING


@pytest.mark.parametrize(("w", "h", "size"), [(321, 180, 2), (320, 181, 2), (320, 180, 20_001)])
def test_more_than_was_asked_for_is_refused(w: int, h: int, size: int) -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    with pytest.raises(ProtocolError, match="larger than was asked for"):
        pictures.take(ASKED, FrameHeader("w1", 1, 0, w, h), bytes(size))
    assert pictures.since(0) is None


def test_nothing_is_kept_once_it_has_ended() -> None:
    pictures = Pictures("pc", WatchSize.THUMB)
    pictures.take(ASKED, header(1, WHOLE), body(1, WHOLE))
    pictures.end()
    assert pictures.since(0) is None
