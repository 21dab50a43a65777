from tests.workstation_agent.core.bench import Bench, picture, watch
from workstation_agent.core.effects import Capture, Say, SendFrame, StopCapture
from workstation_agent.core.events import Captured, Connected, Disconnected, FrameAcked, Picture
from workstation_agent.protocol.frame import Part, ScreenState
from workstation_agent.protocol.limits import MAX_WATCHES
from workstation_agent.protocol.watches import Unwatch, WatchSize


def online() -> Bench:
    bench = Bench()
    bench.send(Connected())
    return bench


def test_a_screen_that_nobody_watches_is_never_captured():
    bench = online()
    for _ in range(100):
        bench.wait(1)
        assert not bench.asked(Capture)


def test_a_watch_sends_a_picture_at_once_and_then_only_changes():
    bench = online()
    bench.send(watch())
    frame = bench.asked(SendFrame)[0]
    assert (frame.header.watch, frame.header.seq, frame.header.w) == ("w1", 1, 320)
    bench.ack()
    bench.wait(1)
    assert bench.asked(Capture)[0].look.since == "desktop"
    assert not bench.asked(SendFrame)
    bench.screen_shows = "a letter typed"
    bench.wait(1)
    assert bench.asked(SendFrame)[0].header.seq == 2


def test_a_platform_that_sends_the_same_picture_twice_is_not_believed():
    bench = online()
    bench.send(watch())
    bench.ack()
    bench.wait(1)
    bench.send(watch(interval_ms=40))
    effects = bench.send(Captured("w1", None))
    assert not [one for one in effects if isinstance(one, SendFrame)]


def test_pictures_keep_to_the_interval_asked_for():
    bench = online()
    bench.send(watch(interval_ms=500, ttl_s=100))
    captures = 0
    for turn in range(100):
        bench.screen_shows = f"picture {turn}"
        if bench.flying:
            bench.ack()
        bench.wait(0.1)
        captures += len(bench.asked(Capture))
    assert 19 <= captures <= 20


def test_one_frame_of_a_watch_at_a_time_and_none_waits_for_another():
    bench = online()
    bench.send(watch("w1"))
    bench.send(watch("w2"))
    assert bench.asked(SendFrame)[0].header.watch == "w2"
    bench.screen_shows = "changed"
    bench.wait(5)
    assert not bench.asked(Capture)
    bench.send(FrameAcked("w2", 1))
    assert [one.look.watch for one in bench.asked(Capture)] == ["w2"]
    bench.send(FrameAcked("w1", 1))
    assert [one.look.watch for one in bench.asked(Capture)] == ["w1"]


def test_a_screen_that_waits_for_a_change_is_asked_once():
    bench = online()
    bench.send(watch(), answer=False)
    for _ in range(10):
        bench.wait(1)
        assert not bench.asked(Capture)
    bench.send(Captured("w1", picture("changed at last")))
    bench.ack()
    bench.wait(0.9)
    assert not bench.asked(Capture), "a change that came late does not make the next come early"
    bench.wait(0.1)
    assert bench.asked(Capture)


def test_what_is_known_of_a_picture_goes_with_it():
    bench = online()
    bench.send(watch(), answer=False)
    parts = (Part(0, 0, 16, 16, 3),)
    bench.send(Captured("w1", Picture(b"abc", 320, 180, "f1", parts, ScreenState.BLACK, 2)))
    header = bench.asked(SendFrame)[0].header
    assert (header.w, header.h, header.parts, header.state, header.monitors) == (
        320,
        180,
        parts,
        ScreenState.BLACK,
        2,
    )


def test_each_watch_has_its_own_bounds():
    bench = online()
    bench.send(watch("w1", monitor=2), answer=False)
    thumb = bench.asked(Capture)[0].look
    bench.send(watch("w2", size=WatchSize.FULL, width=1280, height=720, interval_ms=66), answer=False)
    full = bench.asked(Capture)[0].look
    assert (thumb.most_bytes, thumb.monitor, thumb.interval_ms) == (10_000, 2, 1000)
    assert (full.most_bytes > 800_000, full.monitor, full.interval_ms) == (True, 0, 66)


