import json

import pytest

from tests.golden.vectors import vectors
from tests.micropython.golden import CHECKS


@pytest.mark.parametrize("group", CHECKS)
def test_the_firmware_matches_the_vectors_wherever_it_runs(group, cpython, micropython):
    line = json.dumps({"module": "golden", "group": group, "vectors": vectors(group)})
    found = [json.loads(runner.ask(line)) for runner in (cpython, micropython)]
    assert found[0] == found[1]
    assert found[0]["failed"] == []
    assert found[0]["checked"] >= 3
