"""A word from home on its way to a pupil, and a pupil's wish to ring home on its way to the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.domain.lessons import Lesson
from controller.domain.timetable import local
from controller.errors import Refused

TEXT_AT_MOST = 200
KEPT = timedelta(days=30)
"""For so long is it known what a message said; that there was one stays in the journal."""


class Kind(StrEnum):
    FROM_HOME = "from-home"
    RING_HOME = "ring-home"


class MessageState(StrEnum):
    """`WAITING`, `ANSWERED`: with the teacher of the pupil's lesson. `ASKED`: with the office."""

    WAITING = "waiting"
    TOLD = "told"
    NOT_TOLD = "not-told"
    TAKEN_BACK = "taken-back"
    ASKED = "asked"
    ANSWERED = "answered"
    PASSED_ON = "passed-on"
    DONE = "done"
    LAPSED = "lapsed"


class Answer(StrEnum):
    """What the office says to a pupil who would like to ring home."""

    SEND_NOW = "send-now"
    AT_BREAK = "at-break"
    RANG = "rang"


ANSWER_WORDS = {
    Answer.SEND_NOW: "Send the pupil to reception now.",
    Answer.AT_BREAK: "The pupil may ring from reception at break.",
    Answer.RANG: "We rang:",
}

S = MessageState
MOVES: Mapping[MessageState, frozenset[MessageState]] = {
    S.WAITING: frozenset({S.TOLD, S.NOT_TOLD, S.TAKEN_BACK}),
    S.NOT_TOLD: frozenset({S.TOLD}),
    S.ASKED: frozenset({S.ANSWERED, S.LAPSED, S.TAKEN_BACK}),
    S.ANSWERED: frozenset({S.PASSED_ON, S.DONE, S.LAPSED}),
    S.PASSED_ON: frozenset({S.DONE, S.LAPSED}),
    S.LAPSED: frozenset({S.DONE}),
}
"""What may become of a message; of the others nothing more."""

TRAVELS = frozenset({S.WAITING, S.ANSWERED})
"""With the pupil, from lesson to lesson, until the teacher has passed it on."""

AT_THE_END = {S.WAITING: S.NOT_TOLD, S.ANSWERED: S.LAPSED, S.ASKED: S.LAPSED, S.PASSED_ON: S.LAPSED}
"""What becomes of it when the pupil's school day is over: it is back with the office."""

DID = {
    S.TOLD: "told the pupil",
    S.NOT_TOLD: "found nobody to tell: the pupil's day was over",
    S.TAKEN_BACK: "took it back",
    S.ANSWERED: "answered",
    S.PASSED_ON: "passed the answer on",
    S.DONE: "saw it through",
    S.LAPSED: "left it until the day was over",
}


@dataclass(frozen=True, slots=True)
class Message:
    """`by` sent it; `changed_by` did the last thing about it, or nobody did. `place` is where it waits.

    Whoever may not read `text` is not given a Message at all.
    """

    number: int
    kind: Kind
    pupil: str
    pupil_name: str
    form: str
    text: str
    urgent: bool
    state: MessageState
    by: str
    at: datetime
    lesson: str
    place: str
    opened_at: datetime | None
    moves: int
    answer: Answer | None
    answer_text: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Badge:
    """All that a teacher's page knows before the teacher opens it."""

    waiting: int
    urgent: bool


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a pupil is now by the timetable. `lesson` None: not in a lesson; `next` is the next one today."""

    lesson: Lesson | None
    next: Lesson | None
    away: str = ""

    @property
    def receives(self) -> Lesson | None:
        return self.lesson or self.next

    @property
    def sentence(self) -> str:
        if self.away:
            return self.away
        if self.lesson is not None:
            ends = f"{local(self.lesson.ends_at):%H:%M}"
            return f"In {_in_words(self.lesson)} until {ends}."
        if self.next is None:
            return "Not in a lesson now, and none is left today."
        return f"Not in a lesson now. Next: {_in_words(self.next)} at {local(self.next.starts_at):%H:%M}."


def _in_words(lesson: Lesson) -> str:
    return f"{lesson.subject}, {lesson.room_name}, with {lesson.teacher}"


def where_to(today: list[Lesson], now: datetime) -> Whereabouts:
    """`today` are the pupil's lessons of the day, the first one first."""
    on = next((one for one in today if one.starts_at <= now < one.ends_at), None)
    coming = next((one for one in today if one.starts_at > now), None)
    return Whereabouts(on, coming)


def check_text(text: str) -> str:
    """Raises Refused for one that says nothing or too much."""
    said = text.strip()
    if not said:
        raise Refused("message.empty", "Write what the pupil is to be told.")
    if len(said) > TEXT_AT_MOST:
        raise Refused("message.too-long", f"Use at most {TEXT_AT_MOST} characters.")
    return said


def check_move(was: MessageState, becomes: MessageState, by: str, at: datetime) -> None:
    """`by` and `at` are of what was done last. Raises Refused, saying that, where it is too late."""
    if becomes not in MOVES.get(was, frozenset()):
        did, when = DID.get(was, "has it now"), f"{local(at):%H:%M}"
        raise Refused("message.too-late", f"{by or 'Schoolbell'} {did}, at {when}.")
