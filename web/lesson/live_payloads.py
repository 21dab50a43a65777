"""The bodies of the commands of live sessions: control, show, screenshot."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from web.payloads import MALFORMED, Id, Ids, Payload, Text
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.inputs import MAX_INPUTS, Input, input_from_json
from workstation_agent.protocol.sessions import is_picture

MAX_PICTURE_BYTES = 600_000
MAX_SIDE = 4096


def _inputs(value: object) -> tuple[Input, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_INPUTS:
        raise ValueError(MALFORMED)
    try:
        return tuple(input_from_json(one) for one in value)
    except ProtocolError as error:
        raise ValueError(MALFORMED) from error


def _picture(value: object) -> object:
    """By its first bytes and its length; it is never decoded here."""
    if isinstance(value, bytes) and len(value) > MAX_PICTURE_BYTES:
        raise ValueError("The picture of this screen is too large to be shown to the room.")
    if not isinstance(value, bytes) or not is_picture(value):
        raise ValueError(MALFORMED)
    return value


class LiveCommand(Payload):
    lesson: Id

    @property
    def about(self) -> tuple[str, ...]:
        """The seats that it names."""
        return ()


class SeatNamed(LiveCommand):
    seat: Id

    @property
    def about(self) -> tuple[str, ...]:
        return (self.seat,)


class ScreenshotAsked(SeatNamed):
    reason: Annotated[Text, Field(min_length=3)]


class ShowStarted(LiveCommand):
    """`source` is the PC whose screen is shown; None for the teacher's own."""

    seats: Ids
    source: Id | None = None
    mode: Literal["full", "window"] = "full"

    @property
    def about(self) -> tuple[str, ...]:
        return (*self.seats, self.source) if self.source else self.seats


class SessionNamed(LiveCommand):
    session: Id


class InputDone(SessionNamed):
    events: Annotated[Any, BeforeValidator(_inputs)]


class PictureShown(SessionNamed):
    width: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    height: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    picture: Annotated[Any, BeforeValidator(_picture)]
