"""The words of rules, situations and decisions; each value is its form on the wire and in a document."""

from enum import StrEnum
from typing import TypeAlias


class Role(StrEnum):
    PUPIL = "pupil"
    STAFF = "staff"
    VISITOR = "visitor"


class Device(StrEnum):
    PHONE = "phone"
    SMART_WATCH = "smart-watch"
    TABLET = "tablet"
    LAPTOP = "laptop"
    GAMING_DEVICE = "gaming-device"
    CAMERA = "camera"
    EARBUDS = "earbuds"
    SCHOOL_DEVICE = "school-device"
    AUTHORISED_DEVICE = "authorised-device"


class Activity(StrEnum):
    BRING = "bring"
    USE = "use"
    LEARN = "learn"
    PHOTOGRAPH = "photograph"
    SHARE_FILES = "share-files"
    CARRY = "carry"
    NETWORK = "network"
    INTERNET = "internet"


class Place(StrEnum):
    CLASSROOM = "classroom"
    CORRIDOR = "corridor"
    OFFICE = "office"
    SOCIAL_AREA = "social-area"
    SIXTH_FORM_AREA = "sixth-form-area"
    EXAM_ROOM = "exam-room"
    SITE = "site"
    OFF_SITE = "off-site"


class During(StrEnum):
    LESSON = "lesson"
    BETWEEN_LESSONS = "between-lessons"
    TUTOR_TIME = "tutor-time"
    SOCIAL_TIME = "social-time"
    BEFORE_SCHOOL = "before-school"
    AFTER_SCHOOL = "after-school"
    FORMAL_ACTIVITY = "formal-activity"
    NON_CONTACT = "non-contact"
    EXAM = "exam"


class Verdict(StrEnum):
    ALLOWED = "allowed"
    ALLOWED_DISCREETLY = "allowed-discreetly"
    NEEDS_AUTHORISATION = "needs-authorisation"
    FORBIDDEN = "forbidden"
    NOT_COVERED = "not-covered"


class Storage(StrEnum):
    LOCKED_POUCH = "locked-pouch"
    OFF_AND_OUT_OF_SIGHT = "off-and-out-of-sight"
    HANDED_IN = "handed-in"
    NONE = "none"


class Authoriser(StrEnum):
    STAFF = "staff"
    SLT = "slt"
    SMT = "smt"
    HEAD = "head"
    DSL = "dsl"
    DEPUTY_DSL = "deputy-dsl"
    NETWORK_MANAGER = "network-manager"
    EXAMS_OFFICER = "exams-officer"


class Exemption(StrEnum):
    MEDICAL = "medical"
    ADJUSTMENT = "adjustment"
    YOUNG_CARER = "young-carer"
    EMERGENCY = "emergency"


class Breach(StrEnum):
    CONFISCATE = "confiscate"
    BEHAVIOUR_POINTS = "behaviour-points"
    REPORT_TO_EXAMINING_BODY = "report-to-examining-body"
    SANCTION = "sanction"


class HeldAt(StrEnum):
    SCHOOL_OFFICE = "school-office"


class ReleaseTo(StrEnum):
    PUPIL = "pupil"
    PARENT = "parent"


class LeaveKind(StrEnum):
    """Why a pupil's pouch may be opened once, before the release."""

    EARLY_LEAVER = "early-leaver"
    MEDICAL = "medical"
    TRIP = "trip"
    OFF_SITE_COLLEGE = "off-site-college"
    YOUNG_CARER = "young-carer"
    EXAM = "exam"


class KeptFor(StrEnum):
    END_OF_DAY = "end-of-day"


Length: TypeAlias = int | KeptFor  # so many school sessions, mornings and afternoons, or to the end of a day
MOST_SESSIONS = 60  # six weeks of school

PERSONAL = "personal"  # in a rule: every device that is neither the school's nor authorised by it
PERSONAL_DEVICES = frozenset(Device) - {Device.SCHOOL_DEVICE, Device.AUTHORISED_DEVICE}
ON_SITE = frozenset(Place) - {Place.OFF_SITE}  # in a rule, `site` means all of these

ALSO_COUNTS_AS: dict[Authoriser, frozenset[Authoriser]] = {
    Authoriser.HEAD: frozenset({Authoriser.SLT, Authoriser.SMT}),
    Authoriser.DSL: frozenset({Authoriser.DEPUTY_DSL}),
}


def counts_as(person: Authoriser) -> frozenset[Authoriser]:
    """Whose permission this person's is worth: everyone here is `staff`, and the head is of the SLT."""
    return ALSO_COUNTS_AS.get(person, frozenset()) | {person, Authoriser.STAFF}
