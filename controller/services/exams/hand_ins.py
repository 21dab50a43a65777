"""Devices of candidates in the school's custody book: handed in at the gate, or found in the room."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.custody import Link, of_device
from controller.domain.custody_words import Kind, State, Why, person
from controller.domain.exams.sittings import Sitting
from controller.services.custody import chain
from controller.storage.journal import Fact, append
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.exam_rooms import PassageRow
from controller.storage.tables.exams import CandidateRow, EntryRow, ExamRoomRow
from device_rules.vocabulary import Device

KINDS = (
    ("phone", Device.PHONE),
    ("watch", Device.SMART_WATCH),
    ("band", Device.SMART_WATCH),
    ("earbud", Device.EARBUDS),
    ("headphone", Device.EARBUDS),
    ("laptop", Device.LAPTOP),
    ("tablet", Device.TABLET),
    ("glasses", Device.CAMERA),
    ("camera", Device.CAMERA),
)
"""The custody book's word for a kind from the school's own list; what is written there is kept beside it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose it is, and from where."""

    sitting: Sitting
    entry: EntryRow
    candidate: CandidateRow
    room: ExamRoomRow


def owner(session: Session, sitting: Sitting, entry: EntryRow) -> Owner:
    candidate = session.get_one(CandidateRow, entry.candidate)
    return Owner(sitting, entry, candidate, session.get_one(ExamRoomRow, entry.room_id))


def hand_in(session: Session, by: Account, at: datetime, whose: Owner, passage: PassageRow) -> int:
    """Its number in the book."""
    devices = passage.devices.replace("\n", ", ")
    row = _row(by, at, whose, Kind.EXAM_HAND_IN, devices)
    row.why, row.token, row.release_to = Why.HANDED_IN.value, passage.token, "pupil"
    row.place, row.seal = f"{whose.room.name}, hand-in", f"token {passage.token}"
    row.due_at, row.due_why = whose.sitting.finish(whose.entry.extra_percent), "The end of the exam."
    return _book(session, by, whose, row, "handed in before an exam")


def confiscate(session: Session, by: Account, at: datetime, whose: Owner, what: str) -> int:
    """Found where it must not be. Nothing says when it goes back: the exams officer does."""
    row = _row(by, at, whose, Kind.CONFISCATED, what)
    row.why, row.place = Why.EXAM.value, f"with {by.display_name}"
    row.due_why = "The exams officer decides."
    return _book(session, by, whose, row, "found in an exam room")


def give_back(session: Session, by: Account, at: datetime, number: int, what: str) -> None:
    """One that is back already stays as it is."""
    row = session.get_one(CustodyDeviceRow, number)
    if row.state == State.RETURNED.value:
        return
    row.state, row.closed_at, row.holder_id = State.RETURNED.value, at, None
    row.place, row.seal = person(row.pupil_id), ""
    row.revision += 1
    link = Link(
        at,
        what,
        row.place,
        by.display_name,
        handed_by=by.display_name,
        handed_to=row.place.removeprefix("the "),
    )
    chain.add(session, of_device(number), link)
    facts = {"state": row.state, "place": row.place, "seal": row.seal, "revision": row.revision}
    append(session, at, Fact("custody.returned", f"account:{by.username}", of_device(number), facts))


def tokens(session: Session, sitting: int, room: str | None) -> list[PassageRow]:
    """What those who sit in that room handed in, by token; what is back already too."""
    here = (EntryRow.candidate == PassageRow.candidate) & (EntryRow.sitting_id == PassageRow.sitting_id)
    query = (
        select(PassageRow)
        .join(EntryRow, here)
        .where(
            PassageRow.sitting_id == sitting,
            EntryRow.room_id == room,
            PassageRow.token != "",
            PassageRow.undone_at.is_(None),
        )
    )
    return list(session.scalars(query.order_by(PassageRow.token)))


def same_token(one: str, other: str) -> bool:
    """However it was typed."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _row(by: Account, at: datetime, whose: Owner, kind: Kind, what: str) -> CustodyDeviceRow:
    """Of a pupil, or of a candidate from elsewhere, by name and number."""
    paper, candidate = whose.sitting.paper, whose.candidate
    return CustodyDeviceRow(
        kind=kind.value,
        pupil_id=candidate.pupil_id,
        owner="" if candidate.pupil_id else f"{candidate.name} ({candidate.number})",
        what=_device(what).value,
        described=what,
        why="",
        rule=f"Awarding bodies' rules for {paper.awarding_body} {paper.code}",
        policy="",
        policy_version="",
        taken_by_id=by.id,
        taken_at=at,
        taken_place=f"{whose.room.name}, seat {whose.entry.seat}",
        state=State.HELD.value,
        place="",
        holder_id=by.id,
    )


def _device(what: str) -> Device:
    text = what.lower()
    return next((device for word, device in KINDS if word in text), Device.PHONE)


def _book(session: Session, by: Account, whose: Owner, row: CustodyDeviceRow, what: str) -> int:
    session.add(row)
    session.flush()
    link = Link(row.taken_at, what, row.place, by.display_name, reason=row.rule, handed_to=by.display_name)
    chain.add(session, of_device(row.number), link)
    facts = {
        "pupil": row.pupil_id or "",
        "candidate": whose.candidate.number,
        "what": row.what,
        "why": row.why,
        "rule": row.rule,
        "place": row.place,
        "token": row.token,
        "due": row.due_at.isoformat() if row.due_at else "",
    }
    fact = Fact("custody.taken", f"account:{by.username}", of_device(row.number), facts)
    append(session, row.taken_at, fact)
    return row.number
