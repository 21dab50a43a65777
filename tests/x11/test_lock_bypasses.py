"""Every known way past a screen lock, tried on a real display. Its pixels judge, and whether keys arrive.

What ends the worker or the service is in test_lock_survives.py.
"""

import pytest
from Xlib import X
from Xlib.ext import composite
from Xlib.protocol import event

from tests.x11.displays import HEIGHT, WIDTH, Screen, Victim, until
from tests.x11.lab_pc import LabPc


@pytest.fixture
def locked(pc: LabPc, screen: Screen, victim: Victim) -> LabPc:
    pc.lock()
    assert not screen.shows()
    return pc


def holds(screen: Screen, victim: Victim) -> bool:
    """Nothing of the pupil's is seen, and neither keys nor clicks reach it."""
    seen = screen.shows()
    screen.do("xdotool", "key", "x", "Return", "mousemove", "400", "300", "click", "1")
    return not seen and victim.heard() == 0


def test_without_a_lock_keys_and_clicks_arrive(pc: LabPc, screen: Screen, victim: Victim):
    assert not holds(screen, victim)


def test_a_lock_holds(locked: LabPc, screen: Screen, victim: Victim):
    assert holds(screen, victim)


def test_lifting_gives_everything_back(locked: LabPc, screen: Screen, victim: Victim):
    locked.lift()
    assert screen.shows()
    screen.press("x")
    assert victim.heard() == 1


def test_alt_f4_again_and_again(locked: LabPc, screen: Screen, victim: Victim):
    before = locked.pid
    screen.press(*["alt+F4"] * 25)
    assert holds(screen, victim)
    assert locked.pid == before
    assert victim.window.get_attributes().map_state == X.IsViewable


def test_alt_tab(locked: LabPc, screen: Screen, victim: Victim):
    other = Victim(screen)
    active = screen.property("_NET_ACTIVE_WINDOW")
    screen.do("xdotool", "keydown", "alt", "key", "Tab", "key", "Tab", "keyup", "alt")
    assert screen.property("_NET_ACTIVE_WINDOW") == active
    assert holds(screen, victim)
    assert other.heard() == 0
    other.close()


def test_ctrl_alt_arrows(pc: LabPc, screen: Screen, victim: Victim):
    def desktop() -> int:
        return screen.property("_NET_CURRENT_DESKTOP")[0]

    screen.press("ctrl+alt+Right")
    until(lambda: desktop() == 1, "the window manager's own key, without a lock")
    screen.do("xdotool", "set_desktop", "0")
    until(lambda: desktop() == 0 and screen.shows())
    pc.lock()
    victim.heard()
    screen.press("ctrl+alt+Right", "ctrl+alt+Left", "ctrl+alt+Down", "ctrl+alt+Right")
    assert desktop() == 0
    assert holds(screen, victim)


def test_the_workspace_is_switched_by_a_program(locked: LabPc, screen: Screen, victim: Victim):
    elsewhere = "1"
    screen.do("xdotool", "set_desktop", elsewhere)
    until(lambda: screen.property("_NET_CURRENT_DESKTOP") == [1])
    on_it = Victim(screen)
    assert holds(screen, on_it)
    on_it.close()
    screen.do("xdotool", "set_desktop", "0")
    until(lambda: screen.property("_NET_CURRENT_DESKTOP") == [0])
    assert holds(screen, victim)


def test_a_window_is_raised_above_it(locked: LabPc, screen: Screen, victim: Victim):
    grinder = Victim(screen, above_all=True)
    for _ in range(20):
        grinder.raise_up()
        assert not screen.shows()
    grinder.focus()
    assert holds(screen, grinder)
    grinder.close()


def test_a_window_asks_the_window_manager_to_be_above_all(locked: LabPc, screen: Screen, victim: Victim):
    window = hex(victim.window.id)
    for state in ("ABOVE", "FULLSCREEN"):
        ask_for_state(screen, victim.window.id, f"_NET_WM_STATE_{state}")
    screen.do("xdotool", "windowactivate", window, "windowraise", window)
    assert holds(screen, victim)


