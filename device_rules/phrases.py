"""Sets of words as a person would say them: `Years 7 to 11`, `anywhere on the school site`, `at any time`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from device_rules.cells import Box
from device_rules.errors import listed
from device_rules.model import Person
from device_rules.vocabulary import (
    ON_SITE,
    PERSONAL_DEVICES,
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    KeptFor,
    Length,
    Place,
    Role,
    Storage,
    Verdict,
)

Word = TypeVar("Word", bound=StrEnum)

DEVICES = {
    Device.PHONE: "phones",
    Device.SMART_WATCH: "smart watches",
    Device.TABLET: "tablets",
    Device.LAPTOP: "laptops",
    Device.GAMING_DEVICE: "gaming devices",
    Device.CAMERA: "cameras",
    Device.EARBUDS: "earbuds",
    Device.SCHOOL_DEVICE: "school devices",
    Device.AUTHORISED_DEVICE: "authorised devices",
}
ACTIVITIES = {
    Activity.BRING: "bring in",
    Activity.USE: "use",
    Activity.LEARN: "use for learning",
    Activity.PHOTOGRAPH: "take photographs",
    Activity.SHARE_FILES: "share files",
    Activity.CARRY: "carry",
    Activity.NETWORK: "connect to the school network",
    Activity.INTERNET: "go online",
}
PLACES = {
    Place.CLASSROOM: "in classrooms",
    Place.CORRIDOR: "in corridors",
    Place.OFFICE: "in offices",
    Place.SOCIAL_AREA: "in social areas",
    Place.SIXTH_FORM_AREA: "in sixth-form areas",
    Place.EXAM_ROOM: "in exam rooms",
    Place.SITE: "elsewhere on the school site",
    Place.OFF_SITE: "away from the school site",
}
PERIODS = {
    During.LESSON: "in lessons",
    During.BETWEEN_LESSONS: "between lessons",
    During.TUTOR_TIME: "in tutor time",
    During.SOCIAL_TIME: "in social time",
    During.BEFORE_SCHOOL: "before school",
    During.AFTER_SCHOOL: "after school",
    During.FORMAL_ACTIVITY: "in formal activities",
    During.NON_CONTACT: "in non-contact time",
    During.EXAM: "in exams",
}
ROLES = {Role.PUPIL: "pupils", Role.STAFF: "staff", Role.VISITOR: "visitors"}
AUTHORISERS = {
    Authoriser.STAFF: "a member of staff",
    Authoriser.SLT: "the leadership team",
    Authoriser.SMT: "the senior managers",
    Authoriser.HEAD: "the headteacher",
    Authoriser.DSL: "the safeguarding lead",
    Authoriser.DEPUTY_DSL: "a deputy safeguarding lead",
    Authoriser.NETWORK_MANAGER: "the network manager",
    Authoriser.EXAMS_OFFICER: "the exams officer",
}
EXEMPTIONS = {
    Exemption.MEDICAL: "with a medical grant",
    Exemption.ADJUSTMENT: "with a reasonable adjustment",
    Exemption.YOUNG_CARER: "who are young carers",
    Exemption.EMERGENCY: "in an emergency",
}
VERDICTS = {
    Verdict.ALLOWED: "allowed",
    Verdict.ALLOWED_DISCREETLY: "allowed, discreetly",
    Verdict.NEEDS_AUTHORISATION: "only with permission",
    Verdict.FORBIDDEN: "not allowed",
    Verdict.NOT_COVERED: "not covered",
}
STORAGE = {
    Storage.LOCKED_POUCH: "in a locked pouch",
    Storage.OFF_AND_OUT_OF_SIGHT: "off and out of sight",
    Storage.HANDED_IN: "handed in",
    Storage.NONE: "",
}
KEPT_FOR = {KeptFor.END_OF_DAY: "until the end of the school day"}


def of_people(people: Sequence[Person], everyone: Collection[Person]) -> str:
    """`pupils` when all years of `everyone` are in it, else `Years 7 to 9 and 11`."""
    if set(people) == set(everyone):
        return "everyone"
    years = [who for who in people if not isinstance(who, Role)]
    all_years = {who for who in everyone if not isinstance(who, Role)}
    pupils = [ROLES[Role.PUPIL] if all_years == set(years) else of_years(years)] if years else []
    return listed([*pupils, *(ROLES[who] for who in people if isinstance(who, Role))], "and")


def of_years(years: Sequence[int]) -> str:
    """`Year 9`, `Years 7 to 9 and 11`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"Year{'s' if len(years) > 1 else ''} {listed(said, 'and')}"


def of_devices(devices: Sequence[Device]) -> str:
    if set(devices) == PERSONAL_DEVICES:
        return "personal devices"
    if set(devices) < PERSONAL_DEVICES and len(devices) > len(PERSONAL_DEVICES) / 2:
        return f"personal devices except {_of(_others(devices, PERSONAL_DEVICES), DEVICES, '', 'and')}"
    return _of(devices, DEVICES, "any device", "and")


def of_activities(activities: Sequence[Activity]) -> str:
    return _of(activities, ACTIVITIES, "do anything", "or")


def of_places(places: Sequence[Place]) -> str:
    if set(places) == ON_SITE:
        return "anywhere on the school site"
    if Place.OFF_SITE not in places and len(places) > len(ON_SITE) / 2:
        return f"on the school site except {_of(_others(places, ON_SITE), PLACES, '', 'and')}"
    if len(Place) > len(places) > len(Place) / 2:
        return f"anywhere except {_of(_others(places, set(Place)), PLACES, '', 'and')}"
    return _of(places, PLACES, "anywhere", "and")


def of_periods(periods: Sequence[During]) -> str:
    if len(During) > len(periods) > len(During) / 2:
        return f"at any time except {_of(_others(periods, set(During)), PERIODS, '', 'and')}"
    return _of(periods, PERIODS, "at any time", "and")


def of_length(length: Length) -> str:
    """`for 2 school sessions`, `until the end of the school day`."""
    if isinstance(length, KeptFor):
        return KEPT_FOR[length]
    return f"for {length} school session{'' if length == 1 else 's'}"


def of_authorisers(authorisers: Iterable[Authoriser]) -> str:
    """`the leadership team or the headteacher`; empty for nobody."""
    said = [AUTHORISERS[one] for one in authorisers]
    return listed(said) if said else ""


def of_box(box: Box, everyone: Collection[Person], exemption: Exemption | None = None) -> str:
    """`Years 7 to 11, phones: use, anywhere on the school site, in lessons`."""
    who = of_people(box.people, everyone)
    named = f" {EXEMPTIONS[exemption]}" if exemption else ""
    what = f"{of_devices(box.devices)}: {of_activities(box.activities)}"
    return f"{who[0].upper()}{who[1:]}{named}, {what}, {of_places(box.places)}, {of_periods(box.periods)}"


def _of(words: Sequence[Word], said: Mapping[Word, str], everything: str, last: str) -> str:
    return everything if len(words) == len(said) else listed((said[word] for word in words), last)


def _others(words: Collection[Word], among: Collection[Word]) -> list[Word]:
    kind = type(next(iter(among)))
    return [word for word in kind if word in among and word not in words]
