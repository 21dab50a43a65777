"""The broker and the lines of the state machine are models: the same steps on real ones end alike."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.domain.modes import StationMode
from firmware_bridge.protocol.v1.vocabulary import What
from tests.servers import wait_for
from tests.stateful.books import balance
from tests.stateful.diary import Diary
from tests.stateful.live import WITHIN_S, LiveSchool
from tests.stateful.machine import School
from tests.stateful.scenarios import ADA, BEN, CAT, DESK, GATE, Step, opened, step
from tests.stateful.school import STRANGER

TAPS = (What.RELEASED, What.REFUSED, What.JAMMED, What.UNCONFIRMED)
STEPS = (
    opened("release"),
    step("all_pupils_tap", station=GATE),
    step("broker_outage", forgetful=True),
    step("tap", station=DESK, tag=ADA),
    step("tap_both", tag=STRANGER),
    step("broker_outage", forgetful=True),
    step("bridge_dies"),
    step("tap", station=DESK, tag=BEN),
    step("bridge_starts"),
    step("power_cut", station=GATE),
    step("tap", station=GATE, tag=ADA),
    step("power_returns", station=GATE),
    step("tap", station=GATE, tag=ADA),
    step("jam", station=GATE, jammed=True),
    step("tap", station=GATE, tag=BEN),
    step("jam", station=GATE, jammed=False),
    step("controller_dies", points=0),
    step("tap", station=DESK, tag=CAT),
    step("tap", station=GATE, tag=STRANGER),
    step("controller_starts"),
    step("end_release"),
    step("tap_both", tag=ADA),
    step("give_leave", pupil="p1"),
    step("tap_both", tag=ADA),
    step("set_mode", station=GATE, mode=StationMode.LOCKDOWN),
    step("tap", station=GATE, tag=BEN),
    step("set_mode", station=GATE, mode=StationMode.NORMAL),
    step("tap", station=GATE, tag=BEN),
    step("turn_key_switch", station=DESK, on=True),
    step("tap", station=DESK, tag=STRANGER),
    step("turn_key_switch", station=DESK, on=False),
)
Taps = dict[str, list[tuple[str, str, bool]]]


@pytest.fixture
def live(tmp_path: Path, small_school: tuple[Path, bytes]) -> Iterator[LiveSchool]:
    shutil.copytree(small_school[0], tmp_path / "data")
    school = LiveSchool(tmp_path, tmp_path / "data")
    yield school
    school.close()


@pytest.mark.timeout(300)
def test_the_models_do_as_the_real_ones(live: LiveSchool, small_school: tuple[Path, bytes]) -> None:
    for rule, arguments in STEPS:
        getattr(live, rule)(**arguments)
    wait_for(lambda: not wrong(live), WITHIN_S, lambda: wrong(live))
    assert taps(live.diary) == taps(modelled(*small_school, STEPS))


def wrong(live: LiveSchool) -> list[str]:
    """What does not balance; the last events may still be on their way."""
    assert live.services
    with live.services.database.read() as session:
        return balance(session, live.diary)


def modelled(template: Path, tag_key: bytes, steps: tuple[Step, ...]) -> Diary:
    machine = type("Modelled", (School,), {"template": template, "tag_key": tag_key})()
    for rule, arguments in steps:
        getattr(machine, rule)(**arguments)
        machine.pass_time((2500, 1))
        machine.nothing_opened_that_must_not()
    machine.teardown()
    return machine.world.oracle.diary


def taps(diary: Diary) -> Taps:
    """What became of the taps at each station, in their order, and whether its bolt moved."""
    found: Taps = {GATE: [], DESK: []}
    for number, event in diary.events.items():
        if event.what in TAPS:
            found[number[0]].append((event.what.word, event.reason.word, number in diary.moves))
    return found
