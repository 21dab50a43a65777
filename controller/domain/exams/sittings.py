"""A sitting: one paper of one awarding body, written by some candidates in one session of one day."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from controller.domain.timetable import LONDON

MINUTE = timedelta(minutes=1)
LONGEST = timedelta(hours=8)
EXTRA_AT_MOST = 200  # per cent


class Session(StrEnum):
    """Morning or afternoon, as awarding bodies print it on their timetables and forms."""

    AM = "am"
    PM = "pm"


class ExamType(StrEnum):
    """How it is taken: the ratio of invigilators hangs on it."""

    WRITTEN = "written"
    ON_SCREEN = "on-screen"
    PRACTICAL = "practical"


class Stage(StrEnum):
    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Centre:
    """`number` has five digits. Shown in every room and on every form."""

    number: str
    name: str
    head_email: str = ""
    head_phone: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """`code` is the component's, as the awarding body writes it (8300/1F)."""

    awarding_body: str
    qualification: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """`starts` is the school's time of day on `on`. `started_at` is when it did start."""

    id: int
    series: str
    paper: Paper
    on: date
    session: Session
    starts: time
    length: timedelta
    kind: ExamType = ExamType.WRITTEN
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        return datetime.combine(self.on, self.starts, LONDON)

    @property
    def stage(self) -> Stage:
        if self.ended_at is not None:
            return Stage.ENDED
        return Stage.PLANNED if self.started_at is None else Stage.STARTED

    def finish(self, extra_percent: int = 0) -> datetime:
        """For somebody with that much extra time: from the real start once there is one."""
        return elapsed(self.started_at or self.due_at, working_time(self.length, extra_percent))


def working_time(length: timedelta, extra_percent: int) -> timedelta:
    """Rounded up to a whole minute: nobody is given less than their arrangement says."""
    return math.ceil(length * (100 + extra_percent) / 100 / MINUTE) * MINUTE


def elapsed(start: datetime, length: timedelta) -> datetime:
    """So much later by every clock, also on the night on which clocks change; in the school's time."""
    return datetime.fromtimestamp(start.timestamp() + length.total_seconds(), LONDON)
