"""No parser that a stranger can reach falls over, whatever it is given, nor takes memory without end."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import pages, stations
from tests.fuzz.strategies import inputs

TARGETS = {one.name: one for one in (*stations.TARGETS, *pages.TARGETS)}
INPUTS = {name: inputs(target) for name, target in TARGETS.items()}
EXAMPLES = 40
MOST_BYTES = 4 * 2**20  # many times what the greatest message of 4,096 bytes takes

fuzzed = settings(
    deadline=None,
    derandomize=True,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
GREAT = (b"\x9b\x00\x00\x00\xff\xff\xff\xff\xff", b"\x5b\x00\x00\x00\x7f\xff\xff\xff\xff", b"\x81" * 5000)
GREATER = (b"[" * 5000, b"9" * 5000, b'{"a":' * 2000, b"\x01" * 20_000, b"\0" * 20_000, b"\xff" * 20_000)


@pytest.mark.parametrize("name", TARGETS)
@fuzzed
@given(data=st.data())
def test_a_parser_takes_it_or_refuses_it(name, data):
    target = TARGETS[name]
    with suppress(*target.refusals):
        target.parse(data.draw(INPUTS[name]))


@pytest.mark.parametrize("name", TARGETS)
def test_a_claim_of_great_size_takes_little_memory(name):
    target = TARGETS[name]
    tracemalloc.start()
    try:
        for data in (*target.corpus, *GREAT, *GREATER):
            with suppress(*target.refusals):
                target.parse(data)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_what_is_known_is_a_place_to_begin():
    assert all(target.corpus for target in TARGETS.values())
