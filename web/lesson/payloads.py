"""The bodies of the lesson page's commands that are not orders to PCs."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from web.payloads import MALFORMED, Id, Ids, Number, Payload, Text, as_tuple, tidy

MOST_PCS = 400


class LessonNamed(Payload):
    lesson: Id


class PlacedPc(Payload):
    seat: Id
    row: Annotated[int, Field(ge=1, le=40)]
    column: Annotated[int, Field(ge=1, le=24)]


class RoomArranged(LessonNamed):
    """Every PC of the room, with the place where it stands."""

    places: Annotated[tuple[PlacedPc, ...], BeforeValidator(as_tuple), Field(max_length=MOST_PCS)]


class SeatedPupil(Payload):
    seat: Id
    pupil: Id


class ClassSeated(LessonNamed):
    """Every pupil of the class who has a place in this room."""

    plan: Annotated[tuple[SeatedPupil, ...], BeforeValidator(as_tuple), Field(max_length=MOST_PCS)]


class GroupSaved(LessonNamed):
    """`keep`: for this lesson only, or for every one of the teacher's in this room."""

    name: Annotated[str, Field(max_length=24), AfterValidator(tidy)]
    seats: Ids
    keep: Literal["lesson", "room"]


class GroupNamed(LessonNamed):
    group: Number


class VisitStarted(Payload):
    """Into another's lesson or a free room, for ten minutes or `whole`: to its end, or an hour."""

    lesson: Id | None = None
    room: Id | None = None
    reason: Text
    whole: bool = False

    @model_validator(mode="after")
    def _one_place(self) -> "VisitStarted":
        if (self.lesson is None) == (self.room is None):
            raise ValueError(MALFORMED)
        return self
