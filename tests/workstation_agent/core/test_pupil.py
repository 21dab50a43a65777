"""What a pupil does at the PC, with and without the controller."""

from dataclasses import replace
from typing import Any

import pytest

from tests.workstation_agent.core.bench import Bench, watch
from workstation_agent.core.effects import Capture, SavePupil, SendFrame, SendPupil, ShowPupil
from workstation_agent.core.events import Captured, Connected, Disconnected, Seen
from workstation_agent.core.pupil import HIDE_S, HIDES, HIDES_WITHIN_S, MAX_CONCERNS, MAX_KEPT
from workstation_agent.core.pupil_said import (
    ConcernMade,
    ConcernStep,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilSaved,
    PupilView,
)
from workstation_agent.core.state import begin
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilState,
    Reveal,
)

USER = "7akhan"
NOTICE = Notice(3, "Be kind.")
CONCERN = ConcernMade("c1", "Somebody frightens me", "", True)


def told(**changes: Any) -> PupilState:
    return replace(PupilState(USER, "Ms Okafor", 0, 0, 0), **changes)


class PupilBench(Bench):
    """`view` is what the pupil is shown, `kept` what is on the disk, `said` all that was sent."""

    def __init__(self) -> None:
        self.view = PupilView(None)
        self.kept = PupilSaved()
        self.said: list[object] = []
        super().__init__(USER)

    def _perform(self, effect: Any) -> Any:
        match effect:
            case ShowPupil(view):
                self.view = view
            case SavePupil(saved):
                self.kept = saved
            case SendPupil(message):
                self.said.append(message)
            case _:
                return super()._perform(effect)
        return None

    def restart(self) -> None:
        """The agent was killed; its disk is read."""
        saved = PupilSaved.from_json(self.kept.to_json())
        self.state = begin(None, USER, self.state.screen, self.state.able, self.now, saved)
        self.wait(0)

    def last(self, kind: type) -> Any:
        return [one for one in self.said if isinstance(one, kind)][-1]


@pytest.fixture
def pc() -> PupilBench:
    return PupilBench()


@pytest.fixture
def online(pc: PupilBench) -> PupilBench:
    pc.send(Connected())
    pc.send(told())
    return pc


def test_a_hand_is_raised_placed_and_lowered(online):
    online.send(HandPressed(True))
    assert online.view.hand
    assert online.last(Hand) == Hand(True, 0.0)
    online.send(told(place=2))
    assert (online.view.hand, online.view.place) == (True, 2)
    online.wait(5)
    online.send(HandPressed(False))
    assert online.last(Hand) == Hand(False, 0.0)
    assert not online.view.hand


def test_the_teacher_lowers_it(online):
    online.send(HandPressed(True))
    online.send(told(place=1))
    online.send(told())
    assert not online.view.hand
    assert len(online.said) == 1


def test_it_keeps_its_time_over_a_lost_network(online):
    online.send(HandPressed(True))
    online.send(Disconnected())
    online.wait(40)
    assert online.view.hand
    online.send(Connected())
    assert online.last(Hand) == Hand(True, 40.0)


def test_it_cannot_be_pressed_fast_nor_without_a_lesson(online):
    online.send(HandPressed(True))
    online.send(HandPressed(False))
    assert online.view.hand
    online.send(told(teacher=""))
    online.wait(5)
    online.send(HandPressed(True))
    assert not online.view.hand


def test_it_is_down_for_the_next_pupil(online):
    online.send(HandPressed(True))
    online.send(Seen("8brown", online.state.screen))
    assert (online.view.user, online.view.hand) == ("8brown", False)
    online.send(told(place=4))  # about the pupil who has gone
    assert not online.view.hand


def test_the_notice_is_asked_for_shown_and_accepted(online):
    online.send(told(notice=3))
    assert online.last(AskNotice) == AskNotice(3)
    assert online.view.notice is None
    online.send(NOTICE)
    assert online.view.notice == NOTICE
    online.send(NoticeAccepted("a1", 2))
    assert online.view.notice == NOTICE
    online.send(NoticeAccepted("a1", 3))
    assert online.view.notice is None
    assert online.last(Accepted) == Accepted("a1", USER, 3, online.now.wall)
    online.send(told(notice=3, accepted=3))
    online.send(Kept("a1", 1))
    assert online.kept == PupilSaved(NOTICE, ((USER, 3),), ())


def test_who_has_accepted_elsewhere_is_not_asked(online):
    online.send(told(notice=3, accepted=3))
    online.send(NOTICE)
    assert online.view.notice is None


def test_a_new_version_asks_again(online):
    online.send(told(notice=3, accepted=3))
    online.send(NOTICE)
    online.send(told(notice=4))
    assert online.view.notice is None  # not the old text
    online.send(Notice(4, "Be kinder."))
    assert online.view.notice == Notice(4, "Be kinder.")


def test_without_a_controller_the_notice_on_the_disk_is_asked_after_a_while(online):
    online.send(told(notice=3, accepted=3))
    online.send(NOTICE)
    online.restart()
    assert online.view.notice is None
    online.wait(8)
    assert online.view.notice == NOTICE
    online.send(NoticeAccepted("a1", 3))
    online.restart()
    online.wait(60)
    assert online.view.notice is None  # this PC remembers
    online.send(Connected())
    assert online.last(Accepted).id == "a1"


def test_a_notice_that_is_shown_does_not_flicker_when_the_controller_returns(online):
    online.send(told(notice=3))
    online.send(NOTICE)
    online.send(Disconnected())
    assert online.view.notice == NOTICE
    online.send(Connected())
    assert online.view.notice == NOTICE
    online.send(told(notice=3, accepted=3))
    assert online.view.notice is None


