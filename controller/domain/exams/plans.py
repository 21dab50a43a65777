"""Who writes what, where: everything that is laid down before exams, as one value that can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Session, Sitting


@dataclass(frozen=True, slots=True, order=True)
class SittingKey:
    """What makes a sitting the same one in two files: its day, its session and the component's code."""

    on: date
    session: Session
    code: str

    def __str__(self) -> str:
        return f"{self.code} on {self.on:%-d %B %Y}, {self.session.value.upper()}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A sitting as it is planned. `number` is its own in the database, 0 for a new one."""

    series: str
    paper: Paper
    on: date
    session: Session
    starts: time
    length: timedelta
    kind: ExamType = ExamType.WRITTEN
    number: int = field(default=0, compare=False)
    begun: bool = field(default=False, compare=False)

    @property
    def key(self) -> SittingKey:
        return SittingKey(self.on, self.session, self.paper.code)

    def sitting(self, number: int = 0) -> Sitting:
        return Sitting(
            self.number or number,
            self.series,
            self.paper,
            self.on,
            self.session,
            self.starts,
            self.length,
            self.kind,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """`arrangements` are words for the room (reader, word processor), never why."""

    number: str
    name: str
    pupil: str | None = None
    arrangements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """`room` and `seat` are empty until the candidate has a place."""

    room: str = ""
    seat: Seat | None = None
    extra_percent: int = 0

    @property
    def place(self) -> str:
        return f"{self.room} {self.seat}" if self.seat else self.room


EntryKey = tuple[SittingKey, str]


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """`entries` by sitting and candidate number."""

    sittings: Mapping[SittingKey, Planned]
    candidates: Mapping[str, Candidate]
    entries: Mapping[EntryKey, Entry]


NOTHING = ExamPlan({}, {}, {})


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is added, changed or withdrawn; `of` names it, `how` says from what to what."""

    what: str
    of: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What would become of the plan, in the order in which people read it."""

    sittings: tuple[Change, ...]
    candidates: tuple[Change, ...]
    entries: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.sittings or self.candidates or self.entries)


def taken_in(now: ExamPlan, read: ExamPlan) -> ExamPlan:
    """The plan after a file: of the sittings that it names it is the whole; all others stay as they are."""
    kept = {key: entry for key, entry in now.entries.items() if key[0] not in read.sittings}
    sittings = {key: _numbered(one, now.sittings.get(key)) for key, one in read.sittings.items()}
    return ExamPlan(
        sittings={**now.sittings, **sittings},
        candidates={**now.candidates, **read.candidates},
        entries={**kept, **read.entries},
    )


def difference(before: ExamPlan, after: ExamPlan) -> Difference:
    return Difference(
        tuple(_sittings(before, after)), tuple(_candidates(before, after)), tuple(_entries(before, after))
    )


def _numbered(read: Planned, known: Planned | None) -> Planned:
    return replace(read, number=known.number, begun=known.begun) if known else read


def _sittings(before: ExamPlan, after: ExamPlan) -> Iterator[Change]:
    for key in sorted(after.sittings):
        one, old = after.sittings[key], before.sittings.get(key)
        if old is None:
            yield Change("added", str(key), f"{one.starts:%H:%M}, {_minutes(one)} minutes, {one.paper.title}")
        elif one != old:
            yield Change("changed", str(key), ", ".join(_changed(old, one)))


def _changed(old: Planned, new: Planned) -> Iterator[str]:
    shown = {
        "date": (f"{old.on:%-d %B %Y}", f"{new.on:%-d %B %Y}"),
        "session": (old.session.value, new.session.value),
        "component": (old.paper.code, new.paper.code),
        "starts": (f"{old.starts:%H:%M}", f"{new.starts:%H:%M}"),
        "minutes": (_minutes(old), _minutes(new)),
        "series": (old.series, new.series),
        "type": (old.kind.value, new.kind.value),
        "awarding body": (old.paper.awarding_body, new.paper.awarding_body),
        "qualification": (old.paper.qualification, new.paper.qualification),
        "title": (old.paper.title, new.paper.title),
    }
    return _shown(shown)


def _shown(values: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    return (f"{name}: {was or 'none'} → {now or 'none'}" for name, (was, now) in values.items() if was != now)


def _minutes(one: Planned) -> str:
    return str(round(one.length / timedelta(minutes=1)))


def _candidates(before: ExamPlan, after: ExamPlan) -> Iterator[Change]:
    for number in sorted(after.candidates):
        one, old = after.candidates[number], before.candidates.get(number)
        if old is None:
            yield Change("added", f"{number} {one.name}")
        elif one != old:
            yield Change("changed", f"{number} {old.name}", _candidate_words(old, one))


def _candidate_words(old: Candidate, new: Candidate) -> str:
    shown = {
        "name": (old.name, new.name),
        "pupil": (old.pupil or "", new.pupil or ""),
        "arrangements": (", ".join(old.arrangements), ", ".join(new.arrangements)),
    }
    return ", ".join(_shown(shown))


def _entries(before: ExamPlan, after: ExamPlan) -> Iterator[Change]:
    for key in sorted(before.entries.keys() | after.entries.keys()):
        old, new = before.entries.get(key), after.entries.get(key)
        of = f"{key[1]} in {key[0]}"
        if new is None:
            yield Change("withdrawn", of)
        elif old is None:
            yield Change("added", of, new.place)
        elif old != new:
            yield Change("changed", of, f"{_entry_words(old)} → {_entry_words(new)}")


def _entry_words(entry: Entry) -> str:
    extra = f", {entry.extra_percent} % extra" if entry.extra_percent else ""
    return f"{entry.place or 'no seat'}{extra}"


def rooms_by_name(rooms: Mapping[str, ExamRoom]) -> dict[str, ExamRoom]:
    """As people write them in files: by their id or their name, in any case."""
    return {name.casefold(): room for room in rooms.values() for name in (room.id, room.name)}
