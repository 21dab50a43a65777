"""The scenario list on CPython and on MicroPython itself, with equal answers byte for byte."""

from tests.micropython.scenarios import SCENARIOS, every_scenario
from tests.micropython.scene import Scene


@every_scenario
def test_a_station_does_what_it_must(scenario, cpython, micropython):
    transcripts = []
    for runner in (cpython, micropython):
        scene = Scene(runner, scenario.__name__)
        scenario(scene)
        transcripts.append(scene.transcript)
    assert transcripts[0] == transcripts[1]


def test_the_list_is_there():
    assert len(SCENARIOS) >= 25
