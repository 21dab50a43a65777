import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware_bridge.event_queue import EventQueue, QueueError
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, seal
from tests.firmware_bridge.events import event

GATE = Address("northgate", "gate-1")
NAME = str(GATE)
NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)


def said(seq: int) -> bytes:
    """The event with that number, as it is said one more time."""
    return seal(event(seq), GATE, bytes(32), now=NOW, msg_id=new_msg_id())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


def test_events_come_back_in_their_order_each_station_its_own() -> None:
    queue = EventQueue()
    first, second = said(1), said(2)
    assert queue.keep(NAME, first)
    assert queue.keep("northgate/gate-2", said(9))
    assert queue.keep(NAME, second)
    kept = queue.after(NAME, 0, 10)
    assert [one.envelope for one in kept] == [first, second]
    assert queue.stations() == {NAME: 2, "northgate/gate-2": 1}
    queue.drop(NAME, kept[0].number)
    assert [one.envelope for one in queue.after(NAME, 0, 10)] == [second]
    assert queue.waiting(NAME) == 1


def test_an_event_that_is_said_again_takes_no_more_room() -> None:
    queue = EventQueue(limit=1)
    assert queue.keep(NAME, said(1))
    assert queue.keep(NAME, said(1))
    assert queue.waiting(NAME) == 1


def test_when_it_is_full_the_new_is_not_taken_and_the_old_is_still_there() -> None:
    queue = EventQueue(limit=3)
    assert [queue.keep(NAME, said(seq)) for seq in range(1, 6)] == [True, True, True, False, False]
    assert queue.waiting(NAME) == 3
    queue.drop(NAME, queue.after(NAME, 0, 1)[0].number)
    assert queue.keep(NAME, said(5))


def test_it_outlives_the_program_and_is_its_owners_alone(path: Path) -> None:
    queue = EventQueue(path)
    queue.keep(NAME, said(1))
    queue.close()
    again = EventQueue(path)
    assert again.stations() == {NAME: 1}
    again.close()
    assert path.stat().st_mode & 0o077 == 0


KEEP = """
import sys
from pathlib import Path
from firmware_bridge.event_queue import EventQueue
from tests.firmware_bridge.test_event_queue import NAME, said
queue = EventQueue(Path(sys.argv[1]))
for seq in range(1, 100_000):
    queue.keep(NAME, said(seq))
    print(seq, flush=True)
    if seq % 3 == 0:
        queue.drop(NAME, queue.after(NAME, 0, 1)[0].number)
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_taken(path: Path) -> None:
    program = subprocess.Popen([sys.executable, "-c", KEEP, path], stdout=subprocess.PIPE, text=True)
    assert program.stdout
    for _ in range(50):
        program.stdout.readline()
    os.kill(program.pid, signal.SIGKILL)
    taken = 50 + len(
        [line for line in program.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    )
    program.wait()
    program.stdout.close()
    queue = EventQueue(path)
    assert taken - taken // 3 <= queue.waiting(NAME) <= taken - taken // 3 + 1
    assert len(queue.after(NAME, 0, 1000)) == queue.waiting(NAME)
    queue.close()


def test_two_bridges_do_not_share_one(path: Path) -> None:
    queue = EventQueue(path)
    with pytest.raises(QueueError, match="name another file with --queue"):
        EventQueue(path)
    queue.close()


@pytest.mark.parametrize("content", [b"this is no database, and longer than a header of one" * 40, None])
def test_a_damaged_one_is_set_aside(path: Path, content: bytes | None) -> None:
    queue = EventQueue(path)
    for seq in range(1, 61):
        queue.keep(NAME, said(seq))
    queue.close()
    whole = path.read_bytes()
    path.write_bytes(content or whole[:8192] + b"\xff" * 4096 + whole[12288:])
    again = EventQueue(path)
    assert again.stations() == {}
    assert again.keep(NAME, said(1))
    again.close()
    assert Path(f"{path}.damaged").exists()


def test_a_place_where_nothing_can_be_written_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(QueueError, match="cannot be made"):
        EventQueue(tmp_path / "nowhere" / "queue.db")


def test_a_queue_that_fails_says_so_instead_of_taking_an_event() -> None:
    queue = EventQueue()
    queue.close()
    with pytest.raises(QueueError, match="is the disk full"):
        queue.keep(NAME, said(1))
