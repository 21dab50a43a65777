"""Tells reception how messages stand, and a lesson's page how many wait: never whose, nor what they say."""

from collections.abc import Iterable
from functools import partial
from threading import Lock

from controller.clock import Clock
from controller.domain.events import MessageChanged
from controller.services.messages.build import Messages
from controller.services.stations.may_use import MayUse
from web.messages.shown import message, someone
from web.outbox import Outbox
from web.sockets.door import Caller

OFFICE, LESSON = "messages", "notes"
LOOK_EVERY_S = 10.0
Json = dict[str, object]


class OfficeFeed:
    def __init__(self, messages: Messages, outbox: Outbox) -> None:
        self._messages, self._outbox = messages, outbox

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [("messages", self._snapshot())]

    def changed(self, _: MessageChanged) -> None:
        self._outbox.tell_soon(OFFICE, "messages", self._snapshot)

    def _snapshot(self) -> Json:
        return {"messages": [message(one) for one in self._messages.office.todays()]}


class LessonFeed:
    """`may-use` moves with the clock too: leave begins and runs out."""

    def __init__(self, messages: Messages, may_use: MayUse, clock: Clock, outbox: Outbox) -> None:
        self._messages, self._may_use, self._clock, self._outbox = messages, may_use, clock, outbox
        self._pages: dict[str, tuple[str, Json]] = {}
        self._lock = Lock()
        self._looked_at = 0.0

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        lesson = topic.partition(":")[2]
        may = self._may(lesson)
        with self._lock:
            self._pages[caller.sid] = lesson, may
        return [("notes", self._badge(lesson)), ("may-use", may)]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.pop(caller.sid, None)

    def changed(self, event: MessageChanged) -> None:
        for lesson in event.lessons:
            self._outbox.tell_soon(f"{LESSON}:{lesson}", "notes", partial(self._badge, lesson))

    def look(self, _: object = None) -> None:
        """Tells the lessons for which somebody else may use a phone now."""
        with self._lock:
            pages = list(self._pages.items())
        fresh = {lesson: self._may(lesson) for lesson in {lesson for _, (lesson, _) in pages}}
        for sid, (lesson, known) in pages:
            if fresh[lesson] != known:
                with self._lock:
                    if sid in self._pages:
                        self._pages[sid] = lesson, fresh[lesson]
                self._outbox.tell_soon(sid, "may-use", partial(fresh.get, lesson))

    def tick(self) -> None:
        moment = self._clock.monotonic()
        if self._pages and moment - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = moment
            self.look()

    def _badge(self, lesson: str) -> Json:
        badge = self._messages.classroom.badge(lesson)
        return {"notes": {"waiting": badge.waiting, "urgent": badge.urgent}}

    def _may(self, lesson: str) -> Json:
        group = self._messages.classroom.lesson(lesson).class_id
        return {"may": [someone(one) for one in self._may_use.of_class(group)]}
