"""What a school file must keep besides its shape, each mistake as a few words for whoever wrote it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import pairwise

from controller.domain.accounts import is_username
from controller.domain.school import Period, School
from device_rules.errors import DeviceRulesError
from device_rules.loader import load_policy
from device_rules.vocabulary import During
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError

TAG_BYTES = range(4, 11)  # what readers of ISO 14443 and 15693 tags give


def mistakes(school: School) -> list[str]:
    return [mistake for check in CHECKS for mistake in check(school)]


def _named_but_missing(school: School) -> Iterator[str]:
    known = {
        "pupil": {p.id for p in school.pupils},
        "room": {r.id for r in school.rooms},
        "class": {c.id for c in school.classes},
        "period": {p.name for p in school.periods},
        "teacher": {s.username for s in school.staff},
        "workstation": {w.id for w in school.workstations},
    }
    used = {
        "pupil": {p for c in school.classes for p in c.pupils}
        | {p.pupil for p in school.pouches}
        | {s.pupil for s in school.seating},
        "room": {w.room for w in school.workstations} | {s.room for s in school.timetable},
        "class": {s.class_id for s in school.timetable} | {s.class_id for s in school.seating},
        "period": {s.period for s in school.timetable},
        "teacher": {s.teacher for s in school.timetable},
        "workstation": {s.workstation for s in school.seating},
    }
    for kind, names in used.items():
        yield from (f"{kind} {name} is not described" for name in sorted(names - known[kind]))


def _twice(school: School) -> Iterator[str]:
    kinds: dict[str, Iterable[Hashable]] = {
        "pupil": (p.id for p in school.pupils),
        "login": (p.login.lower() for p in school.pupils if p.login),
        "username": (s.username for s in school.staff),
        "room": (r.id for r in school.rooms),
        "workstation": (w.id for w in school.workstations),
        "class": (c.id for c in school.classes),
        "class and pupil": ((c.id, p) for c in school.classes for p in c.pupils),
        "period": (p.name for p in school.periods),
        "station": (s.id for s in school.stations),
        "pouch": (p.id for p in school.pouches),
        "tag": (p.tag_uid.hex() for p in school.pouches),
        "weekday, period, room and week": _places(school),
        "class and seat": ((s.class_id, s.workstation) for s in school.seating),
    }
    for kind, names in kinds.items():
        yield from (f"{kind} {_text(name)} is there twice" for name, n in Counter(names).items() if n > 1)


def _places(school: School) -> Iterator[Hashable]:
    """A line for every week takes its place in each of them."""
    weeks = {s.week for s in school.timetable} - {""}
    for slot in school.timetable:
        for week in {slot.week} if slot.week else weeks or {""}:
            yield slot.weekday, slot.period, slot.room, *filter(None, (week,))


def _text(name: Hashable) -> str:
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _usernames(school: School) -> Iterator[str]:
    for person in school.staff:
        if not is_username(person.username):
            yield f"username `{person.username}` is not lower-case letters, digits and . _ - @"


def _station_names(school: School) -> Iterator[str]:
    for name in (school.site, *(station.id for station in school.stations)):
        try:
            Address(name, name)
        except EnvelopeError as error:
            yield error.sentence


def _day(school: School) -> Iterator[str]:
    words = [str(word) for word in During]
    for period in school.periods:
        if period.during not in words:
            yield f"period {period.name} is `{period.during}`, which is none of {', '.join(words)}"
        if period.starts.tzinfo or period.ends.tzinfo:
            yield f"period {period.name} has a time zone: write the school's own time, such as 09:00"
            return
        if period.starts >= period.ends:
            yield f"period {period.name} ends before it starts"
    yield from _overlaps(sorted(school.periods, key=lambda period: period.starts))


def _overlaps(periods: list[Period]) -> Iterator[str]:
    for earlier, later in pairwise(periods):
        if later.starts < earlier.ends:
            yield f"periods {earlier.name} and {later.name} overlap"


def _week(school: School) -> Iterator[str]:
    for line in school.timetable:
        if line.weekday not in range(7):
            yield f"weekday {line.weekday} of {line.class_id} is not 0 (Monday) to 6"


def _tags(school: School) -> Iterator[str]:
    for pouch in school.pouches:
        if len(pouch.tag_uid) not in TAG_BYTES:
            yield f"the tag of pouch {pouch.id} has {len(pouch.tag_uid)} bytes, and not 4 to 10"


def _policy(school: School) -> Iterator[str]:
    try:
        years = load_policy(school.policy).years
    except DeviceRulesError as error:
        yield f"the policy cannot be used: {str(error).rstrip('.')}"
        return
    for year in sorted({pupil.year for pupil in school.pupils} - set(years)):
        yield f"there are pupils in Year {year}, of which policy {school.policy} says nothing"


CHECKS: tuple[Callable[[School], Iterator[str]], ...] = (
    _named_but_missing,
    _twice,
    _usernames,
    _station_names,
    _day,
    _week,
    _tags,
    _policy,
)
