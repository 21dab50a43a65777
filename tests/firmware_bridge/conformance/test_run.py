"""Our own station passes every clause."""

import pytest

from firmware_bridge.conformance.clauses import Carriage, Verdict
from tests.firmware_bridge.conformance.workbench import examined


@pytest.mark.parametrize("carriage", Carriage)
def test_our_station_passes_every_clause_that_its_carriage_has(carriage):
    outcome = examined(carriage)
    other = [one for one in outcome.findings if one.verdict is not Verdict.PASS]
    assert [(one.clause.id, one.evidence) for one in other if one.clause.only in (None, carriage)] == []
