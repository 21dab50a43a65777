"""From what was typed, scanned or tapped to the pouch that it means; a tag's own number is hashed at once."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.domain.pouch_register import (
    STATUS_WORDS,
    Owner,
    PouchStatus,
    next_number,
    read_tag,
)
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.pouches.changing import Author, Change, named, new_pouch, record
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow
from controller.storage.tables.pouches import PouchRow
from firmware_bridge.protocol.v1.tags import tag_hash


class TagReader:
    def __init__(self, tag_key: bytes) -> None:
        self._tag_key = tag_key

    def hashed(self, uid: bytes) -> bytes:
        return tag_hash(self._tag_key, uid)

    def pouch(self, session: Session, text: str) -> PouchRow | bytes:
        """The pouch of that number or tag; the hash of a tag that nobody knows. Raises Refused."""
        found = by_number(session, text.strip())
        if found is not None:
            return found
        tag = self.hashed(read_tag(text))
        return by_tag(session, tag) or tag


def by_number(session: Session, text: str) -> PouchRow | None:
    """In capitals or not."""
    query = select(PouchRow).where(func.lower(PouchRow.id) == text.lower())
    return session.scalars(query).first()


def by_tag(session: Session, tag: bytes) -> PouchRow | None:
    return session.scalars(select(PouchRow).where(PouchRow.tag == tag)).first()


def free(session: Session, author: Author, found: PouchRow | bytes, owner: Owner, place: str) -> PouchRow:
    """A pouch that may be given to a pupil: a spare one, or a new one with that tag. Raises Refused."""
    if isinstance(found, bytes):
        return added(session, author, found, owner, place=place)
    if found.status == PouchStatus.SPARE.value:
        found.owner = owner.value
        return found
    raise Refused("pouch.not-free", why_not_free(session, found))


def added(
    session: Session,
    author: Author,
    tag: bytes,
    owner: Owner,
    number: str = "",
    place: str = "",
) -> PouchRow:
    """A pouch that the register did not have, in the spare pool."""
    number = number or next_number(set(session.scalars(select(PouchRow.id))))
    if by_number(session, number) is not None:
        raise Refused("pouch.number-taken", f"The register has a pouch {number} already: choose another.")
    row = new_pouch(session, number, tag, owner, author.now)
    change = Change("added", "Added to the register")
    record(session, author, row, change if not place else Change("added", change.words, place=place))
    return row


def why_not_free(session: Session, row: PouchRow) -> str:
    """One sentence for whoever holds the pouch in their hand."""
    status = PouchStatus(row.status)
    if status is PouchStatus.IN_USE:
        pupil = session.get(PupilRow, row.pupil_id) if row.pupil_id else None
        return f"That is pouch {row.id} of {named(pupil)}." if pupil else f"Pouch {row.id} is in use."
    return f"{out_of_use(session, row)[:-1]}: look it up before you give it out."


def out_of_use(session: Session, row: PouchRow) -> str:
    """`Pouch NG-0411 of Amy Smith, 7A, is lost since 3 Oct.`"""
    whose = session.get(PupilRow, row.last_pupil_id) if row.last_pupil_id else None
    of = f" of {named(whose)}," if whose else ""
    return f"Pouch {row.id}{of} is {STATUS_WORDS[PouchStatus(row.status)]}{_since(session, row)}."


def _since(session: Session, row: PouchRow) -> str:
    query = select(func.max(PouchChangeRow.at)).where(
        PouchChangeRow.pouch_id == row.id, PouchChangeRow.kind == row.status
    )
    at = session.scalar(query)
    return f" since {local(at).day} {local(at):%b}" if at else ""
