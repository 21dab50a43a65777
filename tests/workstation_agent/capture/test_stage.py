import pytest

from tests.workstation_agent.capture.glasses import HEIGHT, WIDTH, FakeGlass, look
from workstation_agent.capture.boxes import Box
from workstation_agent.capture.glass import GlassError
from workstation_agent.capture.health import CHECK_S, Health
from workstation_agent.capture.stage import FORGET_S, Stage
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.frame import ScreenState


class Bench:
    def __init__(self, *monitors: Box, deaf: bool = False) -> None:
        self.now_s = 100.0
        self.glass = FakeGlass(*monitors, deaf=deaf)
        self.stage = Stage(self.glass, "1", lambda: self.now_s)

    def picture(self, asked: Look) -> Picture | None:
        self.stage.refresh()
        return self.stage.picture(asked)

    def check(self) -> None:
        self.now_s += CHECK_S
        self.stage.refresh()


def test_the_first_picture_is_whole_and_the_next_what_changed():
    bench = Bench()
    first = bench.picture(look())
    assert (first.width, first.height, first.parts, first.monitors) == (WIDTH, HEIGHT, None, 1)
    assert bench.picture(look(since=first.fingerprint)) is None
    bench.glass.paint(40, 40, 8, 8, 0xFFFFFF)
    second = bench.picture(look(since=first.fingerprint))
    assert [(part.x, part.y, part.w, part.h) for part in second.parts] == [(32, 32, 16, 16)]
    assert second.fingerprint != first.fingerprint


def test_only_what_the_display_says_has_changed_is_grabbed():
    bench = Bench()
    bench.picture(look())
    bench.glass.grabbed.clear()
    bench.picture(look())
    bench.glass.paint(40, 40, 8, 8, 0xFFFFFF)
    bench.picture(look())
    assert bench.glass.grabbed == [Box(32, 32, 48, 48)]


def test_what_was_drawn_again_as_it_was_is_no_change():
    bench = Bench()
    first = bench.picture(look())
    bench.glass.paint(0, 0, 100, 100, 0x808080)
    assert bench.picture(look(since=first.fingerprint)) is None


@pytest.mark.parametrize("changed", [{"width": 160}, {"quality": 30}, {"monitor": 1}, {"interval_ms": 90}])
def test_another_look_begins_with_a_whole_picture(changed):
    bench = Bench()
    first = bench.picture(look())
    bench.glass.paint(0, 0, 8, 8, 0xFFFFFF)
    assert bench.picture(look(since=first.fingerprint, **changed)).parts is None


def test_a_look_that_missed_a_picture_is_given_all_of_it():
    bench = Bench()
    first = bench.picture(look())
    bench.glass.paint(0, 0, 8, 8, 0xFFFFFF)
    bench.picture(look(since=first.fingerprint))
    assert bench.picture(look(since=first.fingerprint)).parts is None
    assert bench.picture(look(since="of another process")).parts is None


def test_each_watch_is_owed_every_change_whoever_looked_first():
    bench = Bench()
    one, two = bench.picture(look("a")), bench.picture(look("b", width=160, height=96))
    bench.glass.paint(0, 0, 8, 8, 0xFFFFFF)
    assert bench.picture(look("a", one.fingerprint)).parts
    assert bench.picture(look("b", two.fingerprint, width=160, height=96)).parts


def test_a_watch_long_gone_is_forgotten():
    bench = Bench()
    gone = bench.picture(look("gone"))
    bench.now_s += FORGET_S
    bench.picture(look("other"))
    assert not bench.stage.knows(look("gone", gone.fingerprint))


def test_one_monitor_or_all_of_them():
    bench = Bench(Box(0, 0, 160, 192), Box(160, 0, 320, 192))
    sizes = [bench.picture(look(f"m{n}", monitor=n)) for n in range(4)]
    assert [(one.width, one.monitors) for one in sizes] == [(320, 2), (160, 2), (160, 2), (320, 2)]


def test_a_display_that_forgets_to_say_something_is_believed_no_more():
    bench = Bench()
    first = bench.picture(look())
    bench.glass.paint(40, 40, 8, 8, 0xFFFFFF, say=False)
    assert bench.picture(look(since=first.fingerprint)) is None
    bench.check()
    assert bench.stage.deaf
    bench.glass.paint(80, 80, 8, 8, 0xFFFFFF, say=False)
    seen = bench.picture(look(since=first.fingerprint))
    assert {(part.x, part.y) for part in seen.parts} == {(32, 32), (80, 80)}


def test_a_display_that_says_all_is_believed():
    bench = Bench()
    bench.picture(look())
    for _ in range(3):
        bench.glass.paint(40, 40, 8, 8, int(bench.now_s) * 1000)
        bench.check()
    assert not bench.stage.deaf


def test_black_is_said_and_taken_back():
    bench = Bench()
    first = bench.picture(look())
    bench.glass.paint(0, 0, WIDTH, HEIGHT, 0)
    black = bench.picture(look(since=first.fingerprint))
    assert (first.state, black.state) == (ScreenState.OK, ScreenState.BLACK)
    bench.glass.paint(0, 0, 4, 4, 0xFFFFFF)
    assert bench.picture(look(since=black.fingerprint)).state is ScreenState.OK


def test_frozen_is_said_without_a_picture_once():
    bench = Bench()
    first = bench.picture(look())
    bench.check()
    bench.glass.window = "a new window"
    bench.check()
    assert bench.picture(look(since=first.fingerprint)) is None, "it may be drawn yet"
    bench.check()
    frozen = bench.picture(look(since=first.fingerprint))
    assert (frozen.state, frozen.parts, frozen.jpeg) == (ScreenState.FROZEN, (), b"")
    assert bench.picture(look(since=frozen.fingerprint)) is None
    bench.glass.paint(0, 0, 4, 4, 0xFFFFFF)
    assert bench.picture(look(since=frozen.fingerprint)).state is ScreenState.OK


def test_a_display_that_breaks_is_not_hidden():
    bench = Bench()
    bench.glass.broken = "it went away"
    with pytest.raises(GlassError, match="went away"):
        bench.picture(look())


def test_a_window_that_is_drawn_in_time_is_no_reason_for_doubt():
    health = Health(0.0)
    health.checked("a", 5.0)
    health.checked("b", 10.0)
    health.changed(11.0)
    health.checked("b", 15.0)
    health.checked("b", 20.0)
    assert not health.frozen


@pytest.mark.parametrize("fronts", [(None, "a", "b"), ("a", "a", "a"), ("a", None, "a")])
def test_no_doubt_without_another_window(fronts):
    health = Health(0.0)
    for turn, front in enumerate((*fronts[:2], *fronts[1:2], *fronts[1:2])):
        health.checked(front, 5.0 * (turn + 1))
    assert not health.frozen
