"""What simulated pupils do at the bar."""

from dataclasses import replace

from simulators.workstation_pupil import GIVES_UP_S, SimulatedPupil
from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilEvent,
    PupilView,
)
from workstation_agent.protocol.pupil import Notice

VIEW = PupilView("9okafort", connected=True, teacher="Ms Okafor", hides_left=3)


def hour(seed: int, view: PupilView = VIEW) -> list[tuple[int, PupilEvent]]:
    """A hand that is raised is answered at once."""
    pupil = SimulatedPupil(seed)
    return [(second, event) for second in range(3600) for event in pupil.act(view, float(second))]


def kinds(seed: int) -> set[type]:
    return {type(event) for _, event in hour(seed)}


def test_everybody_asks_some_report_and_some_hide() -> None:
    done = [kinds(seed) for seed in range(30)]
    assert all(HandPressed in one for one in done)
    assert 0 < sum(ConcernMade in one for one in done) < 5
    assert 0 < sum(HidePressed in one for one in done) < 5


def test_the_same_seed_does_the_same_at_the_same_times() -> None:
    assert [(at, type(event)) for at, event in hour(5)] == [(at, type(event)) for at, event in hour(5)]


def test_what_is_hidden_is_shown_again() -> None:
    hidden = [type(event) for _, event in hour(5) if not isinstance(event, HandPressed)]
    assert hidden == [HidePressed, HideAddress, HideEnded]


def test_the_notice_is_read_and_then_accepted() -> None:
    accepted = hour(1, replace(VIEW, teacher="", notice=Notice(3, "Be kind.")))
    at, first = accepted[0]
    assert isinstance(first, NoticeAccepted)
    assert (first.version, 3 <= at <= 16) == (3, True)


def test_a_hand_that_nobody_answers_goes_down_by_itself() -> None:
    pupil = SimulatedPupil(1)
    up = replace(VIEW, hand=True, place=1)
    assert pupil.act(up, 0.0) == []
    assert pupil.act(up, GIVES_UP_S) == [HandPressed(False)]


def test_an_empty_chair_does_nothing() -> None:
    assert hour(5, PupilView(None)) == []
