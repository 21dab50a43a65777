"""Tells the screens on the walls of exam rooms the times, and nothing of anybody."""

from collections.abc import Iterable
from functools import partial
from threading import Lock

from controller.domain.events import ExamChanged
from controller.services.exams.build import Exams
from web.outbox import Outbox
from web.sittings.feed import room_of
from web.sittings.snapshots import Json, clock_snapshot
from web.sockets.door import Caller

TOPIC = "exam-clock"


class ClockFeed:
    def __init__(self, exams: Exams, outbox: Outbox) -> None:
        self._exams, self._outbox = exams, outbox
        self._rooms: dict[str, set[str]] = {}
        self._lock = Lock()

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        name = topic.partition(":")[2]
        room_of(self._exams, name)
        with self._lock:
            self._rooms.setdefault(caller.sid, set()).add(name)
        return [(TOPIC, self._snapshot(name))]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._rooms.pop(caller.sid, None)

    def changed(self, event: ExamChanged) -> None:
        with self._lock:
            followed = set().union(*self._rooms.values())
        for name in followed:
            if name.partition("/")[0] == str(event.sitting):
                self._outbox.tell_soon(f"{TOPIC}:{name}", TOPIC, partial(self._snapshot, name))

    def _snapshot(self, name: str) -> Json:
        number, _, room = name.partition("/")
        return clock_snapshot(self._exams.sittings.live(int(number)), room)
