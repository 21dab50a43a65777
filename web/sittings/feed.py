"""Tells the pages of a room how its sitting stands. Each is told of its own room alone."""

from collections.abc import Iterable
from functools import partial
from threading import Lock

from controller.domain.events import ExamChanged
from controller.services.exams.build import Exams
from web.outbox import Outbox
from web.sittings.snapshots import Json, room_snapshot
from web.sockets.door import Caller

EVENT = "exam"


class SittingFeed:
    def __init__(self, exams: Exams, outbox: Outbox) -> None:
        self._exams, self._outbox = exams, outbox
        self._rooms: dict[str, dict[str, None]] = {}
        self._lock = Lock()

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        name = topic.partition(":")[2]
        with self._lock:
            self._rooms.setdefault(caller.sid, {})[name] = None
        return [(EVENT, self._snapshot(name))]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._rooms.pop(caller.sid, None)

    def changed(self, event: ExamChanged) -> None:
        with self._lock:
            followed = {name for names in self._rooms.values() for name in names}
        for name in followed:
            if name.partition("/")[0] == str(event.sitting):
                self._outbox.tell_soon(f"exam:{name}", EVENT, partial(self._snapshot, name))

    def _snapshot(self, name: str) -> Json:
        number, _, room = name.partition("/")
        return room_snapshot(self._exams.sittings.live(int(number)), room)
