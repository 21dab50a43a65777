"""The words of the rules as they are written on a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from device_rules.errors import listed
from device_rules.vocabulary import (
    Activity,
    Authoriser,
    Breach,
    Device,
    During,
    Exemption,
    HeldAt,
    Place,
    ReleaseTo,
    Role,
    Storage,
    Verdict,
)

SILENT = "The policy does not say"


@dataclass(frozen=True, slots=True)
class Saying:
    """`tone` and `icon` are those of the chip that says it."""

    text: str
    tone: str
    icon: str


SAYINGS: Mapping[Verdict, Saying] = {
    Verdict.ALLOWED: Saying("Allowed", "ok", "check"),
    Verdict.ALLOWED_DISCREETLY: Saying("Allowed, discreetly", "ok", "eye"),
    Verdict.NEEDS_AUTHORISATION: Saying("Only with permission", "warn", "user"),
    Verdict.FORBIDDEN: Saying("Not allowed", "bad", "cross"),
    Verdict.NOT_COVERED: Saying(SILENT, "off", "info"),
}

_ROLES = {Role.PUPIL: "A pupil", Role.STAFF: "A member of staff", Role.VISITOR: "A visitor"}
_DEVICES = {
    Device.PHONE: "Phone",
    Device.SMART_WATCH: "Smart watch",
    Device.TABLET: "Tablet",
    Device.LAPTOP: "Laptop",
    Device.GAMING_DEVICE: "Gaming device",
    Device.CAMERA: "Camera",
    Device.EARBUDS: "Earbuds",
    Device.SCHOOL_DEVICE: "School's own device",
    Device.AUTHORISED_DEVICE: "Device bought through the school",
}
_ACTIVITIES = {
    Activity.BRING: "Bring it",
    Activity.USE: "Use it",
    Activity.LEARN: "Use it for learning",
    Activity.PHOTOGRAPH: "Take photographs",
    Activity.SHARE_FILES: "Share files",
    Activity.CARRY: "Carry it on them",
    Activity.NETWORK: "Connect to the school network",
    Activity.INTERNET: "Go online",
}
_PLACES = {
    Place.CLASSROOM: "A classroom",
    Place.CORRIDOR: "A corridor",
    Place.OFFICE: "An office",
    Place.SOCIAL_AREA: "A social area",
    Place.SIXTH_FORM_AREA: "A sixth-form area",
    Place.EXAM_ROOM: "An exam room",
    Place.SITE: "The school site, anywhere",
    Place.OFF_SITE: "Away from the school site",
}
_PERIODS = {
    During.LESSON: "A lesson",
    During.BETWEEN_LESSONS: "Between lessons",
    During.TUTOR_TIME: "Tutor time",
    During.SOCIAL_TIME: "Social time",
    During.BEFORE_SCHOOL: "Before school",
    During.AFTER_SCHOOL: "After school",
    During.FORMAL_ACTIVITY: "A formal activity",
    During.NON_CONTACT: "Non-contact time",
    During.EXAM: "An exam",
}
_AUTHORISERS = {
    Authoriser.STAFF: "A member of staff",
    Authoriser.SLT: "The leadership team",
    Authoriser.SMT: "The senior managers",
    Authoriser.HEAD: "The headteacher",
    Authoriser.DSL: "The safeguarding lead",
    Authoriser.DEPUTY_DSL: "A deputy safeguarding lead",
    Authoriser.NETWORK_MANAGER: "The network manager",
    Authoriser.EXAMS_OFFICER: "The exams officer",
}
_EXEMPTIONS = {
    Exemption.MEDICAL: "A medical grant",
    Exemption.ADJUSTMENT: "A reasonable adjustment",
    Exemption.YOUNG_CARER: "A young carer",
    Exemption.EMERGENCY: "An emergency",
}
_STORAGE = {
    Storage.LOCKED_POUCH: "In a locked pouch",
    Storage.OFF_AND_OUT_OF_SIGHT: "Off and out of sight",
    Storage.HANDED_IN: "Handed in",
    Storage.NONE: SILENT,
}
_BREACHES = {
    Breach.CONFISCATE: "The device is confiscated",
    Breach.BEHAVIOUR_POINTS: "Behaviour points",
    Breach.REPORT_TO_EXAMINING_BODY: "A report to the examining body",
    Breach.SANCTION: "A sanction under the school's behaviour procedures",
}
_HELD_AT = {HeldAt.SCHOOL_OFFICE: "The school office"}
_RELEASE_TO = {ReleaseTo.PUPIL: "The pupil", ReleaseTo.PARENT: "A parent"}

LABELS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Role: _ROLES,
    Device: _DEVICES,
    Activity: _ACTIVITIES,
    Place: _PLACES,
    During: _PERIODS,
    Authoriser: _AUTHORISERS,
    Exemption: _EXEMPTIONS,
    Storage: _STORAGE,
    Breach: _BREACHES,
    HeldAt: _HELD_AT,
    ReleaseTo: _RELEASE_TO,
}


def label(word: StrEnum) -> str:
    """Keyed by kind as well, since `staff` is both somebody who is asked about and somebody who permits."""
    return LABELS[type(word)][word]


def labels(words: Iterable[StrEnum], last: str = "or") -> str:
    """`The headteacher or a member of staff`; `last` joins the last two."""
    first, *rest = [label(word) for word in words]
    return listed([first, *(text[0].lower() + text[1:] for text in rest)], last)


def as_sentence(message: str) -> str:
    """From `the year is missing` of the rules' errors to a sentence for a page."""
    text = re.sub(r"`([^`]*)`", r"“\1”", message)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"
