"""A lock outlives what ends its worker or its service, ends when it should, and leaves nothing held."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib import X
from Xlib.ext import xinput

from tests.x11.conftest import end
from tests.x11.displays import Screen, Victim, until
from tests.x11.lab_pc import LabPc
from tests.x11.test_lock_bypasses import holds, overlay
from workstation_agent.protocol.troubles import WORKER_RESTARTED

JUMPING = Path(__file__).with_name("jumping_worker.py")
IMPATIENT = Path(__file__).with_name("impatient_worker.py")

Make = Callable[..., LabPc]


@pytest.fixture
def make(run_dir: Path) -> Iterator[Make]:
    """A service of its own; it and its workers are ended after the test."""
    made: list[LabPc] = []
    pids: set[int] = set()

    def start(*screens: Screen, **options: tuple[str, ...]) -> LabPc:
        pc = LabPc(run_dir, *screens, **options)
        made.append(pc)
        pc.start()
        pids.update(link.pid for link in pc.workers.links)
        return pc

    yield start
    for pc in made:
        pids.update(link.pid for link in pc.workers.links)
        pc.stop()
    end([*pids])


@pytest.fixture
def restless(make: Make, screen: Screen, victim: Victim) -> LabPc:
    pc = make(screen)
    pc.lock()
    return pc


def free(screen: Screen, victim: Victim) -> bool:
    """The pupil's screen is seen, and typed into."""
    screen.press("x")
    return victim.heard() > 0 and screen.shows()


def test_a_killed_worker_is_replaced_and_the_teacher_hears_of_it(
    restless: LabPc, screen: Screen, victim: Victim
):
    first = restless.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: restless.workers.links and restless.pid != first, "another worker")
    assert holds(screen, victim)
    until(lambda: restless.troubles)
    assert [one.kind for one in restless.troubles] == [WORKER_RESTARTED]
    assert "ended by force" in restless.troubles[0].detail


def test_a_worker_that_has_a_service_stays_however_little_it_has_to_do(make: Make, screen: Screen):
    pc = make(screen, program=(str(IMPATIENT),))
    first, began = pc.pid, time.monotonic()
    until(lambda: time.monotonic() - began > 1.5 or pc.troubles)
    assert pc.ask(pc.workers.links[0].call("about"))
    assert (pc.pid, pc.troubles) == (first, [])


def test_a_worker_cut_off_by_xkillclient_is_replaced(restless: LabPc, screen: Screen, victim: Victim):
    for _ in range(3):
        first = restless.pid
        with screen.connected() as link:
            overlay(link).query_tree().children[-1].kill_client()
            link.sync()
        until(lambda first=first: restless.workers.links and restless.pid != first, "another worker")
        assert not screen.shows()
    assert holds(screen, victim)
    until(lambda: len(restless.troubles) == 3)
    assert {one.kind for one in restless.troubles} == {WORKER_RESTARTED}
    assert "cut the agent off" in restless.troubles[0].detail


def test_a_crash_of_everything_gives_screen_and_input_back(restless: LabPc, screen: Screen, victim: Victim):
    worker = restless.pid
    restless.stop()
    assert holds(screen, victim)
    os.kill(worker, signal.SIGKILL)
    until(lambda: free(screen, victim), "screen and input are back")


def test_without_a_service_it_ends_at_its_end(make: Make, screen: Screen, victim: Victim):
    pc = make(screen)
    pc.lock(for_s=2.0)
    pc.stop()
    assert holds(screen, victim)
    until(lambda: free(screen, victim), "the end of the lease")


def test_the_next_service_takes_the_worker_over(restless: LabPc, make: Make, screen: Screen, victim: Victim):
    worker = restless.pid
    restless.stop()
    after = make(screen)
    assert after.pid == worker
    assert after.workers.links[0].holding["lock"]["message"] == "Eyes on me"
    assert holds(screen, victim)
    after.lift()
    until(lambda: free(screen, victim))


