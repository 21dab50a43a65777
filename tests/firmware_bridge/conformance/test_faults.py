"""Each clause fails for a station that breaks it, and for no other."""

import pytest

from firmware_bridge.conformance.catalogue import chosen
from firmware_bridge.conformance.checks import carriage, envelope
from firmware_bridge.conformance.clauses import Carriage, Verdict
from tests.firmware_bridge.conformance.faults.every import FAULTS, KINDS
from tests.firmware_bridge.conformance.workbench import examined

WHOLE_RUN = {one.id for one in (*carriage.WHOLE_RUN, *envelope.WHOLE_RUN)}
ALONE = [name for name, wrong in FAULTS.items() if not wrong.clauses & WHOLE_RUN]
SERIAL = [wrong for wrong in FAULTS.values() if wrong.carriage is Carriage.SERIAL]
HIDDEN = {"order.put-back", "order.counted", "event.unconfirmed"}  # by other faults of their kind


def failed(outcome):
    return {one.clause.id for one in outcome.findings if one.verdict is Verdict.FAIL}


def clauses_of(faults):
    return frozenset().union(*(one.clauses for one in faults))


@pytest.mark.parametrize("name", ALONE)
def test_a_wrong_station_fails_the_clause_that_says_so(name):
    wrong = FAULTS[name]
    assert failed(examined(wrong.carriage, wrong.do, chosen(tuple(wrong.clauses)))) == wrong.clauses


@pytest.mark.parametrize("kind", KINDS)
def test_a_station_wrong_in_every_way_of_a_kind_fails_those_clauses_and_no_other(kind):
    """Each fault by itself, against all clauses: faults/every.py, which takes a minute."""
    batch = [one for one in SERIAL if one.do.__module__ == kind]
    outcome = examined(Carriage.SERIAL, lambda station: [one.do(station) for one in batch])
    assert failed(outcome) | HIDDEN == clauses_of(batch) | HIDDEN
    assert failed(outcome) <= clauses_of(batch)


def test_over_mqtt_too():
    batch = [one for one in FAULTS.values() if one.carriage is Carriage.MQTT]
    outcome = examined(Carriage.MQTT, lambda station: [one.do(station) for one in batch])
    assert failed(outcome) == clauses_of(batch)


def test_nearly_every_clause_has_a_station_that_breaks_it():
    """The others are of what no station that runs could do, or take hours."""
    broken = clauses_of(FAULTS.values())
    assert {one.id for one in chosen(())} - broken == {
        "authority.difference",
        "authority.full",
        "authority.page",
        "authority.restart",
        "event.full",
        "mode.authority",
        "mode.ended",
        "mode.question",
        "mode.release",
        "order.malformed",
        "order.version",
        "tap.no-clock",
        "tap.window",
    }
