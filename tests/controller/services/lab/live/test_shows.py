import pytest

from controller.errors import Refused
from controller.services.lab.live.shows import Wanted
from tests.controller.services.lab.live.conftest import JPEG, Page
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader, Part
from workstation_agent.protocol.pupil import Hide
from workstation_agent.protocol.sessions import (
    Session,
    SessionEnd,
    SessionState,
    Show,
    ShowMode,
    Shown,
    Unshow,
)
from workstation_agent.protocol.watches import Unwatch, Watch


class Room:
    def __init__(self, page: Page) -> None:
        self.page, self.shows = page, page.live.shows
        self.pcs = [page.lab.turn_on(number) for number in (1, 2, 3)]

    def start(
        self, source: FakePc | None = None, viewer: str = "tab", pcs: list[FakePc] | None = None
    ) -> str:
        lab = self.page.lab
        seats = frozenset(pc.id for pc in (self.pcs if pcs is None else pcs))
        wanted = Wanted(lab.teacher, lab.lesson, source.id if source else None, seats, ShowMode.FULL)
        return self.shows.start(viewer, wanted)

    def say(self, pc: FakePc, session: str, state: SessionState = SessionState.RUNNING) -> None:
        why = SessionEnd.PUPIL if state is SessionState.OVER else None
        assert self.page.live.said(pc.id, Session(session, state, why))

    def running(self, source: FakePc | None = None) -> str:
        session = self.start(source)
        for pc in self.pcs:
            if pc is not source:
                self.say(pc, session)
        return session

    def frame(self, session: str, picture: bytes = JPEG) -> None:
        self.shows.frame("tab", session, 640, 360, picture)


@pytest.fixture
def room(page: Page) -> Room:
    return Room(page)


def seqs(pc: FakePc) -> list[int]:
    return [frame.seq for frame in pc.shown]


def test_the_teachers_screen_reaches_every_pc_that_says_it_shows_it(room: Room) -> None:
    session = room.start()
    shown = Show(session, ShowMode.FULL, "The teacher’s screen", "Mrs M. Okafor", 15.0)
    assert [pc.taken[-1] for pc in room.pcs] == [shown] * 3
    room.say(room.pcs[0], session)
    room.frame(session)
    assert [seqs(pc) for pc in room.pcs] == [[1], [], []]
    room.say(room.pcs[1], session)
    assert seqs(room.pcs[1]) == [1]
    assert room.pcs[1].shown[0].picture == JPEG
    assert room.page.told[-1].sentence == "2 of 3 PCs show it."
    assert len(room.page.lab.facts("show.started")) == 1


def test_a_slow_pc_gets_the_newest_and_slows_nobody(room: Room) -> None:
    session, (quick, slow, _) = room.running(), room.pcs
    for number in range(1, 5):
        room.frame(session, JPEG + bytes([number]))
        room.shows.shown(quick.id, Shown(session, number))
    assert (seqs(quick), seqs(slow)) == ([1, 2, 3, 4], [1])
    room.shows.shown(slow.id, Shown(session, 1))
    assert seqs(slow) == [1, 4]


def test_a_pc_that_does_not_answer_is_tried_again_after_a_while(room: Room) -> None:
    session, slow = room.running(), room.pcs[1]
    room.frame(session)
    room.page.lab.clock.advance(6)
    room.frame(session)
    assert seqs(slow) == [1, 2]


def test_a_pc_that_is_locked_is_sent_nothing_until_it_is_free(room: Room) -> None:
    session, pc = room.running(), room.pcs[0]
    room.say(pc, session, SessionState.PAUSED)
    room.frame(session)
    assert pc.shown == []
    room.say(pc, session)
    assert seqs(pc) == [1]


def test_a_pc_that_comes_back_is_shown_it(room: Room) -> None:
    session = room.running()
    room.frame(session)
    back = room.page.lab.restart(room.pcs[2])
    room.page.live.returned(back.id)
    assert isinstance(back.taken[-1], Show)
    room.say(back, session)
    assert seqs(back) == [1]


def test_what_a_pupil_closed_stays_closed(room: Room) -> None:
    session, pc = room.running(), room.pcs[0]
    room.say(pc, session, SessionState.OVER)
    before = len(pc.taken)
    room.page.lab.clock.advance(5)
    room.shows.tick()
    room.frame(session)
    assert (len(pc.taken), pc.shown) == (before, [])
    assert room.page.told[-1].sentence == "2 of 3 PCs show it."


def test_a_pc_that_could_not_show_it_is_asked_again(room: Room) -> None:
    session, pc = room.start(), room.pcs[0]
    assert room.page.live.said(pc.id, Session(session, SessionState.OVER, SessionEnd.FAILED, "no screen"))
    before = len(pc.taken)
    room.page.lab.clock.advance(5)
    room.shows.tick()
    assert len(pc.taken) == before + 1
    room.say(pc, session)
    room.frame(session)
    assert seqs(pc) == [1]


def test_one_pupils_screen_is_relayed_as_it_came_and_the_pupil_is_told(room: Room) -> None:
    source, other, _ = room.pcs
    session = room.running(source)
    told = [one for one in source.taken if isinstance(one, Show)]
    assert told == [Show(session, ShowMode.SOURCE, "The screen of PC-01", "Mrs M. Okafor", 15.0)]
    assert room.page.watch(source).by == "Mrs M. Okafor"
    room.page.send(source)
    assert (other.shown[0].picture, seqs(source)) == (JPEG, [])
    [fact] = room.page.lab.facts("show.started")
    assert fact.subject == f"workstation:{source.id}"


PART = Part(8, 16, 320, 180, len(JPEG))


