"""The register as it is read: pouches, their pupils, and lists of those that somebody waits for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from controller.domain.pouch_register import Condition, Entry, FeeState, Owner, PouchStatus
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow, PouchFeeRow
from controller.storage.tables.pouches import PouchRow

LISTED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """`worn` are in use with something wrong with them; `owed` in pence."""

    by_status: Mapping[PouchStatus, int]
    family: int
    worn: int
    fees: int
    owed: int


@dataclass(frozen=True, slots=True)
class Listed:
    """`pupil` is whose it is or was, in words; `since` when it came to be so, if that is known."""

    entry: Entry
    pupil: str
    since: datetime | None


def entry_of(row: PouchRow) -> Entry:
    return Entry(
        id=row.id,
        tag=row.tag,
        status=PouchStatus(row.status),
        owner=Owner(row.owner),
        condition=Condition(row.condition),
        condition_at=row.condition_at,
        pupil=row.pupil_id or "",
        last=row.last_pupil_id or "",
        revision=row.revision,
    )


def register(session: Session) -> list[Entry]:
    return [entry_of(row) for row in session.scalars(select(PouchRow).order_by(PouchRow.id))]


def names(session: Session, pupils: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
    """Form and name of each; all of the school's where none are given."""
    query = select(PupilRow.id, PupilRow.form, PupilRow.given, PupilRow.family)
    if pupils is not None:
        query = query.where(PupilRow.id.in_(set(pupils)))
    return {one: (form, f"{given} {family}") for one, form, given, family in session.execute(query)}


def counts(session: Session) -> Counts:
    by_status = {
        PouchStatus(status): count
        for status, count in session.execute(select(PouchRow.status, func.count()).group_by(PouchRow.status))
    }
    in_use = PouchRow.status == PouchStatus.IN_USE.value
    family = select(func.count()).select_from(PouchRow).where(in_use, PouchRow.owner == Owner.FAMILY.value)
    worn = select(func.count()).select_from(PouchRow)
    worn = worn.where(in_use, PouchRow.condition != Condition.FINE.value)
    owed = select(func.count(), func.coalesce(func.sum(PouchFeeRow.pence), 0))
    fees, pence = session.execute(owed.where(PouchFeeRow.state == FeeState.CHARGED.value)).one()
    return Counts(by_status, session.scalar(family) or 0, session.scalar(worn) or 0, fees, int(pence))


def of_status(session: Session, status: PouchStatus) -> list[Listed]:
    return _listed(session, PouchRow.status == status.value)


def worn(session: Session) -> list[Listed]:
    """In use, and something was noted."""
    in_use = PouchRow.status == PouchStatus.IN_USE.value
    return _listed(session, in_use & (PouchRow.condition != Condition.FINE.value))


def _listed(session: Session, which: ColumnElement[bool]) -> list[Listed]:
    rows = session.scalars(select(PouchRow).where(which).order_by(PouchRow.id).limit(LISTED_AT_MOST)).all()
    since = _since(session, [row.id for row in rows])
    people = names(session, {row.pupil_id or row.last_pupil_id or "" for row in rows})
    return [_one(row, people, since) for row in rows]


def _one(row: PouchRow, people: Mapping[str, tuple[str, str]], since: Mapping[str, datetime]) -> Listed:
    form, name = people.get(row.pupil_id or row.last_pupil_id or "", ("", ""))
    return Listed(entry_of(row), f"{name}, {form}" if name else "", since.get(row.id))


def _since(session: Session, numbers: Sequence[str]) -> dict[str, datetime]:
    query = select(PouchChangeRow.pouch_id, func.max(PouchChangeRow.at))
    query = query.where(PouchChangeRow.pouch_id.in_(numbers), ~PouchChangeRow.kind.startswith("fee"))
    return {pouch: at for pouch, at in session.execute(query.group_by(PouchChangeRow.pouch_id))}