def test_a_controller_that_lost_the_thread_is_sent_a_whole_picture():
    bench = online()
    bench.send(watch())
    bench.ack()
    bench.wait(1)
    bench.send(watch(whole=True))
    assert bench.asked(Capture)[0].look.since is None
    assert bench.asked(SendFrame)[0].header.seq == 2


def test_a_look_that_waits_is_put_right_when_something_else_is_wanted():
    bench = online()
    bench.send(watch())
    bench.ack()
    bench.wait(1)
    bench.send(watch(interval_ms=500), answer=False)
    bench.wait(1)
    bench.send(watch(whole=True), answer=False)
    bench.send(watch(monitor=1), answer=False)
    assert [one.watch for one in bench.asked(StopCapture)] == ["w1"]
    assert bench.asked(Capture)[0].look.monitor == 1


def test_a_frame_never_answered_is_taken_as_lost_and_sent_again():
    bench = online()
    bench.send(watch(ttl_s=60))
    bench.wait(9.9)
    assert not bench.asked(SendFrame)
    bench.wait(0.1)
    assert bench.asked(SendFrame)[0].header.seq == 2


def test_a_watch_that_is_not_renewed_ends():
    bench = online()
    bench.send(watch(ttl_s=15))
    bench.ack()
    bench.wait(10)
    bench.send(watch(ttl_s=15))
    bench.wait(14)
    assert bench.state.watches.open
    bench.wait(1)
    assert not bench.state.watches.open
    bench.wait(1)
    assert not bench.asked(Capture)


def test_a_renewal_sends_nothing_of_itself_but_a_new_size_does():
    bench = online()
    bench.send(watch())
    bench.ack()
    bench.send(watch())
    assert not bench.asked(Capture)
    bench.send(watch(width=1280, height=720))
    assert bench.asked(Capture)[0].look.since is None
    assert bench.asked(SendFrame)[0].header.seq == 2


def test_unwatch_ends_it_even_with_a_capture_under_way():
    bench = online()
    bench.send(watch(), answer=False)
    bench.send(Unwatch("w1"))
    assert bench.asked(StopCapture)
    bench.send(Captured("w1", picture("too late")))
    assert not bench.asked(SendFrame)
    bench.send(Unwatch("never opened"))


def test_the_watches_end_with_the_link():
    bench = online()
    bench.send(watch())
    bench.ack()
    bench.wait(1)
    bench.send(watch(interval_ms=900), answer=False)
    bench.wait(1)
    bench.send(Disconnected())
    bench.screen_shows = "something new"
    bench.wait(1)
    assert not bench.asked(Capture)
    assert not bench.state.watches.open
    bench.send(Connected())
    bench.send(watch())
    assert bench.asked(SendFrame)[0].header.seq == 1


def test_a_ninth_watch_takes_the_place_of_the_one_nearest_its_end():
    bench = online()
    for number in range(MAX_WATCHES + 1):
        bench.send(watch(f"w{number}", ttl_s=20 + number))
    assert [one.watch.watch for one in bench.state.watches.open] == [f"w{n}" for n in range(1, 9)]


def test_a_screen_that_cannot_be_captured_is_said_and_tried_again_later():
    bench = online()
    bench.broken = "the screen could not be captured"
    bench.send(watch(interval_ms=100))
    assert bench.asked(Say)[0].sentence == bench.broken
    bench.wait(1)
    assert not bench.asked(Capture)
    bench.broken = ""
    bench.wait(1)
    assert bench.asked(SendFrame)


def test_answers_to_frames_long_gone_change_nothing():
    bench = online()
    bench.send(watch())
    bench.ack()
    assert bench.flying == []
    bench.screen_shows = "new"
    bench.wait(1)
    bench.send(FrameAcked("w1", 1))
    bench.send(FrameAcked("never opened", 2))
    assert bench.flying == [FrameAcked("w1", 2)]
