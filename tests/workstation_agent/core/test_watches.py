from tests.workstation_agent.core.bench import Bench, watch
from workstation_agent.core.effects import Capture, Say, SendFrame
from workstation_agent.core.events import Captured, Connected, Disconnected, FrameAcked
from workstation_agent.protocol.limits import MAX_WATCHES
from workstation_agent.protocol.watches import Unwatch


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
    assert bench.asked(Capture)[0].unless == "desktop"
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
        if bench.state.watches.flight:
            bench.ack()
        bench.wait(0.1)
        captures += len(bench.asked(Capture))
    assert 19 <= captures <= 20


def test_one_frame_at_a_time_and_the_longest_wait_first():
    bench = online()
    bench.send(watch("w1"))
    bench.send(watch("w2"))
    assert bench.asked(Capture) == []
    bench.screen_shows = "changed"
    bench.wait(5)
    assert not bench.asked(Capture)
    bench.ack()
    assert bench.asked(SendFrame)[0].header.watch == "w2"
    bench.ack()
    assert bench.asked(SendFrame)[0].header.watch == "w1"


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
    assert bench.asked(Capture)[0].unless is None
    assert bench.asked(SendFrame)[0].header.seq == 2


def test_unwatch_ends_it_even_with_a_capture_under_way():
    bench = online()
    bench.send(watch(), answer=False)
    assert bench.state.watches.capturing == "w1"
    bench.send(Unwatch("w1"))
    bench.send(Captured("w1", None))
    assert bench.state.watches.capturing is None
    bench.send(Unwatch("never opened"))


def test_the_watches_end_with_the_link():
    bench = online()
    bench.send(watch())
    bench.ack()
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
    assert bench.state.watches.flight is None
    bench.screen_shows = "new"
    bench.wait(1)
    flight = bench.state.watches.flight
    bench.send(FrameAcked("w1", 1))
    assert bench.state.watches.flight == flight
