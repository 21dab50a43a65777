"""The bodies of the commands about messages from home and requests to ring home."""

from typing import Annotated, Literal

from pydantic import Field

from web.lesson.payloads import LessonNamed
from web.payloads import Id, Number, Payload, PupilNamed, Text

Once = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{16,64}$")]


class MessageWritten(PupilNamed):
    """`once`: the page's own name for it, made when it is begun; sent again it is the same message."""

    text: Text
    urgent: bool = False
    once: Once


class MessageNamed(Payload):
    message: Number


class RequestAnswered(MessageNamed):
    answer: Literal["send-now", "at-break", "rang"]
    text: Text = ""


class LessonMessage(LessonNamed):
    message: Number


class RingAsked(LessonNamed):
    pupil: Id
