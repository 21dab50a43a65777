"""The firmware's size. Sizes are no times: they are the same on every machine, and so they are held to."""

import pytest

from tests.micropython.memory import bytecode, measure

KIB = 1024


@pytest.fixture(scope="module")
def sizes():
    return bytecode()


def test_the_bytecode_of_each_board_is_at_most_64_kib(sizes):
    assert {name for name, size in sizes.items() if size > 64 * KIB} == set()
    assert len(sizes) == 4


def test_a_full_authority_is_held_and_changed_in_128_kib():
    memory = measure()
    assert memory.started < memory.full_authority < memory.changing <= 128 * KIB
