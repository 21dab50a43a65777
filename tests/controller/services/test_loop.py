import subprocess
import sys

import pytest

from controller.services.loop import beside_the_loop

UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, threading
from gevent.monkey import get_original
from controller.services.loop import beside_the_loop

sleep, ticks = get_original("time", "sleep"), []

def tick():
    while True:
        ticks.append(1)
        gevent.sleep(0.01)

gevent.spawn(tick)
assert beside_the_loop(lambda: (sleep(0.5), len(ticks))[1]) > 5, ticks
try:
    beside_the_loop(lambda: 1 / 0)
except ZeroDivisionError:
    print("the loop went on")
"""


def test_without_gevent_it_is_a_plain_call() -> None:
    assert beside_the_loop(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        beside_the_loop(lambda: 1 // 0)


def test_under_gevent_the_loop_goes_on_meanwhile() -> None:
    command = [sys.executable, "-c", UNDER_GEVENT]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout == "the loop went on\n", done.stderr
