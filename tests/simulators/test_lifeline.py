import signal
import subprocess
import sys
import threading

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from simulators import lifeline

PARENT = """
import threading
from simulators import lifeline
lifeline.start(["sh", "-c", "echo $$; exec sleep 600"])
threading.Event().wait()
"""


def test_a_program_ends_with_the_one_that_started_it_although_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    gone, alive = psutil.wait_procs([child], timeout=60)
    assert gone or alive[0].status() == psutil.STATUS_ZOMBIE


def test_it_does_not_end_with_the_thread_in_which_it_was_started() -> None:
    started: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=lambda: started.append(lifeline.start(["cat"], stdin=subprocess.PIPE)))
    thread.start()
    thread.join()
    _, status = started[0].communicate(b""), started[0].wait(60)
    assert status == 0, "it was killed, or could not be started"


@pytest.mark.parametrize("tie", [("no-such-program",), ("false",)])
def test_where_it_cannot_be_tied_it_starts_all_the_same(
    tie: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifeline, "_TIE", tie)
    monkeypatch.setattr(lifeline, "_can_be_tied", lifeline._can_be_tied.__wrapped__)
    assert lifeline.start(["true"]).wait(60) == 0


def test_it_can_still_be_told_to_stop() -> None:
    program = lifeline.start(["sleep", "600"], start_new_session=True)
    program.terminate()
    assert program.wait(60) == -signal.SIGTERM