def send_part(room: Room, seq: int) -> None:
    header = FrameHeader(room.page.watch(room.pcs[0]).watch, seq, 1, 640, 360, (PART,))
    assert room.page.live.feeds.take(room.pcs[0].id, header, JPEG)


def test_of_a_pupils_screen_only_what_changed_is_sent_on(room: Room) -> None:
    source, quick, slow = room.pcs
    session = room.running(source)
    room.page.send(source)
    room.shows.shown(quick.id, Shown(session, 1))
    send_part(room, 2)
    assert [frame.whole for frame in quick.shown] == [True, False]
    assert (quick.shown[1].parts, quick.shown[1].picture, seqs(slow)) == ((PART,), JPEG, [1])
    send_part(room, 3)
    room.shows.shown(slow.id, Shown(session, 1))
    assert (slow.shown[1].seq, slow.shown[1].parts) == (3, (PART,))  # the second covers the first
    whole = Part(0, 0, 640, 360, len(JPEG))
    for late, reason in ((slow, Shown(session, 3, lost=True)), (quick, Shown(session, 2, lost=True))):
        room.shows.shown(late.id, reason)
        assert (late.shown[-1].seq, late.shown[-1].parts) == (3, (whole, PART))


def test_what_comes_late_or_goes_on_begins_with_all_of_the_screen(room: Room) -> None:
    source, pc, _ = room.pcs
    session = room.running(source)
    room.page.send(source)
    send_part(room, 2)
    room.say(pc, session, SessionState.PAUSED)
    room.say(pc, session)
    assert (pc.shown[-1].seq, pc.shown[-1].whole) == (2, True)


def test_a_whole_picture_that_cannot_be_shown_is_not_sent_again_and_again(room: Room) -> None:
    source, pc, _ = room.pcs
    session = room.running(source)
    room.page.send(source)
    room.shows.shown(pc.id, Shown(session, 1, lost=True))
    assert seqs(pc) == [1]


def test_a_part_that_follows_nothing_is_not_shown_and_the_whole_asked_for(room: Room) -> None:
    source, other, _ = room.pcs
    room.running(source)
    send_part(room, 2)
    asked = source.taken[-1]
    assert isinstance(asked, Watch)
    assert asked.whole
    assert other.shown == []


def test_it_ends_when_the_pupil_hides_the_screen(room: Room, lab: FakeLab) -> None:
    """What the others were sent last may be what is unsuitable."""
    source = room.pcs[0]
    room.running(source)
    lab.lab.pupils.take_hide(source.id, Hide("h1", 1, "pupil", lab.clock.now(), True, "Prizes", ""))
    assert isinstance(room.pcs[1].taken[-1], Unshow)
    assert room.page.told[-1].sentence == "The show has ended: somebody at PC-01 hid the screen."


def test_a_picture_that_is_larger_than_was_asked_for_is_not_relayed(room: Room) -> None:
    room.running(room.pcs[0])
    with pytest.raises(ProtocolError):
        room.page.send(room.pcs[0], w=7000)


def test_the_pupil_who_is_shown_can_end_it(room: Room) -> None:
    source = room.pcs[0]
    session = room.running(source)
    room.say(source, session, SessionState.OVER)
    assert isinstance(source.taken[-1], Unshow)
    assert any(isinstance(one, Unwatch) for one in source.taken)
    assert [isinstance(pc.taken[-1], Unshow) for pc in room.pcs[1:]] == [True, True]
    assert room.page.told[-1].sentence == "The show has ended: PC-01 shows its screen no longer."
    assert room.page.why("show") == ["the pupil ended it"]


def test_it_ends_when_the_pc_that_is_shown_is_lost(room: Room) -> None:
    room.running(room.pcs[0])
    room.pcs[0].go()
    room.shows.tick()
    assert room.page.told[-1].sentence == "PC-01 was lost, so the show has ended."


def test_it_ends_with_the_page_the_button_the_lesson_and_silence(room: Room, lab: FakeLab) -> None:
    room.start()
    room.page.live.leave("tab")
    room.shows.stop("tab", room.start())
    room.shows.stop("other", room.start())
    lab.clock.advance(16)
    room.shows.tick()
    room.start()
    lab.clock.advance((lab.lesson.ends_at - lab.clock.now()).total_seconds())
    room.shows.tick()
    why = ["the page was closed", "the teacher ended it", "the page fell silent", "the lesson ended"]
    assert room.page.why("show") == why
    assert all(isinstance(pc.taken[-1], Unshow) for pc in room.pcs)


def test_a_page_shows_one_thing_at_a_time(room: Room) -> None:
    first = room.start()
    second = room.start(room.pcs[0])
    assert room.page.why("show") == ["the teacher showed something else"]
    assert (room.shows.keep("tab", first), room.shows.keep("tab", second)) == (False, True)
    with pytest.raises(Refused, match="has ended"):
        room.frame(second)


def test_a_second_page_waits_for_the_first(room: Room) -> None:
    room.start()
    with pytest.raises(Refused, match="shows something on those PCs now"):
        room.start(viewer="other")


def test_what_cannot_be_shown_is_refused(room: Room) -> None:
    with pytest.raises(Refused, match="at least one other"):
        room.start(room.pcs[0], pcs=[room.pcs[0]])
    room.pcs[0].go()
    with pytest.raises(Refused, match="off or out of reach"):
        room.start(room.pcs[0])
    assert room.page.lab.facts("show") == []


def test_another_pc_cannot_speak_for_a_show(room: Room) -> None:
    session = room.start(pcs=room.pcs[:2])
    assert not room.page.live.said(room.pcs[2].id, Session(session, SessionState.RUNNING))
    assert not room.shows.shown(room.pcs[2].id, Shown("show-0", 1))
