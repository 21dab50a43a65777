"""The words of an exam room's log and of what is attested in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from controller.errors import Refused

OLDEST = timedelta(hours=24)
AHEAD = timedelta(minutes=2)


class IncidentKind(StrEnum):
    LATE = "late"
    VERY_LATE = "very-late"
    SUSPECTED_MALPRACTICE = "suspected-malpractice"
    DEVICE_FOUND = "device-found"
    EVACUATION = "evacuation"
    ILLNESS = "illness"
    DISTURBANCE = "disturbance"
    UNAUTHORISED_PERSON = "unauthorised-person"
    SUPERVISED_LEAVE = "supervised-leave"
    EQUIPMENT = "equipment"
    QUESTION_PAPER = "question-paper"
    OTHER = "other"


INCIDENT_WORDS: Mapping[IncidentKind, str] = {
    IncidentKind.LATE: "Candidate arrived late",
    IncidentKind.VERY_LATE: "Candidate arrived very late",
    IncidentKind.SUSPECTED_MALPRACTICE: "Suspected malpractice",
    IncidentKind.DEVICE_FOUND: "Device found",
    IncidentKind.EVACUATION: "Evacuation",
    IncidentKind.ILLNESS: "Illness",
    IncidentKind.DISTURBANCE: "Disturbance",
    IncidentKind.UNAUTHORISED_PERSON: "Unauthorised person in the room",
    IncidentKind.SUPERVISED_LEAVE: "Supervised leave",
    IncidentKind.EQUIPMENT: "Equipment failed",
    IncidentKind.QUESTION_PAPER: "Error or damage in a question paper",
    IncidentKind.OTHER: "Other",
}
BY_ITSELF = frozenset({IncidentKind.LATE, IncidentKind.VERY_LATE, IncidentKind.SUPERVISED_LEAVE})
"""Written by the register, not by hand."""


class Attested(StrEnum):
    """What the rules want done; section C of the awarding bodies' form asks for the first three."""

    POSTER = "poster-displayed"
    INFORMATION = "information-issued"
    REMINDED = "candidates-reminded"
    ROOM_CHECKED = "room-checked"
    CLOCK_VISIBLE = "clock-visible"


ATTESTED_WORDS: Mapping[Attested, str] = {
    Attested.POSTER: "The warning to candidates and the mobile phone poster are on display",
    Attested.INFORMATION: "The information for candidates was issued to everybody before the exam",
    Attested.REMINDED: "The candidates were reminded at this exam to hand in every device",
    Attested.ROOM_CHECKED: "The room was checked: nothing on the walls or desks that could help",
    Attested.CLOCK_VISIBLE: "Every candidate can see a clock and the centre number",
}
BEFORE_START = (Attested.POSTER, Attested.INFORMATION, Attested.REMINDED)


@dataclass(frozen=True, slots=True)
class Written:
    """When it happened and under which name the tablet sent it: the same key is taken once."""

    key: str
    at: datetime


def happened(written: datetime, now: datetime) -> datetime:
    """The tablet's time, never later than ours. Raises Refused for one whose clock is wrong."""
    if written > now + AHEAD:
        raise Refused(
            "exam.clock-ahead", "This device's clock is ahead of the school's: set it, then try again."
        )
    if written < now - OLDEST:
        raise Refused("exam.too-old", "That was more than a day ago: write it into the incident log instead.")
    return min(written, now)
