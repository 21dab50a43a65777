import os
import signal
import subprocess
import sys
import threading

from controller.stopping import StopSignal

MANY = """
import os, signal, sys, threading
from controller.stopping import StopSignal

with StopSignal() as stop:
    print("waiting", flush=True)
    while not stop.wait(0.001):
        pass
print("stopped", flush=True)
"""


def test_nothing_happens_until_a_signal() -> None:
    with StopSignal() as stop:
        assert not stop.wait(0.01)


def test_a_signal_ends_the_wait_at_once() -> None:
    with StopSignal() as stop:
        threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
        assert stop.wait(30)
        assert stop.wait(30)


def test_earlier_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with StopSignal():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_more_signals_than_it_can_count_do_not_hang_it() -> None:
    with StopSignal() as stop:
        for _ in range(5000):
            os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(30)


def test_a_program_that_is_told_to_stop_again_and_again_stops() -> None:
    program = subprocess.Popen([sys.executable, "-c", MANY], stdout=subprocess.PIPE, text=True)
    assert program.stdout
    assert program.stdout.readline() == "waiting\n"
    for _ in range(20):
        if program.poll() is None:
            program.send_signal(signal.SIGTERM)
            program.send_signal(signal.SIGINT)
    out, _ = program.communicate(timeout=20)
    assert "stopped" in out or program.returncode in (-signal.SIGTERM, -signal.SIGINT)
