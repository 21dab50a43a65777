from collections.abc import Callable, Sequence

import pytest

from controller.errors import SchoolbellError
from controller.services.batch import GAP_S, TURNS, Batch


class Later:
    """Keeps what is to be done until the test lets it."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay_s: float, do: Callable[[], None]) -> None:
        self.waiting.append((delay_s, do))

    def run(self) -> None:
        due, self.waiting = self.waiting, []
        for _, do in due:
            do()


class Taker:
    """Fails at `bad`."""

    def __init__(self, error: Exception | None = None) -> None:
        self.taken: list[list[str]] = []
        self._error = error

    def __call__(self, items: Sequence[str]) -> None:
        if self._error and "bad" in items:
            raise self._error
        self.taken.append(list(items))


def test_what_comes_within_a_moment_is_taken_together_and_in_order() -> None:
    later, taker = Later(), Taker()
    batch: Batch[str] = Batch(taker, later)
    for item in "abc":
        batch.add(item)
    assert [delay for delay, _ in later.waiting] == [GAP_S]
    later.run()
    assert taker.taken == []
    later.run()
    assert taker.taken == [["a", "b", "c"]]
    batch.add("d")
    later.run()
    assert taker.taken[1:] == [["d"]]


def test_it_does_not_wait_for_ever() -> None:
    later, taker = Later(), Taker()
    batch: Batch[str] = Batch(taker, later)
    batch.add("first")
    for turn in range(TURNS):
        batch.add(str(turn))
        later.run()
    assert [len(one) for one in taker.taken] == [TURNS + 1]


def test_it_is_put_off_until_it_is_ready_or_it_was_long_enough() -> None:
    later, taker, busy = Later(), Taker(), True
    batch: Batch[str] = Batch(taker, later, ready=lambda: not busy)
    batch.add("a")
    for _ in range(TURNS - 1):
        later.run()
    assert taker.taken == []
    later.run()
    assert taker.taken == [["a"]]
    batch.add("b")
    later.run()
    busy = False
    later.run()
    assert taker.taken == [["a"], ["b"]]


def test_where_each_message_has_a_thread_it_is_taken_as_it_comes() -> None:
    taker = Taker()
    batch: Batch[str] = Batch(taker)
    batch.add("a")
    batch.add("b")
    assert taker.taken == [["a"], ["b"]]


def test_one_at_fault_spoils_nothing_for_the_others(caplog: pytest.LogCaptureFixture) -> None:
    later, taker = Later(), Taker(ValueError("no such PC"))
    batch: Batch[str] = Batch(taker, later)
    for item in ("a", "bad", "c"):
        batch.add(item)
    later.run()
    later.run()
    assert taker.taken == [["a"], ["c"]]
    assert "no such PC" in caplog.text
    batch.add("d")
    later.run()
    assert taker.taken[-1] == ["d"]


def test_a_full_disk_is_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    later, taker = Later(), Taker(SchoolbellError("storage.full", "The disk is full."))
    batch: Batch[str] = Batch(taker, later)
    for item in ("a", "bad", "c"):
        batch.add(item)
    later.run()
    later.run()
    assert taker.taken == []
    assert caplog.text.count("The disk is full.") == 1