def test_a_second_monitor_is_plugged_in(locked: LabPc, screen: Screen, victim: Victim):
    left, right = (f"{WIDTH // 2}/300x{HEIGHT}/300+{x}+0" for x in (0, WIDTH // 2))
    screen.do("xrandr", "--setmonitor", "LEFT", left, "screen")
    screen.do("xrandr", "--setmonitor", "RIGHT", right, "none")
    try:
        assert holds(screen, victim)
        until(lambda: len(lock_windows(screen)) == 2, "a message on each monitor")
        assert holds(screen, victim)
    finally:
        screen.do("xrandr", "--delmonitor", "RIGHT")
        screen.do("xrandr", "--delmonitor", "LEFT")
    until(lambda: lock_windows(screen) == [(0, 0, WIDTH, HEIGHT)], "one message on one monitor")
    assert holds(screen, victim)


def test_the_screen_grows(pc: LabPc, screen: Screen, victim: Victim):
    screen.do("xrandr", "--newmode", "small", "0", "640", "0", "0", "0", "480", "0", "0", "0")
    screen.do("xrandr", "--addmode", "screen", "small")
    screen.do("xrandr", "--output", "screen", "--mode", "small")
    pc.lock()
    assert holds(screen, victim)
    screen.do("xrandr", "--output", "screen", "--mode", f"{WIDTH}x{HEIGHT}")
    until(lambda: lock_windows(screen) == [(0, 0, WIDTH, HEIGHT)], "the message fills the screen")
    assert holds(screen, victim)


def test_a_menu_is_open_when_the_lock_comes(pc: LabPc, screen: Screen, victim: Victim):
    """It holds keyboard and pointer, and lets go at Escape, as menus do."""
    with screen.connected() as link:
        root = link.screen().root
        assert root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) == X.GrabSuccess
        root.grab_pointer(False, 0, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime)
        escape = link.keysym_to_keycode(0xFF1B)
        asked = pc.ask_later("Eyes on me")
        until(lambda: not screen.shows(), "covered at once")
        while (heard := link.next_event()).type != X.KeyPress or heard.detail != escape:
            pass
        link.ungrab_keyboard(X.CurrentTime)
        link.ungrab_pointer(X.CurrentTime)
        link.sync()
        trouble = asked.exception(60)
    assert trouble is None or "trying again" in str(trouble), "one that took its time is reported, as below"
    until(lambda: holds(screen, victim), "held once the menu is closed")


def test_a_program_that_will_not_let_go_is_reported(pc: LabPc, screen: Screen, victim: Victim):
    with screen.connected() as link:
        root = link.screen().root
        root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        link.sync()
        asked = pc.ask_later("Eyes on me")
        assert "another program on this PC holds the keyboard" in str(asked.exception(60))
        assert not screen.shows()
    until(lambda: holds(screen, victim), "held as soon as it can be")


@pytest.mark.parametrize("harm", ["unmap", "destroy", "lower", "shrink"])
def test_another_program_harms_the_locks_windows(harm: str, locked: LabPc, screen: Screen, victim: Victim):
    with screen.connected() as link:
        for window in [overlay(link), *overlay(link).query_tree().children]:
            {
                "unmap": window.unmap,
                "destroy": window.destroy,
                "lower": lambda window=window: window.configure(stack_mode=X.Below),
                "shrink": lambda window=window: window.configure(width=10, height=10),
            }[harm]()
        link.sync()
    until(lambda: lock_windows(screen) == [(0, 0, WIDTH, HEIGHT)], "put back")
    until(lambda: holds(screen, victim))


def test_blank_is_black_and_a_lock_lies_over_it(pc: LabPc, screen: Screen, victim: Victim):
    pc.lock("", kind="blank")
    assert screen.pixel(100, 100) == 0
    assert holds(screen, victim)
    pc.lock("Eyes on me")
    assert screen.pixel(100, 100) != 0
    pc.lift()
    until(lambda: screen.pixel(100, 100) == 0)
    assert holds(screen, victim)


def ask_for_state(screen: Screen, window: int, state: str) -> None:
    """As a program asks the window manager (EWMH)."""
    with screen.connected() as link:
        root, kind = link.screen().root, link.intern_atom("_NET_WM_STATE")
        data = (32, [1, link.intern_atom(state), 0, 1, 0])
        message = event.ClientMessage(window=window, client_type=kind, data=data)
        root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        link.sync()


def overlay(link):
    return composite.get_overlay_window(link.screen().root).overlay_window


def lock_windows(screen: Screen) -> list[tuple[int, int, int, int]]:
    """Where the windows are that can be seen in the overlay."""
    with screen.connected() as link:
        seen = []
        for window in overlay(link).query_tree().children:
            if window.get_attributes().map_state == X.IsViewable:
                at = window.get_geometry()
                seen.append((at.x, at.y, at.width, at.height))
    return sorted(seen)
