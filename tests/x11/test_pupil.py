"""What a pupil sees and does, on a real display, with real keys, clicks and pixels."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from Xlib import X

from tests.x11.displays import HEIGHT, WIDTH, Screen, Victim, until
from tests.x11.lab_pc import LabPc
from workstation_agent.core.events import Event
from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilView,
)
from workstation_agent.protocol.pupil import Notice
from workstation_agent.protocol.watches import Looker, WatchSize
from workstation_agent.service.kit import Kit
from workstation_agent.service.pupil import PupilDesk, attach

VIEW = PupilView("9okafort", connected=True, teacher="Ms Okafor", hides_left=3)
NOTICE = PupilView("9okafort", connected=True, notice=Notice(3, "Be kind.\n" * 100))
HIDDEN = replace(VIEW, hides_left=2, hidden_until=datetime(2026, 11, 20, 11, 12, tzinfo=UTC))
FULL, SMALL = (Looker("Ms Okafor", size) for size in (WatchSize.FULL, WatchSize.THUMB))


class Pupil:
    """The service's part for the one display, and all that it told the core."""

    def __init__(self, pc: LabPc, screen: Screen) -> None:
        self.pc, self.screen = pc, screen
        self.said: list[Event] = []
        kit = Kit(pc.workers, Path("/nonexistent"), self.said.append)
        attach(kit)
        assert isinstance(kit.pupil, PupilDesk)
        self.desk = kit.pupil

    def show(self, view: PupilView) -> None:
        self.pc.ask(self.desk.show(view))

    def lookers(self, *lookers: Looker) -> None:
        self.pc.ask(self.desk.lookers(lookers))

    def heard(self, kind: type) -> Any:
        until(lambda: any(isinstance(one, kind) for one in self.said), f"{kind.__name__} of {self.said}")
        return [one for one in self.said if isinstance(one, kind)][-1]

    def window(self, title: str) -> Any:
        """Ours of that title, if it can be seen; with its place in the stack, 1 for the topmost."""
        with self.screen.connected() as link:
            children = link.screen().root.query_tree().children
            for depth, child in enumerate(reversed(children), 1):
                shown = child.get_attributes().map_state == X.IsViewable
                if shown and child.get_wm_name() == title:
                    place = child.get_geometry()
                    return depth, place.x, place.y, place.width, place.height
        return None

    @property
    def in_front(self) -> str:
        """The title of the window that has the keyboard."""
        with self.screen.connected() as link:
            focus = link.get_input_focus().focus
            return str(focus.get_wm_name()) if hasattr(focus, "get_wm_name") else ""

    @property
    def bar(self) -> Any:
        return self.window("Schoolbell")


@pytest.fixture(scope="module")
def one_pupil(one_pc: LabPc, screen: Screen) -> Pupil:
    return Pupil(one_pc, screen)


@pytest.fixture
def pupil(one_pupil: Pupil, pc: LabPc) -> Iterator[Pupil]:
    one_pupil.said.clear()
    one_pupil.lookers()
    one_pupil.show(VIEW)
    yield one_pupil
    one_pupil.lookers()
    one_pupil.show(PupilView(None))
    until(lambda: one_pupil.bar is None, "no bar where nobody is logged in")


