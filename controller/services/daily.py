"""Work that once a day is enough for."""

from collections.abc import Callable
from datetime import date

from controller.clock import Clock
from controller.domain.timetable import local


class Daily:
    """Does it at the first tick of each school day's date, and so at a start. What fails is tried again."""

    def __init__(self, clock: Clock, work: Callable[[], object]) -> None:
        self._clock, self._work = clock, work
        self._done_on: date | None = None

    def tick(self) -> None:
        today = local(self._clock.now()).date()
        if self._done_on != today:
            self._work()
            self._done_on = today
