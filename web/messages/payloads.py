"""The bodies of the commands about messages from home and requests to ring home."""

from typing import Literal

from web.lesson.payloads import LessonNamed
from web.payloads import Id, Number, Payload, PupilNamed, Text


class MessageWritten(PupilNamed):
    text: Text
    urgent: bool = False


class MessageNamed(Payload):
    message: Number


class RequestAnswered(MessageNamed):
    answer: Literal["send-now", "at-break", "rang"]
    text: Text = ""


class LessonMessage(LessonNamed):
    message: Number


class RingAsked(LessonNamed):
    pupil: Id
