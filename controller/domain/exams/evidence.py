"""The record of one sitting as an inspector reads it: every line that was written, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from controller.documents.model import Document, Section, Table
from controller.domain.exams.attendance import Line, Step
from controller.domain.exams.evidence_pcs import NO_PCS, PcRecord
from controller.domain.exams.evidence_pcs import sections as pc_sections
from controller.domain.exams.gate import Outcome, Passage
from controller.domain.exams.plans import Candidate, Entry
from controller.domain.exams.room_log import ATTESTED_WORDS, INCIDENT_WORDS, Attested, IncidentKind
from controller.domain.exams.seating import Move
from controller.domain.exams.sittings import Centre, Sitting
from controller.domain.timetable import local

STEPS = {
    Step.ARRIVED: "arrived",
    Step.ABSENT: "absent",
    Step.LEFT: "left the room",
    Step.BACK: "came back",
    Step.FINISHED: "finished",
    Step.MISTAKEN: "the line before was a mistake",
}
OUTCOMES = {
    Outcome.HANDED_IN: "handed in",
    Outcome.DECLARED_NONE: "declared none",
    Outcome.ADJUSTMENT: "named approval",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage with whether it was taken back later, and what became of what was handed in."""

    passage: Passage
    taken_back: datetime | None
    returned: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    room: str
    name: str
    came_at: datetime
    went_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    room: str
    what: Attested
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Happened:
    room: str
    kind: IncidentKind
    seat: str
    candidate: str
    words: str
    at: datetime
    written_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is on record of a sitting. `rooms` are names by id."""

    school: str
    centre: Centre | None
    sitting: Sitting
    started_by: str
    ended_by: str
    override: str
    rooms: dict[str, str]
    entries: Sequence[tuple[Candidate, Entry]]
    moves: Sequence[Move]
    gate: Sequence[Kept]
    register: Sequence[Line]
    watches: Sequence[Watched]
    attested: Sequence[Said]
    incidents: Sequence[Happened]
    pcs: PcRecord = NO_PCS


def document(record: Record) -> Document:
    paper, number = record.sitting.paper, record.centre.number if record.centre else "–"
    return Document(
        title=f"Evidence of a sitting: {paper.awarding_body} {paper.code}",
        school=record.centre.name if record.centre else record.school,
        about=tuple(_about(record)),
        sections=(*(part(record) for part in PARTS), *pc_sections(record.pcs, record.rooms)),
        foot=f"Centre {number} · {paper.awarding_body} {paper.code}, {_day(record)}",
    )


def _about(record: Record) -> list[tuple[str, str]]:
    sitting, centre = record.sitting, record.centre
    lines = [
        ("Centre", f"{centre.number}, {centre.name}" if centre else "not given"),
        ("Awarding body", sitting.paper.awarding_body),
        ("Qualification", sitting.paper.qualification),
        ("Component", f"{sitting.paper.code} {sitting.paper.title}".strip()),
        ("Series", sitting.series),
        ("Day and session", f"{_day(record)}, {sitting.session.value.upper()}"),
        ("Published start", f"{sitting.starts:%H:%M}"),
        ("Started", _by(sitting.started_at, record.started_by)),
        ("Ended", _by(sitting.ended_at, record.ended_by)),
    ]
    if record.override:
        lines.append(("Started although something was missing", record.override))
    return [(name, text) for name, text in lines if text]


def _day(record: Record) -> str:
    return f"{record.sitting.on:%-d %B %Y}"


def _by(at: datetime | None, who: str) -> str:
    return f"{_time(at)} by {who}" if at else "not yet"


def _time(at: datetime | None) -> str:
    return f"{local(at):%H:%M:%S}" if at else ""


def _seats(record: Record) -> Section:
    rows = tuple(
        (
            record.rooms.get(entry.room, ""),
            str(entry.seat or "none"),
            candidate.number,
            candidate.name,
            f"{entry.extra_percent} %" if entry.extra_percent else "",
            ", ".join(candidate.arrangements),
        )
        for candidate, entry in sorted(record.entries, key=_by_place)
    )
    columns = ("Room", "Seat", "Candidate", "Name", "Extra time", "Arrangements")
    return Section("Seating plan", "As it stood at the end.", Table(columns, rows))


def _by_place(one: tuple[Candidate, Entry]) -> tuple[str, int, int, str]:
    candidate, entry = one
    row, column = (entry.seat.row, entry.seat.column) if entry.seat else (0, 0)
    return entry.room, row, column, candidate.number


def _moves(record: Record) -> Section:
    rows = tuple(
        (f"{local(one.at):%-d %b %H:%M:%S}", one.candidate, one.before, one.after, one.reason, one.by)
        for one in record.moves
    )
    columns = ("When", "Candidate", "From", "To", "Why", "By")
    return Section("History of the seating plan", "Every change of a seat, in order.", Table(columns, rows))


def _gate(record: Record) -> Section:
    rows = tuple(
        (
            _time(one.passage.at),
            one.passage.candidate,
            OUTCOMES[one.passage.outcome],
            one.passage.token,
            ", ".join(one.passage.devices),
            one.passage.approval,
            _time(one.returned),
            f"taken back {_time(one.taken_back)}" if one.taken_back else "",
            one.passage.by,
        )
        for one in record.gate
    )
    columns = ("When", "Candidate", "What", "Token", "Devices", "Approval", "Returned", "Note", "By")
    return Section("Gate", "Every line, those that were taken back among them.", Table(columns, rows))


def _register(record: Record) -> Section:
    rows = tuple(
        (_time(one.at), one.candidate, STEPS[one.step], one.with_whom, one.by) for one in record.register
    )
    columns = ("When", "Candidate", "What", "With", "By")
    return Section("Attendance register", "Every line, in the order of taking.", Table(columns, rows))


def _watches(record: Record) -> Section:
    rows = tuple(
        (record.rooms.get(one.room, ""), one.name, _time(one.came_at), _time(one.went_at))
        for one in record.watches
    )
    columns = ("Room", "Name", "Came", "Went")
    return Section("Invigilators", "As they signed in and out.", Table(columns, rows))


def _attested(record: Record) -> Section:
    rows = tuple(
        (_time(one.at), record.rooms.get(one.room, ""), ATTESTED_WORDS[one.what], one.by)
        for one in record.attested
    )
    columns = ("When", "Room", "What", "By")
    return Section("Attestations", "What somebody said at the time.", Table(columns, rows))


def _log(record: Record) -> Section:
    rows = tuple(
        (
            _time(one.at),
            _time(one.written_at),
            record.rooms.get(one.room, ""),
            INCIDENT_WORDS[one.kind],
            one.seat,
            one.candidate,
            one.words,
            one.by,
        )
        for one in record.incidents
    )
    columns = ("When", "Written", "Room", "What", "Seat", "Candidate", "In words", "By")
    return Section("Incident log", "When it happened, and when it was written down.", Table(columns, rows))


PARTS: Sequence[Callable[[Record], Section]] = (_seats, _moves, _gate, _register, _watches, _attested, _log)