def test_asleep_and_awake(restless: LabPc, screen: Screen, victim: Victim):
    """A process that is stopped is one of a PC asleep; what the server shows and holds stays."""
    os.kill(restless.pid, signal.SIGSTOP)
    assert holds(screen, victim)
    screen.press("XF86Sleep", "ctrl+alt+Right", "alt+F4")
    os.kill(restless.pid, signal.SIGCONT)
    restless.ask(restless.workers.call_all("about"))
    assert holds(screen, victim)


def test_it_is_over_on_waking_after_its_end(make: Make, screen: Screen, victim: Victim, tmp_path: Path):
    """The boot-time clock counts the time asleep."""
    ahead = tmp_path / "ahead"
    pc = make(screen, program=(str(JUMPING), str(ahead)))
    pc.lock(for_s=3600)
    ahead.write_text("3500")
    pc.ask(pc.workers.call_all("about"))
    assert holds(screen, victim)
    ahead.write_text("3600")
    until(lambda: free(screen, victim), "the end of the lease")


def test_log_off_and_on(make: Make):
    """The display ends and comes again, as with every login."""
    screen = Screen()
    screen.start()
    try:
        pc = make(screen)
        pc.lock()
        for _ in range(2):
            first = pc.pid
            screen.stop()
            screen.start()
            victim = Victim(screen)
            until(lambda first=first: pc.workers.links and pc.pid != first, "a worker on the new display")
            assert holds(screen, victim)
            victim.close()
        assert pc.troubles == []
    finally:
        screen.stop()


def test_two_displays_are_both_held(make: Make, screen: Screen):
    second = Screen()
    second.start()
    try:
        make(screen, second).lock()
        for one in (screen, second):
            victim = Victim(one)
            assert holds(one, victim)
            victim.close()
    finally:
        second.stop()


def test_a_second_pointer_and_keyboard_are_held_too(make: Make):
    """As a program can make (XInput 2). That they are held is seen by who else may take them."""
    screen = Screen()
    screen.start()
    try:
        pc = make(screen)
        screen.do("xinput", "create-master", "second")
        second = int(screen.do("xinput", "list", "--id-only", "second pointer"))
        assert may_take(screen, second)
        pc.lock()
        assert not may_take(screen, second)
        pc.lift()
        assert may_take(screen, second)
    finally:
        screen.stop()


def may_take(screen: Screen, device: int) -> bool:
    with screen.connected() as link:
        link.xinput_query_version()
        answer = link.screen().root.xinput_grab_device(
            device, X.CurrentTime, xinput.GrabModeAsync, xinput.GrabModeAsync, False, 0
        )
        return answer.status == X.GrabSuccess


def test_a_server_without_an_overlay_window_is_held_by_raising(make: Make):
    screen = Screen("1280x720x24", "-extension", "Composite")
    screen.start()
    try:
        pc = make(screen)
        victim = Victim(screen)
        pc.lock()
        assert holds(screen, victim)
        grinder = Victim(screen, above_all=True)
        grinder.raise_up()
        until(lambda: not screen.shows(), "raised above it again")
        assert holds(screen, grinder)
        pc.lift()
        until(screen.shows)
        for one in (victim, grinder):
            one.close()
    finally:
        screen.stop()


def test_the_servers_own_screen_saver_does_not_come_above_it(restless: LabPc, screen: Screen, victim: Victim):
    with screen.connected() as link:
        root = link.screen().root
        link.set_screen_saver(600, 600, X.DefaultBlanking, X.DefaultExposures)
        root.screensaver_set_attributes(
            x=0, y=0, width=3000, height=3000, border_width=0, background_pixel=0xFF00FF
        )
        link.force_screen_saver(X.ScreenSaverActive)
        link.sync()
        until(lambda: root.screensaver_query_info().state == 0, "the screen saver is sent away")
    assert holds(screen, victim)
