"""The plan of exams as it stands in the database, and how it is made to be another."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.exams import sittings
from controller.domain.exams.plans import Candidate, Entry, EntryKey, ExamPlan, Planned, SittingKey
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Paper, Sitting
from controller.services.exams.naming import is_named
from controller.storage.tables.exam_pcs import ExamProfileRow
from controller.storage.tables.exams import (
    CandidateRow,
    DutyRow,
    EntryRow,
    ExamRoomRow,
    MoveRow,
    SittingRow,
)

MINUTE = timedelta(minutes=1)
CM = 100


def rooms(session: Session) -> dict[str, ExamRoom]:
    return {row.id: room(row) for row in session.scalars(select(ExamRoomRow).order_by(ExamRoomRow.name))}


def room(row: ExamRoomRow) -> ExamRoom:
    return ExamRoom(row.id, row.name, row.rows, row.columns, row.across_cm / CM, row.along_cm / CM)


def plan(session: Session) -> ExamPlan:
    planned = {row.id: _planned(row) for row in session.scalars(select(SittingRow))}
    return ExamPlan(
        sittings={one.key: one for one in planned.values()},
        candidates={row.number: candidate(row) for row in session.scalars(select(CandidateRow))},
        entries={
            (planned[row.sitting_id].key, row.candidate): entry(row)
            for row in session.scalars(select(EntryRow))
        },
    )


def sitting(row: SittingRow) -> Sitting:
    return Sitting(
        id=row.id,
        series=row.series,
        paper=Paper(row.awarding_body, row.qualification, row.code, row.title),
        on=row.on,
        session=sittings.Session(row.session),
        starts=row.starts,
        length=row.minutes * MINUTE,
        kind=ExamType(row.kind),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def entry(row: EntryRow) -> Entry:
    return Entry(row.room_id or "", Seat.parse(row.seat) if row.seat else None, row.extra_percent)


def save(session: Session, by: Account, at: datetime, before: ExamPlan, after: ExamPlan) -> None:
    """Writes what differs. Every change of a seat becomes a line of the plan's history."""
    for one in after.candidates.values():
        if before.candidates.get(one.number) != one:
            session.merge(_candidate_row(one))
    numbers = {key: _put_sitting(session, before, planned) for key, planned in after.sittings.items()}
    numbers |= {key: old.number for key, old in before.sittings.items() if key not in numbers}
    session.flush()
    session.add_all(_moves(by, at, before, after, numbers))
    _put_entries(session, before, after, numbers)
    for key in before.sittings.keys() - after.sittings.keys():
        _drop_sitting(session, numbers[key])


def _put_sitting(session: Session, before: ExamPlan, one: Planned) -> int:
    if before.sittings.get(one.key) == one and one.number:
        return one.number
    row = session.get(SittingRow, one.number) if one.number else None
    if row is None:
        row = SittingRow()
        session.add(row)
    for name, value in _fields(one).items():
        setattr(row, name, value)
    session.flush()
    return row.id


def _fields(one: Planned) -> dict[str, object]:
    return {
        "series": one.series,
        "awarding_body": one.paper.awarding_body,
        "qualification": one.paper.qualification,
        "code": one.paper.code,
        "title": one.paper.title,
        "on": one.on,
        "session": one.session.value,
        "starts": one.starts,
        "minutes": round(one.length / MINUTE),
        "kind": one.kind.value,
    }


def _put_entries(session: Session, before: ExamPlan, after: ExamPlan, numbers: dict[SittingKey, int]) -> None:
    for key in before.entries.keys() - after.entries.keys():
        session.delete(session.get_one(EntryRow, (numbers[key[0]], key[1])))
    session.flush()
    for key, one in after.entries.items():
        if before.entries.get(key) != one:
            session.merge(
                EntryRow(
                    sitting_id=numbers[key[0]],
                    candidate=key[1],
                    room_id=one.room or None,
                    seat=str(one.seat) if one.seat else None,
                    extra_percent=one.extra_percent,
                )
            )


def _moves(
    by: Account, at: datetime, before: ExamPlan, after: ExamPlan, numbers: dict[SittingKey, int]
) -> Iterator[MoveRow]:
    for key in sorted(before.entries.keys() | after.entries.keys()):
        was, now = _place(before, key), _place(after, key)
        if was != now:
            yield MoveRow(
                sitting_id=numbers[key[0]], candidate=key[1], at=at, by_id=by.id, before=was, after=now
            )


def _place(plan: ExamPlan, key: EntryKey) -> str:
    found = plan.entries.get(key)
    return found.place if found else ""


PLANS = (DutyRow, MoveRow, EntryRow, ExamProfileRow)


def has_records(session: Session, number: int) -> bool:
    """Whether something names it that is no part of its plan: somebody came through its gate, perhaps."""
    return is_named(session, SittingRow, number, but=PLANS)


def _drop_sitting(session: Session, number: int) -> None:
    """One that never began: it has no records but its plan."""
    for table in PLANS:
        session.execute(delete(table).where(table.sitting_id == number))
    session.delete(session.get_one(SittingRow, number))


def _planned(row: SittingRow) -> Planned:
    one = sitting(row)
    return Planned(
        one.series,
        one.paper,
        one.on,
        one.session,
        one.starts,
        one.length,
        one.kind,
        number=row.id,
        begun=row.started_at is not None,
    )


def candidate(row: CandidateRow) -> Candidate:
    return Candidate(row.number, row.name, row.pupil_id, tuple(filter(None, row.arrangements.split("\n"))))


def _candidate_row(one: Candidate) -> CandidateRow:
    return CandidateRow(
        number=one.number, name=one.name, pupil_id=one.pupil, arrangements="\n".join(one.arrangements)
    )
