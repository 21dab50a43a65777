"""A decision as one plain sentence, for a console or a pupil. Says who by role and year, never by name."""

from device_rules.model import Decision, Situation
from device_rules.phrases import of_authorisers, of_length
from device_rules.precedence import REFUSALS
from device_rules.vocabulary import Activity, Device, During, Place, Role, Storage, Verdict

A_DEVICE = {
    Device.PHONE: "a phone",
    Device.SMART_WATCH: "a smart watch",
    Device.TABLET: "a tablet",
    Device.LAPTOP: "a laptop",
    Device.GAMING_DEVICE: "a gaming device",
    Device.CAMERA: "a camera",
    Device.EARBUDS: "earbuds",
    Device.SCHOOL_DEVICE: "a school device",
    Device.AUTHORISED_DEVICE: "an authorised device",
}
DO = {
    Activity.BRING: "bring {}",
    Activity.USE: "use {}",
    Activity.LEARN: "use {} for learning",
    Activity.PHOTOGRAPH: "take photographs with {}",
    Activity.SHARE_FILES: "share files with {}",
    Activity.CARRY: "carry {}",
    Activity.NETWORK: "connect {} to the school network",
    Activity.INTERNET: "go online with {}",
}
WHERE = {
    Place.CLASSROOM: "in a classroom",
    Place.CORRIDOR: "in a corridor",
    Place.OFFICE: "in an office",
    Place.SOCIAL_AREA: "in a social area",
    Place.SIXTH_FORM_AREA: "in a sixth-form area",
    Place.EXAM_ROOM: "in an exam room",
    Place.SITE: "on the school site",
    Place.OFF_SITE: "away from the school site",
}
WHEN = {
    During.LESSON: " during a lesson",
    During.BETWEEN_LESSONS: " between lessons",
    During.TUTOR_TIME: " in tutor time",
    During.SOCIAL_TIME: " in social time",
    During.BEFORE_SCHOOL: " before school",
    During.AFTER_SCHOOL: " after school",
    During.FORMAL_ACTIVITY: " during a formal activity",
    During.NON_CONTACT: " in non-contact time",
    During.EXAM: " during an exam",
    None: "",
}
KEPT = {
    Storage.LOCKED_POUCH: "; the device stays in a locked pouch",
    Storage.OFF_AND_OUT_OF_SIGHT: "; the device stays switched off and out of sight",
    Storage.HANDED_IN: "; the device is handed in",
    Storage.NONE: "",
}
SAID = {
    Verdict.ALLOWED: "{who} may {do}",
    Verdict.ALLOWED_DISCREETLY: "{who} may discreetly {do}",
    Verdict.NEEDS_AUTHORISATION: "{who} may {do} only with permission from {authorisers}",
    Verdict.FORBIDDEN: "{who} may not {do}",
    Verdict.NOT_COVERED: "The policy does not say whether {who} may {do}",
}


def explain(decision: Decision, situation: Situation) -> str:
    """Names the sources that the decision rests on."""
    who = _who(situation)
    said = SAID[decision.verdict].format(
        who=who if decision.verdict is Verdict.NOT_COVERED else who.capitalize().replace("year", "Year"),
        do=_what(situation),
        authorisers=of_authorisers(decision.authorisers),
    )
    sources = "; ".join(dict.fromkeys(source for _, source in decision.because))
    return f"{said}{KEPT[decision.storage]}{_taken(decision)}{f' ({sources})' if sources else ''}."


def _taken(decision: Decision) -> str:
    if decision.kept_for is None or decision.verdict not in REFUSALS:
        return ""
    return f"; if it is confiscated, it is kept {of_length(decision.kept_for)}"


def _who(situation: Situation) -> str:
    if situation.role == Role.PUPIL:
        return f"a Year {situation.year} pupil"
    return "a member of staff" if situation.role == Role.STAFF else "a visitor"


def _what(situation: Situation) -> str:
    do = DO[situation.activity].format(A_DEVICE[situation.device])
    return f"{do} {WHERE[situation.place]}{WHEN[situation.during]}"
