"""The words of devices in custody: what is held, why, where it stands, and who may have it back."""

from enum import StrEnum

from device_rules.vocabulary import Activity, Device


class Kind(StrEnum):
    CONFISCATED = "confiscated"
    EXAM_HAND_IN = "exam-hand-in"


class State(StrEnum):
    """Only `held` and `in-transit` (handed over, and not yet taken) stand in the ordinary lists."""

    HELD = "held"
    IN_TRANSIT = "in-transit"
    WITH_SAFEGUARDING = "with-safeguarding"
    WITH_POLICE = "with-police"
    RETURNED = "returned"


ORDINARY = (State.HELD, State.IN_TRANSIT)
REFERRED = (State.WITH_SAFEGUARDING, State.WITH_POLICE)


class Why(StrEnum):
    USED = "used"
    SEEN = "seen"
    PHOTOGRAPHED = "photographed"
    SHARED = "shared"
    HARM = "harm"
    FOUND = "found"
    HANDED_IN = "handed-in"
    EXAM = "exam"


class To(StrEnum):
    """Whom a device is given back to."""

    PUPIL = "pupil"
    PARENT = "parent"


QUIET = (Why.HARM, Why.FOUND)
"""For safeguarding, and whoever took it: others see that the school holds it, and not why."""

ASKS = {
    Why.USED: Activity.USE,
    Why.SEEN: Activity.BRING,
    Why.PHOTOGRAPHED: Activity.PHOTOGRAPH,
    Why.SHARED: Activity.SHARE_FILES,
}
"""The policy's word for what was done. Suspected harm is no breach of a rule of use."""

WHY = {
    Why.USED: "Used it",
    Why.SEEN: "Out, not put away",
    Why.PHOTOGRAPHED: "Photos or recording",
    Why.SHARED: "Shared files",
    Why.HARM: "May be used to harm somebody",
    Why.FOUND: "Found in a search",
    Why.HANDED_IN: "Handed in",
    Why.EXAM: "Found in an exam",
}
WHAT = {
    Device.PHONE: "Phone",
    Device.SMART_WATCH: "Watch",
    Device.EARBUDS: "Earbuds",
    Device.TABLET: "Tablet",
    Device.LAPTOP: "Laptop",
    Device.GAMING_DEVICE: "Game console",
    Device.CAMERA: "Camera",
}
STATES = {
    State.HELD: "held",
    State.IN_TRANSIT: "being handed over",
    State.WITH_SAFEGUARDING: "with safeguarding",
    State.WITH_POLICE: "with the police",
    State.RETURNED: "given back",
}
RECEPTION, SAFEGUARDING = "desk:reception", "desk:safeguarding"
DESKS = {RECEPTION: "the school office", SAFEGUARDING: "safeguarding"}
NEVER_LOOKED_AT = "I have not looked at what is on this device, and nobody has in front of me."
REFERENCE = "C{:05d}"


def person(pupil: str | None) -> str:
    """Whom it is given back to in person: candidates of exams may come from elsewhere."""
    return "the pupil" if pupil else "the candidate"


def reference(number: int) -> str:
    """As it is printed on the receipt: C00042."""
    return REFERENCE.format(number)
