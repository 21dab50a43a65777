"""The scenario list on CPython and on MicroPython itself, with equal answers byte for byte."""

import pytest

from tests.micropython import emergencies, scenarios
from tests.micropython.scene import SCENARIOS, Scene


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_a_station_does_what_it_must(scenario, cpython, micropython):
    transcripts = []
    for runner in (cpython, micropython):
        scene = Scene(runner, scenario.__name__)
        scenario(scene)
        transcripts.append(scene.transcript)
    assert transcripts[0] == transcripts[1]


def test_the_list_is_there():
    modules = {one.__module__ for one in SCENARIOS}
    assert modules == {scenarios.__name__, emergencies.__name__}
    assert len(SCENARIOS) >= 35
