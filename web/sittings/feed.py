"""Tells the pages of a room how its sitting stands. Each is told of its own room alone."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from threading import Lock

from controller.domain.events import ExamChanged, ExamPcsChanged
from controller.errors import Refused
from controller.services.exams.build import Exams
from controller.services.exams.sittings import Live
from web.outbox import Outbox
from web.sittings.pcs import pcs_snapshot
from web.sittings.snapshots import Json, room_snapshot
from web.sockets.door import Caller

EVENT = "exam"
PCS = "exam-pcs"


def room_of(exams: Exams, name: str) -> Live:
    """The sitting of `12/hall`. Raises Refused for one that is not there, or a room that is none."""
    number, _, room = name.partition("/")
    live = exams.sittings.live(int(number))
    if room not in live.rooms:
        raise Refused("room.unknown", "There is no such exam room. Go back to the list.")
    return live


class SittingFeed:
    def __init__(self, exams: Exams, outbox: Outbox) -> None:
        self._exams, self._outbox = exams, outbox
        self._rooms: dict[str, dict[str, None]] = {}
        self._lock = Lock()

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        name = topic.partition(":")[2]
        live = room_of(self._exams, name)
        with self._lock:
            self._rooms.setdefault(caller.sid, {})[name] = None
        return [(EVENT, self._drawn(lambda: live, name)), (PCS, self._pcs(name))]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._rooms.pop(caller.sid, None)

    def changed(self, event: ExamChanged) -> None:
        """The sitting is read once for all of its rooms."""
        live = cache(partial(self._exams.sittings.live, event.sitting))
        for name in self._followed(event.sitting):
            self._outbox.tell_soon(f"exam:{name}", EVENT, partial(self._drawn, live, name))

    def pcs_changed(self, event: ExamPcsChanged) -> None:
        for name in self._followed(event.sitting):
            self._outbox.tell_soon(f"exam:{name}", PCS, partial(self._pcs, name))

    def _followed(self, sitting: int) -> list[str]:
        with self._lock:
            followed = {name for names in self._rooms.values() for name in names}
        return [name for name in followed if name.partition("/")[0] == str(sitting)]

    def _pcs(self, name: str) -> Json:
        number, _, room = name.partition("/")
        return pcs_snapshot(self._exams.pc_board.of(int(number), room))

    def _drawn(self, live: Callable[[], Live], name: str) -> Json:
        return room_snapshot(live(), name.partition("/")[2])
