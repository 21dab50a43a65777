"""The kept runs, with the firmware on CPython and on MicroPython itself: nothing wrong in either, and equal
outcomes.
"""

from functools import partial
from pathlib import Path

import pytest

from tests.micropython import driver
from tests.micropython.driver import Runner
from tests.stateful.play import play
from tests.stateful.rig_box import RigBox
from tests.stateful.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def micropython():
    with driver.micropython() as runner:
        yield runner


@pytest.fixture(scope="module")
def cpython():
    with driver.cpython() as runner:
        yield runner


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kept_run_ends_alike(
    name: str, small_school: tuple[Path, bytes], cpython: Runner, micropython: Runner
) -> None:
    outcomes = [
        play(SCENARIOS[name], *small_school, partial(RigBox, runner=runner))
        for runner in (cpython, micropython)
    ]
    assert outcomes[0] == outcomes[1]
    assert any(moved for _, _, moved in outcomes[0])
