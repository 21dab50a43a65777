import pytest

from workstation_agent.live.state import (
    LET_GO_S,
    Begin,
    Begun,
    Closed,
    Do,
    Draw,
    Drawn,
    Effect,
    End,
    Event,
    Held,
    LiveState,
    Locked,
    Lost,
    Phase,
    Say,
    Slot,
    Stopped,
    Tick,
    step,
    wait_s,
)
from workstation_agent.protocol.inputs import Input, Move, Release
from workstation_agent.protocol.sessions import (
    Control,
    Inputs,
    Session,
    SessionEnd,
    SessionState,
    Show,
    ShowFrame,
    ShowMode,
    Shown,
    Uncontrol,
    Unshow,
)

CONTROL = Control("c1", "Ms Okafor", 15)
SHOW = Show("s1", ShowMode.FULL, "Ms Okafor's screen", "Ms Okafor", 15)
SOURCE = Show("s2", ShowMode.SOURCE, "the class", "Ms Okafor", 15)
FRAME = ShowFrame("s1", 1, 2, 2, b"\xff\xd8\xff")
MOVES: tuple[Input, ...] = (Move(1, 2),)


class Bench:
    """`begin` answers at once, as a platform that works."""

    def __init__(self) -> None:
        self.state, self.now_s = LiveState(), 100.0

    def send(self, event: Event, *, trouble: str | None = "") -> list[Effect]:
        self.state, effects = step(self.state, event, self.now_s)
        all_ = list(effects)
        for effect in effects if trouble is not None else ():
            if isinstance(effect, Begin):
                what = effect.what
                session = what.session if isinstance(what, Control) else what.show
                all_ += self.send(Begun(session, trouble or ""))
        return all_


@pytest.fixture
def bench() -> Bench:
    return Bench()


def over(session: str, why: SessionEnd, detail: str = "") -> Say:
    return Say(Session(session, SessionState.OVER, why, detail))


def running(session: str) -> Say:
    return Say(Session(session, SessionState.RUNNING))


@pytest.mark.parametrize(
    ("what", "session", "slot"),
    [(CONTROL, "c1", Slot.HANDS), (SHOW, "s1", Slot.SCREEN), (SOURCE, "s2", Slot.SOURCE)],
)
def test_a_session_begins_is_renewed_and_ends_by_itself(
    bench: Bench, what: Control | Show, session: str, slot: Slot
) -> None:
    assert bench.send(what) == [Begin(what), running(session)]
    bench.now_s += 10
    assert bench.send(what) == []
    bench.now_s += 14
    assert bench.send(Tick()) == []
    assert wait_s(bench.state, bench.now_s) == 1
    bench.now_s += 1
    assert bench.send(Tick()) == [End(slot), over(session, SessionEnd.TIME)]
    assert wait_s(bench.state, bench.now_s) is None


def test_input_is_done_in_its_own_session_and_in_no_other(bench: Bench) -> None:
    assert bench.send(Inputs("c1", MOVES)) == []
    bench.send(CONTROL)
    assert bench.send(Inputs("c0", MOVES)) == []
    assert bench.send(Inputs("c1", MOVES)) == [Do(MOVES)]
    bench.send(Uncontrol("c1"))
    assert bench.send(Inputs("c1", MOVES)) == []


def test_input_before_the_frame_is_seen_is_not_done(bench: Bench) -> None:
    bench.send(CONTROL, trouble=None)
    assert bench.send(Inputs("c1", MOVES)) == []


def test_the_controller_that_ends_a_session_is_not_told_so(bench: Bench) -> None:
    bench.send(CONTROL)
    assert bench.send(Uncontrol("c1")) == [End(Slot.HANDS)]
    assert bench.send(Uncontrol("c1")) == []
    bench.send(SHOW)
    assert bench.send(Unshow("s1")) == [End(Slot.SCREEN)]


def test_what_the_pupil_ended_is_not_begun_again_by_a_renewal(bench: Bench) -> None:
    bench.send(CONTROL)
    assert bench.send(Stopped("c1")) == [End(Slot.HANDS), over("c1", SessionEnd.PUPIL)]
    assert bench.send(CONTROL) == [over("c1", SessionEnd.PUPIL)]
    assert bench.state.held == {}


