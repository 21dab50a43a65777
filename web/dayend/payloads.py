"""What the day-end desk may be asked, about some gates or, where none is named, about all of them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from web.payloads import Name, Number, Payload, Text, as_tuple

Gates = Annotated[tuple[Name, ...], BeforeValidator(as_tuple), Field(max_length=40)]
Buses = Annotated[tuple[Name, ...], BeforeValidator(as_tuple), Field(max_length=40)]


def _as_moment(value: object) -> object:
    """Another text stays one, which is no moment."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


class ReleaseStart(Payload):
    """`early` minutes before the bell the pupils of `buses` may go, by `early_gates` or by all."""

    when: Literal["now", "bell"]
    reason: Text = ""
    gates: Gates = ()
    early: Annotated[int, Field(ge=0, le=30)] = 0
    buses: Buses = ()
    early_gates: Gates = ()


class ReleaseEnd(Payload):
    release: Number
    gates: Gates = ()


class ReleaseMove(ReleaseEnd):
    """`was`: the first start that the page showed. `reason`: needed where it comes before the bell."""

    minutes: Annotated[int, Field(ge=-60, le=120)]
    was: Annotated[AwareDatetime, BeforeValidator(_as_moment)]
    reason: Text = ""
