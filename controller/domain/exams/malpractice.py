"""A report of suspected malpractice, with its facts in the order of the awarding bodies' form (JCQ M1).

It is never sent from here, and says nothing of a penalty: awarding bodies decide that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from controller.documents.model import Document, Section, Table
from controller.domain.exams.evidence import Happened, Record
from controller.domain.exams.room_log import ATTESTED_WORDS, INCIDENT_WORDS, Attested
from controller.domain.timetable import local
from controller.errors import Refused

SECTION_C = (Attested.POSTER, Attested.INFORMATION, Attested.REMINDED)
FOOT = "To be checked and sent by the centre. No penalty is suggested: awarding bodies decide."


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person writes, as it was seen. Empty until it is written."""

    nature: str = ""
    discovered_by: str = ""
    witnesses: str = ""
    vocational: str = ""
    disruption: str = ""
    candidate_statement: str = ""
    further: str = ""


NEEDED: Mapping[str, str] = {
    "nature": "Say what was seen, how, and when.",
    "discovered_by": "Say who discovered it, and in which role.",
    "disruption": "Say whether anybody else was disturbed, or that nobody was.",
}
"""What has to be written before it can be signed."""


@dataclass(frozen=True, slots=True)
class Case:
    """`opened_at` starts the clock that its owner watches. What was signed never changes."""

    id: int
    sitting: int
    incident: Happened
    owner: str
    opened_at: datetime
    facts: Facts
    signed_at: datetime | None = None
    signed_by: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A device in custody: its number in the custody book, what it is, where it is now."""

    reference: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Answer:
    """To a question of section C. Yes only where somebody attested it for that room at the time."""

    question: str
    yes: bool
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The fields of the form, in its order; A to D are its sections."""

    awarding_body: str
    date: str
    session: str
    centre_number: str
    centre_name: str
    head_email: str
    head_phone: str
    candidate_number: str
    candidate_name: str
    qualification: str
    component_code: str
    component_title: str
    invigilators: tuple[str, ...]
    witnesses: str
    a_incident: str
    a_nature: str
    a_written_at_the_time: str
    a_discovered_by: str
    a_discovered_at: datetime
    a_seat: str
    a_devices: tuple[Held, ...]
    b_vocational: str
    c_answers: tuple[Answer, ...]
    d_disruption: str
    candidate_statement: str
    further: str


def check_ready(facts: Facts) -> None:
    """Raises Refused with the first thing that is missing."""
    for name, sentence in NEEDED.items():
        if not getattr(facts, name).strip():
            raise Refused("case.incomplete", sentence)


def report(record: Record, case: Case, candidate: str, devices: Sequence[Held]) -> Report:
    paper, centre, incident, facts = record.sitting.paper, record.centre, case.incident, case.facts
    return Report(
        awarding_body=paper.awarding_body,
        date=record.sitting.on.isoformat(),
        session=record.sitting.session.value.upper(),
        centre_number=centre.number if centre else "",
        centre_name=centre.name if centre else "",
        head_email=centre.head_email if centre else "",
        head_phone=centre.head_phone if centre else "",
        candidate_number=incident.candidate,
        candidate_name=candidate,
        qualification=paper.qualification,
        component_code=paper.code,
        component_title=paper.title,
        invigilators=tuple(dict.fromkeys(w.name for w in record.watches if w.room == incident.room)),
        witnesses=facts.witnesses,
        a_incident=INCIDENT_WORDS[incident.kind],
        a_nature=facts.nature,
        a_written_at_the_time=incident.words,
        a_discovered_by=facts.discovered_by,
        a_discovered_at=local(incident.at),
        a_seat=incident.seat,
        a_devices=tuple(devices),
        b_vocational=facts.vocational,
        c_answers=tuple(_answer(record, incident.room, what) for what in SECTION_C),
        d_disruption=facts.disruption,
        candidate_statement=facts.candidate_statement,
        further=facts.further,
    )


def _answer(record: Record, room: str, what: Attested) -> Answer:
    said = next((one for one in record.attested if one.what is what and one.room == room), None)
    question = ATTESTED_WORDS[what]
    return Answer(question, True, said.by, local(said.at)) if said else Answer(question, False)


EXAMINATION = {
    "awarding_body": "Awarding body",
    "date": "Date",
    "session": "Session",
    "centre_number": "Centre number",
    "centre_name": "Centre name",
    "head_email": "Head of centre, email",
    "head_phone": "Head of centre, telephone",
    "candidate_number": "Candidate number",
    "candidate_name": "Candidate name",
    "qualification": "Qualification",
    "component_code": "Component code",
    "component_title": "Component title",
    "witnesses": "Witnesses, with their roles",
}
SECTION_A = {
    "a_incident": "Kind of incident",
    "a_nature": "Nature of the suspected malpractice",
    "a_written_at_the_time": "Written into the log at the time",
    "a_discovered_by": "Discovered by",
    "a_discovered_at": "Discovered at",
    "a_seat": "Seat",
}
SECTION_B = {"b_vocational": "How candidates were told of the rules"}
SECTION_D = {
    "d_disruption": "Disruption of others",
    "candidate_statement": "The candidate's statement",
    "further": "Further information",
}


def pack(case: Case, made: Report) -> Document:
    """The same for reading and for signing."""
    signed = f"{_moment(case.signed_at)} by {case.signed_by}" if case.signed_at else "not yet"
    people = Table(("Name", "Role"), tuple((name, "Invigilator") for name in made.invigilators))
    held = Table(
        ("Reference", "What", "Where"), tuple((one.reference, one.what, one.where) for one in made.a_devices)
    )
    return Document(
        title="Report of suspected candidate malpractice",
        school=made.centre_name,
        about=(("Signed", signed), ("Case opened", _moment(case.opened_at)), ("Owner", case.owner)),
        sections=(
            _fields("The examination", EXAMINATION, made),
            Section("Invigilators", "Who signed in for that room.", people, empty="Nobody signed in."),
            _fields("A. What happened", SECTION_A, made),
            Section("Devices in custody", "As the custody book says.", held, empty="None."),
            _fields("B. Vocational qualifications", SECTION_B, made),
            Section("C. Before the exam", "Yes only with a record made at the time.", _answers(made)),
            _fields("D. Disruption", SECTION_D, made),
        ),
        foot=FOOT,
    )


def _fields(title: str, names: Mapping[str, str], made: Report) -> Section:
    rows = tuple((words, _shown(getattr(made, name))) for name, words in names.items())
    return Section(title, "", Table(("Field", "Entry"), rows))


def _shown(value: object) -> str:
    return _moment(value) if isinstance(value, datetime) else str(value) or "–"


def _answers(made: Report) -> Table:
    rows = tuple(
        (one.question, "yes" if one.yes else "no record", one.by, _moment(one.at)) for one in made.c_answers
    )
    return Table(("Question", "Answer", "By", "When"), rows)


def _moment(at: datetime | None) -> str:
    return f"{local(at):%-d %B %Y, %H:%M}" if at else ""
