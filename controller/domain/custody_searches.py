"""The record of a search: who searched, why, before whom, with whose consent, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from device_rules.vocabulary import Device


class Consent(StrEnum):
    NONE = "none"
    PUPIL = "pupil"
    PARENT = "parent"
    BOTH = "both"


class Outcome(StrEnum):
    NOTHING = "nothing-found"
    FOUND = "found"
    REFUSED = "refused"
    STOPPED = "stopped"


class SameSex(StrEnum):
    """As the searcher says. Nothing is decided by it."""

    YES = "yes"
    NO_URGENT = "no-urgent"
    NOT_ASKED = "not-of-the-person"


CONSENT = {
    Consent.NONE: "Nobody's",
    Consent.PUPIL: "The pupil's",
    Consent.PARENT: "A parent's",
    Consent.BOTH: "The pupil's and a parent's",
}
OUTCOME = {
    Outcome.NOTHING: "Nothing was found",
    Outcome.FOUND: "Something was found",
    Outcome.REFUSED: "The pupil refused, and it was not done",
    Outcome.STOPPED: "It was broken off",
}
SAME_SEX = {
    SameSex.YES: "Yes, and so was the witness where possible",
    SameSex.NO_URGENT: "No: there was a risk of serious harm and no time",
    SameSex.NOT_ASKED: "Only a bag, locker or desk was searched",
}


@dataclass(frozen=True, slots=True)
class SearchDone:
    """As it is recorded. `device` is what was found and is now in custody, if that is a device."""

    pupil: str
    searcher: str
    witness: str
    same_sex: SameSex
    place: str
    at: datetime
    grounds: str
    sought: str
    consent: Consent
    consent_how: str
    outcome: Outcome
    found: str = ""
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Search:
    number: int
    at: datetime
    recorded_at: datetime
    recorded_by: str
    pupil_name: str
    form: str
    searcher: str
    witness: str
    same_sex: SameSex
    place: str
    grounds: str
    sought: str
    consent: Consent
    consent_how: str
    outcome: Outcome
    found: str
    device: int | None
    rule: str