def test_a_concern_is_kept_until_the_school_has_it(pc):
    pc.send(CONCERN)
    assert pc.view.concern is ConcernStep.WAITING
    (waiting,) = pc.kept.unsent
    pc.restart()
    pc.send(Connected())
    assert pc.said == [waiting]
    assert waiting == Concern("c1", USER, pc.now.wall, "Somebody frightens me", "", True)
    pc.send(Kept("c1", 1))
    assert pc.kept.unsent == ()


def test_its_sender_learns_that_it_has_arrived(online):
    online.send(CONCERN)
    online.send(Kept("c1", 1))
    assert online.view.concern is ConcernStep.TAKEN
    online.send(Seen("8brown", online.state.screen))
    assert online.view.concern is ConcernStep.NONE


def test_what_is_not_answered_is_sent_again_after_a_minute(online):
    online.send(CONCERN)
    online.wait(59)
    assert len(online.said) == 1
    online.wait(1)
    assert len(online.said) == 2


def test_words_of_a_concern_are_cleaned_and_an_empty_one_is_none(online):
    online.send(ConcernMade("c1", "\u202e\x00<b>" + "x" * 10_000, "y" * 10_000, False))
    concern = online.last(Concern)
    assert (concern.what[:4], len(concern.what), len(concern.about)) == ("<b>x", 2000, 120)
    online.send(ConcernMade("c2", " \u202e ", "", False))
    assert online.last(Concern).id == "c1"


def test_a_pc_keeps_so_many_and_says_when_it_takes_no_more(pc):
    for number in range(MAX_CONCERNS + 1):
        pc.send(replace(CONCERN, id=f"c{number}"))
    assert pc.view.concern is ConcernStep.REFUSED
    assert len(pc.kept.unsent) == MAX_CONCERNS


def test_acceptances_give_way_to_concerns_when_the_disk_is_full_of_them(pc):
    pc.send(NOTICE)
    pc.send(CONCERN)
    for number in range(MAX_KEPT + 10):
        pc.send(NoticeAccepted(f"a{number}", 3))
    assert len(pc.kept.unsent) == MAX_KEPT
    assert pc.kept.unsent[0].id == "c1"


def test_a_hidden_screen_is_not_captured(online):
    online.send(watch(), answer=False)
    online.send(HidePressed("h1", "Prizes\u202e - Chromium"))
    online.send(Captured("w1", None))
    assert online.last(Hide) == Hide("h1", 1, USER, online.now.wall, True, "Prizes - Chromium", "")
    assert online.view.hidden_until is not None
    online.wait(5)
    assert online.asked(Capture) == []
    online.send(HideEnded())
    assert online.asked(Capture)


def test_the_address_may_come_after_the_end(online):
    online.send(HidePressed("h1", "Prizes"))
    online.send(HideEnded())
    online.send(HideAddress("h1", "https://prizes.example/x"))
    assert (online.last(Hide).part, online.last(Hide).on, online.last(Hide).address) == (
        3,
        False,
        "https://prizes.example/x",
    )


def test_a_picture_taken_as_it_was_hidden_is_dropped(online):
    online.send(watch(), answer=False)
    online.send(HidePressed("h1", "Prizes"))
    online.send(Captured("w1", None))
    assert online.asked(SendFrame) == []
    assert online.state.watches.capturing == ()


def test_the_address_follows_once(online):
    online.send(HidePressed("h1", "Prizes"))
    online.send(HideAddress("h0", "https://other.example"))
    online.send(HideAddress("h1", "https://prizes.example/x"))
    online.send(HideAddress("h1", "https://later.example"))
    assert (online.last(Hide).part, online.last(Hide).address) == (2, "https://prizes.example/x")
    online.send(Kept("h1", 1))
    assert [one.part for one in online.kept.unsent] == [2]
    online.send(Kept("h1", 2))
    assert online.kept.unsent == ()


@pytest.mark.parametrize("how", ["pupil", "teacher", "time", "log-off"])
def test_hiding_ends(online, how):
    online.send(HidePressed("h1", "Prizes"))
    match how:
        case "pupil":
            online.send(HideEnded())
        case "teacher":
            online.send(Reveal("h0"))
            assert online.view.hidden_until is not None
            online.send(Reveal("h1"))
        case "time":
            online.wait(HIDE_S)
        case "log-off":
            online.send(Seen(None, online.state.screen))
    assert online.view.hidden_until is None
    assert (online.last(Hide).on, online.last(Hide).part) == (False, 2)


def test_nobody_hides_for_a_whole_lesson(online):
    for number in range(HIDES):
        online.send(HidePressed(f"h{number}", ""))
        online.send(HideEnded())
    assert online.view.hides_left == 0
    online.send(HidePressed("h9", ""))
    assert online.view.hidden_until is None
    online.wait(HIDES_WITHIN_S)
    assert online.view.hides_left == HIDES


def test_hiding_is_told_again_to_a_controller_that_has_restarted(online):
    online.send(HidePressed("h1", "Prizes"))
    online.send(Kept("h1", 1))
    online.send(Disconnected())
    online.send(Connected())
    assert [one.id for one in online.said if isinstance(one, Hide)] == ["h1", "h1"]


def test_an_agent_that_died_while_hidden_says_that_it_is_over(pc):
    pc.send(HidePressed("h1", "Prizes"))
    pc.restart()
    pc.send(Connected())
    assert (pc.last(Hide).on, pc.last(Hide).part) == (False, 2)


def test_nobody_logged_in_says_nothing(pc):
    pc.send(Seen(None, pc.state.screen))
    for event in (HandPressed(True), CONCERN, HidePressed("h1", ""), NoticeAccepted("a1", 1)):
        pc.send(event)
    assert (pc.said, pc.kept.unsent, pc.view.user) == ([], (), None)
