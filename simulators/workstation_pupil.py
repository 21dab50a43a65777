"""A pupil at the bar: accepts the notice, raises a hand now and then, seldom reports or hides something.

Who does what, and when, follows from the seed alone, so that each demonstration has some of everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import uuid4

from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilEvent,
    PupilView,
)

READS_S: Final = (3.0, 15.0)
ASKS_EVERY_S: Final = (120.0, 1200.0)
GIVES_UP_S: Final = 240.0
HIDES_FOR_S: Final = 45.0
REPORTS: Final = 17  # one pupil in so many reports something
REPORTS_S: Final = (40.0, 420.0)
HIDERS: Final = 13
HIDES_S: Final = (60.0, 420.0)
CONCERNS: Final = (
    ("Somebody I do not know sends me messages in a game and wants my photo.", "", True),
    ("A boy in my form takes things from my bag every day and laughs about it.", "", True),
    ("My friend has not eaten all week. Please ask her, but do not say it was me.", "my friend", False),
)
PAGES: Final = (
    ("Win a phone today!!! - Chromium", "http://prizes.example/win?phone=1"),
    ("Fight videos, newest first - Chromium", "https://videos.example/fights/new"),
)


@dataclass(frozen=True, slots=True)
class Mood:
    """Times in seconds after the first look at the screen; None for never."""

    asks_s: float
    reports_s: float | None
    hides_s: float | None


class SimulatedPupil:
    """`act(view, now_s)` gives what the pupil does at this moment. No clock, no chance but the seed's."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._began_s: float | None = None
        self._notice_s: float | None = None
        self._up_s: float | None = None
        self._hidden_s: float | None = None
        self._mood = Mood(
            self._chance.uniform(*ASKS_EVERY_S),
            self._chance.uniform(*REPORTS_S) if seed % REPORTS == 3 else None,
            self._chance.uniform(*HIDES_S) if seed % HIDERS == 5 else None,
        )

    def act(self, view: PupilView, now_s: float) -> list[PupilEvent]:
        if not view.user:
            return []
        if self._began_s is None:
            self._began_s = now_s
        since_s = now_s - self._began_s
        return [
            *self._read(view, now_s),
            *self._ask(view, now_s, since_s),
            *self._report(since_s),
            *self._hide(view, now_s, since_s),
        ]

    def _read(self, view: PupilView, now_s: float) -> Iterator[PupilEvent]:
        if view.notice is None:
            self._notice_s = None
            return
        if self._notice_s is None:
            self._notice_s = now_s + self._chance.uniform(*READS_S)
        if now_s >= self._notice_s:
            self._notice_s = now_s + READS_S[1]
            yield NoticeAccepted(_id("a"), view.notice.version)

    def _ask(self, view: PupilView, now_s: float, since_s: float) -> Iterator[PupilEvent]:
        if not view.hand:
            self._up_s = None
        elif self._up_s is None:
            self._up_s = now_s
        if self._up_s is not None and now_s - self._up_s >= GIVES_UP_S:
            yield HandPressed(False)
        elif not view.hand and view.teacher and since_s >= self._mood.asks_s:
            self._plan(asks_s=since_s + self._chance.uniform(*ASKS_EVERY_S) * 3)
            yield HandPressed(True)

    def _report(self, since_s: float) -> Iterator[PupilEvent]:
        if self._mood.reports_s is not None and since_s >= self._mood.reports_s:
            self._plan(reports_s=None)
            yield ConcernMade(_id("c"), *self._chance.choice(CONCERNS))

    def _hide(self, view: PupilView, now_s: float, since_s: float) -> Iterator[PupilEvent]:
        if self._hidden_s is not None and now_s - self._hidden_s >= HIDES_FOR_S:
            self._hidden_s = None
            yield HideEnded()
        elif self._mood.hides_s is not None and since_s >= self._mood.hides_s and view.hides_left:
            self._plan(hides_s=None)
            self._hidden_s = now_s
            title, address = self._chance.choice(PAGES)
            hide = _id("h")
            yield HidePressed(hide, title)
            yield HideAddress(hide, address)

    def _plan(self, **changes: float | None) -> None:
        known = {name: getattr(self._mood, name) for name in Mood.__dataclass_fields__}
        self._mood = Mood(**{**known, **changes})


def _id(kind: str) -> str:
    """Never twice, also not after this PC is switched on again."""
    return f"{kind}-{uuid4().hex}"
