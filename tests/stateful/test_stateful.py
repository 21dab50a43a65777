"""No run of the whole chain, with faults at every hop, in which a pouch opens that must not, or the books are
wrong.

More and longer runs with `scripts/soak_stations.py`.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import School

SETTINGS = settings(
    max_examples=16,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # what it finds is printed as it ran; `soak_stations.py` makes it short
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(600)
def test_no_run_opens_wrongly_or_loses_count(small_school: tuple[Path, bytes]) -> None:
    template, tag_key = small_school
    machine = type("School", (School,), {"template": template, "tag_key": tag_key})
    run_state_machine_as_test(machine, settings=SETTINGS)
