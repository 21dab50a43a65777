"""Tells the pages that follow a lesson what has changed in its room, for as long as the lesson lasts."""

from collections.abc import Iterable, Sequence
from functools import partial
from threading import RLock
from typing import Any

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.batch import Batch
from controller.services.lab.build import Lab
from web.lesson.wall import Json, wall
from web.outbox import DESK, Outbox
from web.sockets.door import Caller

AFTER_S = 0.1
"""A room answers an order in less, and is then told of once; a larger one is waited for."""


class LessonFeed:
    def __init__(self, server: Any, lab: Lab, outbox: Outbox, clock: Clock) -> None:
        self._server, self._lab, self._outbox, self._clock = server, lab, outbox, clock
        self._followed: dict[str, tuple[Lesson, set[str]]] = {}
        self._lock = RLock()
        self._news: Batch[tuple[str, Lesson]] = Batch(
            self._tell_walls, gap_s=AFTER_S, ready=lab.presence.settled
        )

    def follow(self, caller: Caller, topic: str) -> Iterable[tuple[str, object]]:
        """What a page that has just opened needs to know."""
        lesson = self._lab.lessons.get(LessonId.parse(topic.partition(":")[2]))
        assert lesson is not None, "the guard lets nobody follow a lesson that is not on"
        with self._lock:
            self._followed.setdefault(topic, (lesson, set()))[1].add(caller.sid)
        yield "wall", self._snapshot(lesson)
        yield "pulse", self._pulse(lesson)

    def leave(self, caller: Caller) -> None:
        with self._lock:
            for topic, (_, pages) in list(self._followed.items()):
                pages.discard(caller.sid)
                if not pages:
                    del self._followed[topic]

    def seats_changed(self, event: SeatsChanged) -> None:
        for topic, lesson in self._lessons():
            if lesson.room == event.room:
                self._news.add((topic, lesson))

    def tick(self) -> None:
        for topic, lesson in self._lessons():
            if self._clock.now() >= lesson.ends_at:
                self._close(topic)
            else:
                self._outbox.tell(topic, "pulse", self._pulse(lesson))

    def _tell_walls(self, news: Sequence[tuple[str, Lesson]]) -> None:
        """After a moment, so that what the PCs are to do, and what they answer, does not wait for it."""
        for topic, lesson in dict(news).items():
            self._outbox.tell_soon(topic, "wall", partial(self._snapshot, lesson))

    def _close(self, topic: str) -> None:
        """The room belongs to the next lesson now: its pages are told, and then hear no more."""
        self._outbox.tell(topic, "lesson-over", {})
        self._server.close_room(topic, namespace=DESK)
        with self._lock:
            self._followed.pop(topic, None)

    def _lessons(self) -> list[tuple[str, Lesson]]:
        with self._lock:
            return [(topic, lesson) for topic, (lesson, _) in self._followed.items()]

    def _snapshot(self, lesson: Lesson) -> Json:
        orders = self._lab.progress.recent(lesson)
        return wall(self._lab.seats.of(lesson), orders, self._lab.troubles.latest(lesson))

    def _pulse(self, lesson: Lesson) -> Json:
        """Per PC that is here: seconds since it was heard, and the number of its newest picture."""
        silence_s = self._lab.presence.silence_s(lesson.room)
        return {seat: [round(s, 1), self._lab.watches.newest(seat)] for seat, s in silence_s.items()}
