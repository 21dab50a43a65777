"""A message of the teacher on a real display: seen at once, and no key of the pupil's goes astray."""

from tests.x11.displays import VICTIM, Screen, Victim, until
from tests.x11.lab_pc import LabPc


def test_a_message_is_in_front_and_takes_no_keys(pc: LabPc, screen: Screen, victim: Victim):
    pc.ask(pc.workers.call("message", {"text": "Please save your work", "at": "10:41"}))
    until(lambda: screen.pixel(640, 140) != VICTIM, "in front of the pupil's window")
    screen.press("x", "Return", "space")
    assert victim.heard() == 3
    screen.do("xdotool", "search", "--name", "A message from your teacher", "windowclose")
    until(lambda: screen.pixel(640, 140) == VICTIM, "closed")


def test_many_messages_leave_the_newest_open(pc: LabPc, screen: Screen, victim: Victim):
    for number in range(6):
        pc.ask(pc.workers.call("message", {"text": f"Number {number}", "at": "10:41"}))

    def found() -> list[str]:
        return screen.do("xdotool", "search", "--name", "A message from your teacher").split()

    until(lambda: len(found()) == 4)
    for window in found():
        screen.do("xdotool", "windowclose", window)
