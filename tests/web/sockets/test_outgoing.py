import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from simulators.benches.lab.websocket import Frames
from web.sockets import outgoing
from web.sockets.outgoing import Outgoing

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


def start(do: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=do)
    thread.start()
    return thread


def read_all(theirs: socket.socket) -> list[tuple[int, bytes]]:
    frames, found = Frames(), []
    while data := theirs.recv(65536):
        found += frames.feed(data)
    return found


def test_a_small_message_leaves_at_once_and_without_a_task(pair: Pair) -> None:
    def no_task(_: Callable[[], None]) -> None:
        raise AssertionError("nothing had to wait")

    ours, theirs = pair
    Outgoing(ours, no_task).put("2")
    assert theirs.recv(100) == b"\x81\x012"


def test_an_event_leaves_with_its_binary_part(pair: Pair) -> None:
    ours, theirs = pair
    out = Outgoing(ours, start)
    out.put('451-/desk,["frame",{"_placeholder":true,"num":0}]')
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)
    out.put(b"jpeg")
    assert [payload for _, payload in Frames().feed(theirs.recv(200))][1] == b"jpeg"


def test_whoever_sends_more_than_is_taken_does_not_wait_and_nothing_is_torn(pair: Pair) -> None:
    ours, theirs = pair
    threads: list[threading.Thread] = []
    out = Outgoing(ours, lambda do: threads.append(start(do)))
    said = [bytes((number,)) * 300_000 for number in range(8)]
    for one in said:
        out.put(one)
    out.end(1000)
    heard = read_all(theirs)
    for thread in threads:
        thread.join(5)
    assert [payload for _, payload in heard] == [*said, b"\x03\xe8"]
    assert threads


def test_one_that_has_stopped_reading_loses_its_connection(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MOST_WAITING", 1_000_000)
    ours, theirs = pair
    threads: list[threading.Thread] = []
    out = Outgoing(ours, lambda do: threads.append(start(do)))
    for _ in range(20):
        out.put(bytes(200_000))
    for thread in threads:
        thread.join(5)
    assert sum(len(payload) for _, payload in read_all(theirs)) < 20 * 200_000


def test_after_the_end_nothing_more_is_sent(pair: Pair) -> None:
    ours, theirs = pair
    out = Outgoing(ours, start)
    out.end(1000)
    out.put("2")
    out.abort()
    assert read_all(theirs) == [(8, b"\x03\xe8")]
