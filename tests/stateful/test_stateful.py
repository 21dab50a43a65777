"""No run of the whole chain, with faults at every hop, in which a pouch opens that must not, or the books
are wrong.
"""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import School

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SETTINGS = settings(
    max_examples=2000 if LONG else 25,
    stateful_step_count=60 if LONG else 40,
    deadline=None,
    derandomize=not LONG,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def test_no_run_opens_wrongly_or_loses_count(small_school: tuple[Path, bytes]) -> None:
    template, tag_key = small_school
    machine = type("School", (School,), {"template": template, "tag_key": tag_key})
    run_state_machine_as_test(machine, settings=SETTINGS)