def test_the_bar_says_who_looks_and_is_small(pupil: Pupil, screen: Screen) -> None:
    until(lambda: pupil.bar, "the bar")
    _, _, y, width, height = pupil.bar
    assert (y, height < 40, width < WIDTH // 2) == (0, True, True)
    nobody = screen.shot()
    pupil.lookers(SMALL)
    small = screen.shot()
    pupil.lookers(FULL)
    assert len({nobody, small, screen.shot()}) == 3


def top(screen: Screen) -> bytes:
    """The lines of the display in which it stands who looks."""
    return screen.shot()[: 1280 * 4 * 120]


@pytest.mark.parametrize("kind", ["lock", "blank"])
def test_a_locked_screen_says_who_looks_too(pupil: Pupil, screen: Screen, kind: str) -> None:
    pupil.lookers(SMALL)
    pupil.pc.lock(kind=kind)
    small = top(screen)
    pupil.lookers(FULL)
    until(lambda: top(screen) != small, "the other words")
    pupil.lookers(SMALL)
    until(lambda: top(screen) == small, "the words from before")
    pupil.pc.lift(kind)


def test_it_is_there_for_a_look_when_nobody_is_logged_in(pupil: Pupil) -> None:
    pupil.show(PupilView(None))
    until(lambda: pupil.bar is None)
    pupil.lookers(FULL)
    until(lambda: pupil.bar, "the bar")


def test_a_window_that_is_put_above_it_does_not_stay_there(pupil: Pupil, screen: Screen) -> None:
    until(lambda: pupil.bar)
    rude = Victim(screen, above_all=True)
    rude.raise_up()
    until(lambda: pupil.bar[0] == 1, "the bar above the other window")
    rude.close()


def test_it_is_pulled_aside_and_not_off_the_screen(pupil: Pupil, screen: Screen) -> None:
    until(lambda: pupil.bar)
    _, x, _, width, _ = pupil.bar
    grip = str(x + 16)
    screen.do(
        "xdotool", "mousemove", grip, "12", "mousedown", "1", "mousemove", "4000", "300", "mouseup", "1"
    )
    until(lambda: pupil.bar[1] + width == WIDTH, "the bar at the right")
    assert pupil.bar[2] == 0
    left = str(WIDTH - width + 16)
    screen.do("xdotool", "mousemove", left, "12", "mousedown", "1", "mousemove", "400", "5", "mouseup", "1")


def test_a_hand_goes_up_by_a_key_whatever_is_in_front(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    victim.focus()
    screen.press("ctrl+alt+h")
    assert pupil.heard(HandPressed) == HandPressed(True)
    pupil.said.clear()
    pupil.show(PupilView("9okafort", connected=True, teacher="Ms Okafor", hand=True, place=2, hides_left=3))
    screen.press("ctrl+alt+h")
    assert pupil.heard(HandPressed) == HandPressed(False)
    victim.close()


def test_the_notice_fills_the_screen_until_it_is_accepted(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    until(screen.shows, "the pupil's window")
    pupil.show(NOTICE)
    until(lambda: not screen.shows(), "the notice above it")
    assert pupil.window("Before you start")[1:] == (0, 0, WIDTH, HEIGHT)
    victim.raise_up()
    until(lambda: not screen.shows(), "the notice above it again")
    until(lambda: pupil.in_front == "Before you start", "the keyboard in the notice")
    screen.press("Tab", "Tab", "space")
    assert pupil.heard(NoticeAccepted).version == 3
    pupil.show(VIEW)
    until(screen.shows, "the pupil's window")
    victim.close()


def test_it_can_be_declined_by_logging_off(pupil: Pupil, screen: Screen) -> None:
    done = []

    class LogOff:
        async def do(self, act: Any) -> None:
            done.append(act.what.kind)

    pupil.desk._kit.deeds["log-off"] = LogOff()  # type: ignore[index]
    pupil.show(NOTICE)
    until(lambda: pupil.in_front == "Before you start", "the keyboard in the notice")
    screen.press("Tab", "space")
    until(lambda: done == ["log-off"], "a log off")
    assert not any(isinstance(one, NoticeAccepted) for one in pupil.said)


def test_hiding_covers_at_once_says_what_was_in_front_and_ends(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    until(screen.shows, "the pupil's window")
    victim.focus()
    screen.press("ctrl+alt+j")
    pressed = pupil.heard(HidePressed)
    until(lambda: not screen.shows(), "a covered screen")
    assert pressed.title == "victim"
    pupil.show(HIDDEN)
    assert not screen.shows()
    until(lambda: pupil.in_front == "Your screen is hidden", "the keyboard in the page")
    screen.press("Tab", "Tab", "space")
    pupil.heard(HideEnded)
    until(screen.shows, "the pupil's window again")
    victim.close()


def test_it_is_not_covered_for_ever_if_nobody_answers(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    until(screen.shows)
    screen.press("ctrl+alt+j")
    until(lambda: not screen.shows())
    until(screen.shows, "the screen again", within_s=30)
    victim.close()


def test_three_times_are_enough(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    pupil.show(PupilView("9okafort", connected=True, teacher="Ms Okafor", hides_left=0))
    screen.press("ctrl+alt+j", "ctrl+alt+h")
    pupil.heard(HandPressed)  # which came after
    assert not any(isinstance(one, HidePressed) for one in pupil.said)
    victim.close()


def test_a_concern_is_typed_and_sent(pupil: Pupil, screen: Screen) -> None:
    victim = Victim(screen)
    screen.press("ctrl+alt+j")
    pupil.heard(HidePressed)
    pupil.show(HIDDEN)
    until(lambda: pupil.in_front == "Your screen is hidden", "the keyboard in the page")
    screen.press("Tab", "space")  # Report it…
    until(lambda: pupil.window("Tell the safeguarding team"), "the form")
    until(lambda: pupil.window("Tell the safeguarding team")[0] < pupil.window("Your screen is hidden")[0])
    until(lambda: pupil.in_front == "Tell the safeguarding team", "the keyboard in the form")
    screen.do("xdotool", "type", "--delay", "1", "I am afraid")
    screen.press("Tab")
    screen.do("xdotool", "type", "--delay", "1", "Sam")
    screen.press("Tab", "space", "Tab", "Tab", "space")
    made = pupil.heard(ConcernMade)
    assert (made.what, made.about, made.talk) == ("I am afraid", "Sam", False)
    screen.press("Escape")
    until(lambda: not pupil.window("Tell the safeguarding team"), "the form closed")
    victim.close()


def test_a_new_worker_shows_it_all_again(pupil: Pupil, screen: Screen, pc: LabPc) -> None:
    pupil.show(NOTICE)
    until(lambda: pupil.window("Before you start"))
    before = pc.pid
    screen.do("kill", "-9", str(before))
    until(lambda: pc.workers.links and pc.pid != before, "another worker")
    until(lambda: pupil.window("Before you start"), "the notice again")


def test_hostile_names_are_words(pupil: Pupil, screen: Screen) -> None:
    loud = "<b>\u202e" + "x" * 10_000
    pupil.lookers(Looker(loud, WatchSize.FULL))
    pupil.show(PupilView(loud, connected=True, teacher=loud, hides_left=3))
    until(lambda: pupil.bar, "the bar")
    assert pupil.bar[3] <= WIDTH
