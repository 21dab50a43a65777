"""Plays a run of the state machine again, step by step, as it was written down."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from firmware_bridge.protocol.v1.messages import StationEvent
from tests.stateful.machine import School
from tests.stateful.scenarios import Step
from tests.stateful.stations import Box
from tests.stateful.world import MakeBox

Outcome = list[tuple[str, StationEvent, bool]]


def play(steps: Iterable[Step], template: Path, tag_key: bytes, make_box: MakeBox = Box) -> Outcome:
    """What each station wrote down, in its order, and whether its bolt moved for it. Fails as the machine
    does.
    """
    made = {"template": template, "tag_key": tag_key, "make_box": staticmethod(make_box)}
    machine = type("Played", (School,), made)()
    try:
        for rule, arguments in steps:
            getattr(machine, rule)(**arguments)
            machine.nothing_opened_that_must_not()
    finally:
        machine.teardown()
    diary = machine.world.oracle.diary
    return [
        (number[0], replace(event, nonce=None, order=None), number in diary.moves)
        for number, event in sorted(diary.events.items(), key=lambda one: one[0][0])
    ]