def test_a_newer_session_takes_the_place_of_the_one_before(bench: Bench) -> None:
    bench.send(CONTROL)
    newer = Control("c2", "Mr Lee", 15)
    assert bench.send(newer) == [End(Slot.HANDS), Begin(newer), running("c2")]
    assert bench.send(Inputs("c1", MOVES)) == []


def test_all_end_with_the_connection(bench: Bench) -> None:
    for what in (CONTROL, SHOW, SOURCE):
        bench.send(what)
    assert set(bench.send(Lost())) == {End(Slot.HANDS), End(Slot.SCREEN), End(Slot.SOURCE)}
    assert bench.send(CONTROL) == [Begin(CONTROL), running("c1")]


def test_what_cannot_be_begun_is_said_and_tried_again_at_the_next_renewal(bench: Bench) -> None:
    assert bench.send(CONTROL, trouble="nobody is logged in") == [
        Begin(CONTROL),
        End(Slot.HANDS),
        over("c1", SessionEnd.FAILED, "nobody is logged in"),
    ]
    assert bench.send(CONTROL) == [Begin(CONTROL), running("c1")]


def test_a_lock_pauses_and_its_end_goes_on(bench: Bench) -> None:
    bench.send(CONTROL)
    assert bench.send(Locked(True)) == [End(Slot.HANDS), Say(Session("c1", SessionState.PAUSED))]
    assert bench.send(Locked(True)) == []
    assert bench.send(Inputs("c1", MOVES)) == []
    assert bench.send(SHOW) == [Say(Session("s1", SessionState.PAUSED))]
    assert bench.send(FRAME) == []
    assert bench.send(Locked(False)) == [Begin(CONTROL), Begin(SHOW), running("c1"), running("s1")]
    assert bench.send(Inputs("c1", MOVES)) == [Do(MOVES)]


def test_a_picture_is_drawn_and_answered_for_its_own_show(bench: Bench) -> None:
    assert bench.send(FRAME) == []
    bench.send(SHOW)
    assert bench.send(FRAME) == [Draw(FRAME)]
    assert bench.send(Drawn("s1", 1)) == [Say(Shown("s1", 1))]
    bench.send(Unshow("s1"))
    assert bench.send(Drawn("s1", 2)) == []


def test_too_much_input_is_dropped(bench: Bench) -> None:
    bench.send(CONTROL)
    many = MOVES * 64
    done = [bench.send(Inputs("c1", many)) for _ in range(8)]
    assert [bool(one) for one in done] == [True] * 6 + [False] * 2
    bench.now_s += 1
    assert bench.send(Inputs("c1", many)) == [Do(many)]


def test_an_answer_for_a_session_that_is_over_changes_nothing(bench: Bench) -> None:
    assert bench.send(Begun("c9")) == []
    bench.send(CONTROL)
    bench.send(Begun("c1"))
    assert bench.state.held[Slot.HANDS] == Held("c1", CONTROL, 115.0, Phase.RUNNING)


def test_hands_of_which_nothing_more_is_heard_let_go_once() -> None:
    bench = Bench()
    bench.send(CONTROL)
    bench.send(Inputs("c1", MOVES))
    assert wait_s(bench.state, bench.now_s) == LET_GO_S
    bench.now_s += LET_GO_S - 0.1
    bench.send(Inputs("c1", MOVES))
    bench.now_s += LET_GO_S - 0.1
    assert bench.send(Tick()) == []
    bench.now_s += 0.1
    assert bench.send(Tick()) == [Do((Release(),))]
    assert bench.send(Tick()) == []
    assert bench.state.let_go_s is None


def test_in_an_exam_all_of_it_ends_and_none_of_it_begins(bench: Bench) -> None:
    for what in (CONTROL, SHOW, SOURCE):
        bench.send(what)
    ended = bench.send(Closed("this PC is in an exam"))
    assert [one.slot for one in ended if isinstance(one, End)] == [Slot.HANDS, Slot.SCREEN, Slot.SOURCE]
    assert over("s1", SessionEnd.FAILED, "this PC is in an exam") in ended
    assert bench.send(SHOW) == [over("s1", SessionEnd.FAILED, "this PC is in an exam")]
    assert bench.send(Closed("")) == []
    assert bench.send(SHOW) == [Begin(SHOW), running("s1")]
