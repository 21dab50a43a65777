"""The bodies of the commands about class checks."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from web.lesson.payloads import LessonNamed
from web.payloads import Id, Payload, as_tuple

MOST_PUPILS = 200


class PupilMarked(Payload):
    pupil: Id
    mark: Literal["locked", "no-phone", "not-checked"]


class CheckMarked(LessonNamed):
    """`change` is the page's own number for it: sent again, it does nothing."""

    change: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    marks: Annotated[
        tuple[PupilMarked, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=MOST_PUPILS)
    ]


class TapsCounted(LessonNamed):
    """None: taps at no station count any longer."""

    station: Id | None
