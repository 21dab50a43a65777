import sys
from dataclasses import dataclass, field

import pytest

from firmware_bridge.conformance.hands import (
    ORDERS,
    QUESTIONS,
    Deed,
    HandsError,
    Look,
    NoHands,
    PersonHands,
    ProgramHands,
)

JIG = """
import sys
answers = {"tap a": "ok", "uid a": "04a1b2c3", "opened": "yes", "shown": "no"}
for line in sys.stdin:
    print(answers.get(line.strip(), "cannot"), flush=True)
"""


def program(text):
    return ProgramHands(f"{sys.executable} -c '{text}'")


@dataclass
class Person:
    """Somebody who does what is asked, and says yes."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    uid: str = "04 A1 b2 c3"

    def hands(self):
        def noted(how, answer):
            return lambda sentence: (self.asked.append((how, sentence)), answer)[1]

        return PersonHands(
            noted("tell", None), noted("wait", None), noted("confirm", True), noted("ask", self.uid)
        )


def test_a_program_does_and_sees_what_it_can():
    hands = program(JIG)
    assert hands.do(Deed.TAP_A)
    assert not hands.do(Deed.POWER_OFF)
    assert (hands.look(Look.OPENED), hands.look(Look.SHOWN)) == (True, False)
    assert (hands.uid(Deed.TAP_A), hands.uid(Deed.TAP_B)) == (bytes.fromhex("04a1b2c3"), None)
    hands.close()


def test_a_program_that_cannot_see_does_not_say_that_nothing_opened():
    hands = program(JIG.replace("yes", "what?"))
    assert hands.look(Look.OPENED) is None
    hands.close()


def test_a_program_that_ends_is_said():
    hands = program("")
    with pytest.raises(HandsError, match=r"the hands program `.*` has ended|gave no answer to `tap a`"):
        hands.do(Deed.TAP_A)
    hands.close()


def test_a_program_that_has_ended_with_something_unsaid_is_closed_in_peace():
    hands = program("")
    hands._program.wait()
    hands._program.stdin.write("tap a")  # not sent before the line ends
    hands.close()


@pytest.mark.parametrize("command", ["", "/nowhere/at-all", "'unfinished"])
def test_a_program_that_is_not_there_is_said(command):
    with pytest.raises(HandsError, match="check --hands"):
        ProgramHands(command)


def test_a_person_is_only_told_to_tap_since_the_answer_has_two_seconds():
    person = Person()
    hands = person.hands()
    assert hands.do(Deed.TAP_A)
    assert hands.do(Deed.POWER_OFF)
    hands.finished()
    assert [how for how, _ in person.asked] == ["tell", "wait", "wait"]


def test_a_person_cannot_cut_the_power_as_the_lock_moves():
    assert not Person().hands().do(Deed.TRAP)
    assert {*ORDERS, Deed.TRAP} == set(Deed)
    assert set(QUESTIONS) == set(Look)


@pytest.mark.parametrize(
    ("typed", "uid"), [("04 A1 b2 c3", bytes.fromhex("04a1b2c3")), ("", None), ("a tag", None)]
)
def test_a_person_is_asked_once_for_the_number_of_a_tag(typed, uid):
    person = Person(uid=typed)
    hands = person.hands()
    assert [hands.uid(Deed.TAP_A), hands.uid(Deed.TAP_A)] == [uid, uid]
    assert len(person.asked) == 1


def test_nobody_can_do_anything():
    hands = NoHands()
    hands.finished()
    assert not any(hands.do(deed) for deed in Deed)
    assert [hands.look(look) for look in Look] == [None, None]
    assert hands.uid(Deed.TAP_A) is None
