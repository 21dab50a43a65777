"""Who is pinged, and who is taken for lost. By a clock that the test moves."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from engineio import packet

from simulators.benches.lab.websocket import Frames, client_frame
from tests.web.conftest import make_site
from web.sockets import engine
from web.sockets.engine import Engine, Socket


@dataclass
class Line:
    one: Socket
    theirs: socket.socket
    ended: list[str] = field(default_factory=list)

    def texts(self) -> list[bytes]:
        self.theirs.setblocking(False)
        try:
            return [payload for _, payload in Frames().feed(self.theirs.recv(1000))]
        except BlockingIOError:
            return []


class Time:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(engine, "time", Time())
    eio: Any = make_site().socketio.server.eio
    assert isinstance(eio, Engine)
    ours, theirs = socket.socketpair()
    made = Line(Socket(eio, "one", ours), theirs)
    eio.on("disconnect", lambda sid, why: made.ended.append(why))
    yield made
    ours.close()
    theirs.close()


def test_it_is_pinged_when_it_is_time(line: Line) -> None:
    line.one.look(107.9)
    assert line.texts() == []
    line.one.look(108.0)
    line.one.look(108.5)
    assert line.texts() == [b"2"]


def test_one_that_says_nothing_after_a_ping_is_lost_once(line: Line) -> None:
    line.one.look(108.0)
    line.one.look(115.0)
    assert line.ended == []
    line.one.look(115.1)
    line.one.look(200.0)
    assert line.ended == ["ping timeout"]
    assert line.one.closed


def test_one_that_reads_nothing_cannot_keep_a_connection_that_we_have_ended(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CLOSES_WITHIN_S", 0.0)
    reading = threading.Thread(target=line.one.read, daemon=True)
    reading.start()
    line.one.send(packet.Packet(packet.MESSAGE, bytes(3_000_000)))
    line.one.close()
    reading.join(10)
    assert not reading.is_alive()


def test_one_that_answers_is_asked_again(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.one.look(108.0)
    assert line.texts() == [b"2"]
    monkeypatch.setattr(Time, "now", 109.0)
    line.theirs.setblocking(True)
    line.theirs.sendall(client_frame(1, b"3") + client_frame(1, b"1"))
    line.one.read()  # until it says goodbye
    assert line.ended == ["client disconnect"]
