"""Each fault of a wire, by what it makes of a hundred numbered pieces."""

import itertools
import math
import random
from collections import Counter

import pytest

from simulators.faults.wire import (
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    OneByteAtATime,
    Reorder,
    Silence,
    Wire,
    WireFault,
)

PIECES = [f"piece {number}".encode() for number in range(100)]


class Hands:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def rng(seed: int = 1) -> random.Random:
    return random.Random(seed)


def through(hands: Hands, *faults: WireFault, apart_s: float = 0.01) -> list[bytes]:
    wire = Wire(faults, hands)
    came: list[bytes] = []
    for piece in PIECES:
        hands.now += apart_s
        wire.put(piece)
        came += wire.take()
    hands.now += 3600
    return came + list(wire.take())


def test_a_wire_without_faults_carries_everything_at_once_and_in_order(hands: Hands) -> None:
    wire = Wire([], hands)
    for piece in PIECES:
        wire.put(piece)
    assert wire.wait_s == 0
    assert list(wire.take()) == PIECES
    assert wire.wait_s == math.inf


def test_dropped_pieces_are_gone_and_the_rest_comes_in_order(hands: Hands) -> None:
    came = through(hands, Drop(0.3, rng()))
    assert 50 < len(came) < 90
    assert came == [piece for piece in PIECES if piece in set(came)]


def test_a_corrupt_piece_differs_in_one_byte(hands: Hands) -> None:
    came = through(hands, Corrupt(0.3, rng()))
    differ = [
        sum(a != b for a, b in zip(before, after, strict=True))
        for before, after in zip(PIECES, came, strict=True)
    ]
    assert set(differ) == {0, 1}
    assert 10 < sum(differ) < 50


def test_a_duplicate_comes_twice_and_together(hands: Hands) -> None:
    came = through(hands, Duplicate(0.3, rng()))
    assert set(Counter(came).values()) == {1, 2}
    assert list(dict.fromkeys(came)) == PIECES


def test_a_piece_out_of_order_is_late_and_not_lost(hands: Hands) -> None:
    came = through(hands, Reorder(0.3, rng()))
    assert came != PIECES
    assert Counter(came) == Counter(PIECES)


def test_bytes_come_one_at_a_time(hands: Hands) -> None:
    came = through(hands, OneByteAtATime())
    assert {len(one) for one in came} == {1}
    assert b"".join(came) == b"".join(PIECES)


def test_a_delayed_piece_waits_for_its_time(hands: Hands) -> None:
    wire = Wire([Delay(0.2)], hands)
    wire.put(b"late")
    assert list(wire.take()) == []
    assert wire.wait_s == pytest.approx(0.2)
    hands.now = 0.2
    assert list(wire.take()) == [b"late"]


def test_silence_comes_and_goes_in_one_stretch_each(hands: Hands) -> None:
    came = through(hands, Silence(5, rng()), apart_s=1.0)
    there = [piece in set(came) for piece in PIECES]
    changes = sum(a != b for a, b in itertools.pairwise(there))
    assert there[0]
    assert 4 <= changes <= 2 * len(PIECES) / 10
    assert 3 <= there.count(False) / (changes / 2) <= 6


def test_faults_add_up_and_the_same_seed_does_the_same(hands: Hands) -> None:
    def faults(seed: int) -> list[WireFault]:
        return [Drop(0.2, rng(seed)), Duplicate(0.2, rng(seed + 1)), Corrupt(0.2, rng(seed + 2))]

    first = through(Hands(), *faults(7))
    assert first == through(Hands(), *faults(7))
    assert first != through(Hands(), *faults(8))
