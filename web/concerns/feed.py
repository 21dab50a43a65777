"""Tells the page of concerns which there are, without their words, and which screens pupils hid."""

from collections.abc import Callable, Iterable
from datetime import datetime

from controller.domain.events import ConcernsChanged, HidingsChanged
from controller.services.lab.concerns import Concern
from controller.services.lab.hidings import Hiding
from controller.services.lab.pupils import Pupils
from web.outbox import Outbox
from web.sockets.door import Caller

TOPIC = "concerns"
Json = dict[str, object]


class ConcernFeed:
    def __init__(self, pupils: Pupils, outbox: Outbox) -> None:
        self._pupils, self._outbox = pupils, outbox
        self._parts: dict[str, Callable[[], Json]] = {
            "concerns": lambda: {"concerns": [_concern(one) for one in pupils.concerns.queue()]},
            "hidings": lambda: {"hidings": [_hiding(one) for one in pupils.hidings.recent()]},
        }

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [(name, part()) for name, part in self._parts.items()]

    def concerns_changed(self, _: ConcernsChanged) -> None:
        self._outbox.tell_soon(TOPIC, "concerns", self._parts["concerns"])

    def hidings_changed(self, _: HidingsChanged) -> None:
        self._outbox.tell_soon(TOPIC, "hidings", self._parts["hidings"])


def _concern(one: Concern) -> Json:
    return {
        "id": one.id,
        "pc": one.pc,
        "at": one.at.isoformat(),
        "arrived_at": one.arrived_at.isoformat(),
        "talk": one.talk,
        "taken_by": one.taken_by,
        "taken_at": _iso(one.taken_at),
        "closed_by": one.closed_by,
        "closed_at": _iso(one.closed_at),
    }


def _hiding(one: Hiding) -> Json:
    """`title` and `address` are shown as text, never as a link."""
    return {
        "id": one.id,
        "pc": one.pc,
        "login": one.login,
        "pupil": one.pupil,
        "title": one.title,
        "address": one.address,
        "at": one.at.isoformat(),
        "ended_at": _iso(one.ended_at),
        "ended_by": one.ended_by,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
