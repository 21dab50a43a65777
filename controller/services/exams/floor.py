"""A sitting with everybody in it, read in one go: what every page about a room is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.attendance import SITTING, Line, Presence, Step, presence
from controller.domain.exams.gate import Gate, Outcome, Passage, Seated, gate
from controller.domain.exams.plans import Candidate, Entry
from controller.domain.exams.sittings import Sitting
from controller.errors import Refused
from controller.services.exams import plan_store
from controller.storage.tables.exam_rooms import PassageRow, RegisterRow
from controller.storage.tables.exams import CandidateRow, EntryRow, SittingRow
from controller.storage.tables.people import AccountRow


@dataclass(frozen=True, slots=True)
class Place:
    """One candidate in the sitting: where, whether there, and how they came through the gate."""

    candidate: Candidate
    entry: Entry
    presence: Presence
    lines: Sequence[Line]
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Floor:
    """`places` by candidate number."""

    sitting: Sitting
    places: Mapping[str, Place]

    def gate(self, room: str | None = None) -> Gate:
        """Of one room, or of the whole sitting."""
        here = [one for one in self.places.values() if room in (None, one.entry.room)]
        seated = [
            Seated(one.candidate.number, one.candidate.name, one.entry.seat)
            for one in here
            if one.presence in SITTING and one.entry.seat is not None
        ]
        return gate(seated, {one.candidate.number: one.passage for one in here if one.passage})


def row_of(session: Session, number: int) -> SittingRow:
    row = session.get(SittingRow, number)
    if row is None:
        raise Refused("sitting.unknown", "That sitting is not there any more: reload the page.")
    return row


def entry_of(session: Session, number: int, candidate: str) -> EntryRow:
    row = session.get(EntryRow, (number, candidate))
    if row is None:
        raise Refused("entry.unknown", "That candidate is not in this sitting: check the number.")
    return row


def floor(session: Session, number: int) -> Floor:
    """Raises Refused for a sitting that is not there."""
    sitting = plan_store.sitting(row_of(session, number))
    lines, passages = all_lines(session, number), _passages(session, number)
    rows = session.execute(
        select(EntryRow, CandidateRow)
        .join(CandidateRow, CandidateRow.number == EntryRow.candidate)
        .where(EntryRow.sitting_id == number)
        .order_by(EntryRow.candidate)
    )
    places = {}
    for entry, candidate in rows:
        own = lines.get(candidate.number, ())
        places[candidate.number] = Place(
            plan_store.candidate(candidate),
            plan_store.entry(entry),
            presence(sitting, own),
            own,
            passages.get(candidate.number),
        )
    return Floor(sitting, places)


def lines_of(session: Session, number: int, candidate: str) -> Sequence[Line]:
    return _lines(session, number, candidate).get(candidate, ())


def all_lines(session: Session, number: int) -> Mapping[str, Sequence[Line]]:
    """Of everybody in the sitting who has any, by candidate."""
    return _lines(session, number)


def _lines(session: Session, number: int, candidate: str = "") -> dict[str, list[Line]]:
    row = RegisterRow  # its columns alone: a page asks for hundreds of these at every change
    query = (
        select(row.candidate, row.step, row.at, AccountRow.display_name, row.with_whom)
        .join(AccountRow, AccountRow.id == RegisterRow.by_id)
        .where(RegisterRow.sitting_id == number)
        .order_by(RegisterRow.id)
    )
    found: dict[str, list[Line]] = {}
    query = query.where(RegisterRow.candidate == candidate) if candidate else query
    for whose, step, at, by, with_whom in session.execute(query):
        found.setdefault(whose, []).append(Line(whose, Step(step), at, by, with_whom))
    return found


def _passages(session: Session, number: int) -> dict[str, Passage]:
    """The one that counts for each: the last that was not taken back."""
    row = PassageRow
    columns = (row.candidate, row.outcome, row.at, row.token, row.devices, row.approval, row.returned_at)
    query = (
        select(*columns, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == PassageRow.by_id)
        .where(PassageRow.sitting_id == number, PassageRow.undone_at.is_(None))
        .order_by(PassageRow.id)
    )
    found = {}
    for whose, outcome, at, token, devices, approval, returned_at, by in session.execute(query):
        kinds = tuple(filter(None, devices.split("\n")))
        found[whose] = Passage(whose, Outcome(outcome), at, by, token, kinds, approval, returned_at)
    return found
