"""The bodies of commands about sittings. `key` is the tablet's own name of a line, so that it counts once."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from controller.domain.exams import attendance, gate, room_log
from controller.domain.exams.seating import LABEL
from web.payloads import Id, Name, Number, Payload, Text, as_tuple, tidy


def _moment(value: object) -> object:
    """A strict payload takes no text for a time by itself. What is none stays text, and is refused."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _word(kind: type[StrEnum]) -> BeforeValidator:
    """The same for the words of the domain."""
    known = {one.value: one for one in kind}
    return BeforeValidator(lambda value: known.get(value, value) if isinstance(value, str) else value)


CandidateNumber = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
SeatLabel = Annotated[str, Field(pattern=f"^{LABEL.pattern}$")]
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Words = Annotated[str, Field(max_length=600), AfterValidator(tidy)]
Devices = Annotated[tuple[Name, ...], BeforeValidator(as_tuple), Field(max_length=gate.DEVICES_AT_MOST)]
Outcome = Annotated[gate.Outcome, _word(gate.Outcome)]
Step = Annotated[attendance.Step, _word(attendance.Step)]
Kind = Annotated[room_log.IncidentKind, _word(room_log.IncidentKind)]
Attested = Annotated[room_log.Attested, _word(room_log.Attested)]


class SittingNamed(Payload):
    sitting: Number


class Line(SittingNamed):
    """Something that was seen in a room or before it, and when."""

    key: Key
    at: Moment

    @property
    def written(self) -> room_log.Written:
        return room_log.Written(self.key, self.at)


class Passed(Line):
    candidate: CandidateNumber
    outcome: Outcome
    token: Name = ""
    devices: Devices = ()
    approval: Text = ""


class CandidateNamed(SittingNamed):
    candidate: CandidateNumber


class Marked(Line):
    candidate: CandidateNumber
    step: Step
    with_whom: Name = ""


class Moved(CandidateNamed):
    """`at` here and below: when, where a tablet keeps the line; otherwise it is now."""

    at: Moment | None = None
    room: Id
    seat: SeatLabel
    reason: Text


class SignedIn(Line):
    room: Id
    name: Name


class SignedOut(SittingNamed):
    name: Name
    at: Moment


class Reported(Line):
    """`seat` is empty where it is about the whole room."""

    room: Id
    kind: Kind
    words: Words
    seat: SeatLabel | None = None


class DeviceFound(Line):
    room: Id
    seat: SeatLabel
    what: Name
    where: Text


class TokenNamed(SittingNamed):
    at: Moment | None = None
    room: Id
    token: Name


class DepartureNamed(SittingNamed):
    departure: Number


class AttestationMade(Line):
    room: Id
    what: Attested
    name: Name


class Started(SittingNamed):
    """`override`: why it starts although something is missing."""

    override: Text = ""
