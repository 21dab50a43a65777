"""Writes one change of a pouch: row, register, chain of custody and journal, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.custody import Link, of_pouch
from controller.domain.pouch_register import Condition, Owner, PouchStatus
from controller.domain.pouches import Evidence, PouchState
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.custody import chain
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow
from controller.storage.tables.pouches import PouchRow

AT_THE_DESK = "Pouch desk"
IN_THE_CHAIN = frozenset(
    {"issued", "taken-back", "lost", "found", "damaged", "mended", "retired", "back", "added"}
)
"""Changes of where a pouch is or whose it is. Others are of its record alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """`words` are for people: `Issued to Amy Smith, 7A`."""

    kind: str
    words: str
    note: str = ""
    place: str = AT_THE_DESK


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes it, and when; `account` is None for the school's file."""

    account: Account | None
    now: datetime

    @property
    def name(self) -> str:
        return self.account.display_name if self.account else "The school's file"

    @property
    def actor(self) -> str:
        return f"account:{self.account.username}" if self.account else "cli"


def known(session: Session, number: str) -> PouchRow:
    """Raises Refused."""
    row = session.get(PouchRow, number)
    if row is None:
        raise Refused("pouch.unknown", "The register has no such pouch. Reload the page.")
    return row


def as_seen(session: Session, number: str, revision: int) -> PouchRow:
    """The pouch as a page showed it. Raises Refused when somebody has changed it since."""
    row = known(session, number)
    if row.revision != revision:
        raise Refused("pouch.changed", f"{_last_change(session, row)} Look at it again before you go on.")
    return row


def pupil_known(session: Session, pupil_id: str) -> PupilRow:
    row = session.get(PupilRow, pupil_id)
    if row is None:
        raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
    return row


def named(pupil: PupilRow) -> str:
    return f"{pupil.given} {pupil.family}, {pupil.form}"


def give(session: Session, author: Author, row: PouchRow, pupil: PupilRow, change: Change) -> None:
    before = row.pupil_id or row.last_pupil_id
    row.status, row.pupil_id, row.last_pupil_id = PouchStatus.IN_USE.value, pupil.id, None
    row.state, row.evidence, row.state_at = PouchState.LOCKED.value, Evidence.ISSUED.value, author.now
    record(session, author, row, change, before=before, handed_to=f"{pupil.given} {pupil.family}")


def take(session: Session, author: Author, row: PouchRow, status: PouchStatus, change: Change) -> None:
    """From whoever has it. A spare one is nobody's; of the others it stays known whose they were."""
    before = row.pupil_id or row.last_pupil_id
    row.last_pupil_id = None if status is PouchStatus.SPARE else before
    row.status, row.pupil_id = status.value, None
    record(session, author, row, change, before=before)


def set_condition(session: Session, author: Author, row: PouchRow, condition: Condition) -> None:
    """Noted as seen now, whether or not it was so before."""
    row.condition, row.condition_at = condition.value, author.now


def set_owner(row: PouchRow, owner: Owner) -> None:
    row.owner = owner.value


def by_the_school_file(session: Session, moved: Mapping[str, str | None], now: datetime) -> None:
    """It says that these pouches are other pupils' than they were."""
    for number, before in moved.items():
        row = session.get_one(PouchRow, number)
        pupil = session.get_one(PupilRow, row.pupil_id)
        change = Change("issued", f"Issued to {named(pupil)}", place="The school's file")
        record(session, Author(None, now), row, change, before=before)


def new_pouch(session: Session, number: str, tag: bytes, owner: Owner, now: datetime) -> PouchRow:
    row = PouchRow(
        id=number,
        tag=tag,
        state=PouchState.UNKNOWN.value,
        evidence="",
        state_at=now,
        status=PouchStatus.SPARE.value,
        owner=owner.value,
        condition=Condition.FINE.value,
        revision=0,
    )
    session.add(row)
    session.flush()
    return row


def record(
    session: Session,
    author: Author,
    row: PouchRow,
    change: Change,
    *,
    before: str | None = None,
    handed_to: str = "",
) -> None:
    row.revision += 1
    pupil = row.pupil_id or row.last_pupil_id
    session.add(
        PouchChangeRow(
            pouch_id=row.id,
            at=author.now,
            kind=change.kind,
            words=change.words,
            note=change.note,
            pupil_id=pupil,
            before_id=before,
            by_id=author.account.id if author.account else None,
        )
    )
    if change.kind in IN_THE_CHAIN:
        _link(session, author, row, change, handed_to)
    facts: dict[str, object] = {
        "status": row.status,
        "owner": row.owner,
        "condition": row.condition,
        "pupil": row.pupil_id,
        "before": before,
        "note": change.note,
        "revision": row.revision,
    }
    append(session, author.now, Fact(f"register.{change.kind}", author.actor, of_pouch(row.id), facts))
    session.flush()


def _link(session: Session, author: Author, row: PouchRow, change: Change, handed_to: str) -> None:
    link = Link(
        at=author.now,
        what=change.words,
        place=change.place,
        by=author.name,
        reason=change.note,
        handed_by=author.name if handed_to else "",
        handed_to=handed_to,
    )
    chain.add(session, of_pouch(row.id), link)


def _last_change(session: Session, row: PouchRow) -> str:
    query = select(PouchChangeRow).where(PouchChangeRow.pouch_id == row.id)
    last = session.scalars(query.order_by(PouchChangeRow.id.desc()).limit(1)).first()
    if last is None:
        return f"Pouch {row.id} was changed meanwhile."
    who = session.get(AccountRow, last.by_id) if last.by_id else None
    name = who.display_name if who else "The school's file"
    return f"{name} changed pouch {row.id} at {local(last.at):%H:%M}: {last.words}."
