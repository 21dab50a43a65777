import logging
import threading

import pytest

from controller.services.ticker import Ticker
from controller.storage.errors import StorageError


def fail() -> None:
    raise ZeroDivisionError


def full_disk() -> None:
    raise StorageError("database.full", "The disk of the database is full: free some space.")


def test_every_task_runs_at_every_tick_whatever_another_does(caplog: pytest.LogCaptureFixture) -> None:
    ticker, ticks = Ticker(), list[int]()
    ticker.add(fail)
    ticker.add(lambda: ticks.append(1))
    with caplog.at_level(logging.ERROR):
        ticker.tick()
        ticker.tick()
    assert ticks == [1, 1]
    assert "ZeroDivisionError" in caplog.text


def test_trouble_with_the_machine_is_one_line_until_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    ticker, disk_is_full = Ticker(), threading.Event()
    ticker.add(lambda: full_disk() if disk_is_full.is_set() else None)
    for state in (True, True, True, False, True):
        if state:
            disk_is_full.set()
        else:
            disk_is_full.clear()
        ticker.tick()
    assert [record.getMessage() for record in caplog.records] == [
        "The disk of the database is full: free some space."
    ] * 2
    assert not any(record.exc_info for record in caplog.records)


def test_it_ticks_by_itself_until_it_is_stopped() -> None:
    ticker, ticked = Ticker(interval_s=0.001), threading.Event()
    ticker.add(ticked.set)
    ticker.start()
    assert ticked.wait(10)
    ticker.stop()
    assert not any(thread.name == "ticker" for thread in threading.enumerate())


def test_a_task_may_stop_it() -> None:
    ticker, stopped = Ticker(interval_s=0.001), threading.Event()
    ticker.add(ticker.stop)
    ticker.add(stopped.set)
    ticker.start()
    assert stopped.wait(10)
    ticker.stop()
    assert not any(thread.name == "ticker" for thread in threading.enumerate())


def test_it_is_started_once() -> None:
    ticker = Ticker(interval_s=60)
    ticker.start()
    with pytest.raises(RuntimeError):
        ticker.start()
    ticker.stop()


def test_stopping_what_never_started_does_nothing() -> None:
    Ticker().stop()
