"""Finds a pouch or a pupil, and tells all that is known of them: now, and in the past."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from controller.domain.clones import TwiceSeen
from controller.domain.custody import of_pouch
from controller.domain.pouch_register import Entry, Fee
from controller.domain.pouch_register_history import Handed, Holding, Past, holdings, told
from controller.domain.school import Pupil
from controller.errors import Refused
from controller.services.custody import chain
from controller.services.pouches.changing import IN_THE_CHAIN, known, pupil_known
from controller.services.pouches.entries import entry_of
from controller.services.pouches.fees import fee_of
from controller.services.pouches.mending import copies
from controller.services.pouches.tags import TagReader, by_number
from controller.storage.database import Database
from controller.storage.tables.modes import TwiceSeenRow
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow, PouchFeeRow
from controller.storage.tables.pouches import PouchRow

FOUND_AT_MOST, WORDS_AT_MOST, TOLD_AT_MOST = 8, 4, 60


@dataclass(frozen=True, slots=True)
class Found:
    """A pupil with their pouch, or either alone."""

    pupil: Pupil | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class PouchCard:
    """`pupil` is whose it is, or was last; `others` are that pupil's other pouches in use.

    `copies`: its tag was at two gates sooner than anybody walks, and nobody has looked at it yet.
    """

    entry: Entry
    pupil: Pupil | None
    others: Sequence[str]
    copies: Sequence[TwiceSeen]
    fees: Sequence[Fee]
    past: Sequence[Past]


@dataclass(frozen=True, slots=True)
class PupilCard:
    pupil: Pupil
    pouches: Sequence[Entry]
    was: Sequence[Entry]
    fees: Sequence[Fee]
    past: Sequence[Past]


class Looking:
    def __init__(self, database: Database, tags: TagReader) -> None:
        self._database, self._tags = database, tags

    def find(self, text: str) -> list[Found]:
        """By name, form, pouch number, or the tag's own number as a scanner types it."""
        with self._database.read() as session:
            exact = self._exact(session, text)
            if exact is not None:
                return [_found(session, exact)]
            words = text.split()[:WORDS_AT_MOST]
            if not words:
                return []
            pupils = _pupils(session, words)
            return (pupils + _loose_pouches(session, text))[:FOUND_AT_MOST]

    def pouch(self, number: str) -> PouchCard:
        """Raises Refused."""
        with self._database.read() as session:
            row = known(session, number)
            whose = row.pupil_id or row.last_pupil_id
            pupil = session.get(PupilRow, whose) if whose else None
            others = select(PouchRow.id).where(PouchRow.pupil_id == row.pupil_id, PouchRow.id != row.id)
            return PouchCard(
                entry=entry_of(row),
                pupil=_pupil(pupil) if pupil else None,
                others=session.scalars(others).all() if row.pupil_id else (),
                copies=copies(session, TwiceSeenRow.pouch_id == row.id),
                fees=_fees(session, PouchFeeRow.pouch_id == row.id),
                past=_past_of_pouch(session, row.id)[:TOLD_AT_MOST],
            )

    def pupil(self, pupil_id: str) -> PupilCard:
        """Raises Refused."""
        with self._database.read() as session:
            row = pupil_known(session, pupil_id)
            mine = session.scalars(select(PouchRow).where(PouchRow.pupil_id == row.id).order_by(PouchRow.id))
            was = select(PouchRow).where(PouchRow.last_pupil_id == row.id).order_by(PouchRow.id)
            return PupilCard(
                pupil=_pupil(row),
                pouches=[entry_of(one) for one in mine],
                was=[entry_of(one) for one in session.scalars(was)],
                fees=_fees(session, PouchFeeRow.pupil_id == row.id),
                past=_past_of_pupil(session, row.id)[:TOLD_AT_MOST],
            )

    def _exact(self, session: Session, text: str) -> PouchRow | None:
        if (row := by_number(session, text.strip())) is not None:
            return row
        try:
            found = self._tags.pouch(session, text)
        except Refused:
            return None  # it is no tag, so perhaps a name
        return found if isinstance(found, PouchRow) else None


def _found(session: Session, row: PouchRow) -> Found:
    pupil = session.get(PupilRow, row.pupil_id) if row.pupil_id else None
    return Found(_pupil(pupil) if pupil else None, entry_of(row))


def _pupils(session: Session, words: Sequence[str]) -> list[Found]:
    query = (
        select(PupilRow, PouchRow)
        .outerjoin(PouchRow, PouchRow.pupil_id == PupilRow.id)
        .where(and_(*map(_begins, words)))
        .order_by(PupilRow.family, PupilRow.given, PupilRow.id)
        .limit(FOUND_AT_MOST)
    )
    return [Found(_pupil(one), entry_of(pouch) if pouch else None) for one, pouch in session.execute(query)]


def _loose_pouches(session: Session, text: str) -> list[Found]:
    """Those that no pupil has, by their number."""
    like = f"%{_escaped(text.strip())}%"
    query = select(PouchRow).where(PouchRow.pupil_id.is_(None), PouchRow.id.ilike(like, escape="\\"))
    rows = session.scalars(query.order_by(PouchRow.id).limit(FOUND_AT_MOST))
    return [Found(None, entry_of(row)) for row in rows]


def _begins(word: str) -> ColumnElement[bool]:
    like = f"{_escaped(word)}%"
    number = f"%{like}" if word.isdecimal() and len(word) > 1 else like
    return or_(
        PupilRow.given.ilike(like, escape="\\"),
        PupilRow.family.ilike(like, escape="\\"),
        PupilRow.form.ilike(like, escape="\\"),
        PouchRow.id.ilike(number, escape="\\"),
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _fees(session: Session, which: ColumnElement[bool]) -> list[Fee]:
    rows = session.scalars(select(PouchFeeRow).where(which).order_by(PouchFeeRow.id.desc()))
    return [fee_of(session, row) for row in rows]


def _past_of_pouch(session: Session, number: str) -> list[Past]:
    links = [(number, one) for one in chain.links(session, of_pouch(number), TOLD_AT_MOST)]
    return told(links, _changes(session, PouchChangeRow.pouch_id == number))


def _past_of_pupil(session: Session, pupil_id: str) -> list[Past]:
    """What happened to each pouch while it was theirs, and what was noted of them."""
    found = list[Past]()
    for number in _ever(session, pupil_id):
        mine = [one for one in _holdings(session, number) if one.pupil == pupil_id]
        past = _past_of_pouch(session, number)
        found += [one for one in past if any(hold.covers(one.at) for hold in mine)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _ever(session: Session, pupil_id: str) -> list[str]:
    now = select(PouchRow.id).where(or_(PouchRow.pupil_id == pupil_id, PouchRow.last_pupil_id == pupil_id))
    row = PouchChangeRow
    then = select(row.pouch_id).where(or_(row.pupil_id == pupil_id, row.before_id == pupil_id))
    return sorted({*session.scalars(now), *session.scalars(then)})


def _holdings(session: Session, number: str) -> list[Holding]:
    """A lost pouch stays on the record of the pupil who lost it, until another has it."""
    row = PouchChangeRow
    query = select(row).where(row.pouch_id == number, row.kind.in_(IN_THE_CHAIN)).order_by(row.id)
    handed = [
        Handed(number, one.at, one.before_id or "", one.pupil_id or "") for one in session.scalars(query)
    ]
    pouch = known(session, number)
    return holdings(handed, pouch.pupil_id or pouch.last_pupil_id or "", number)


def _changes(session: Session, which: ColumnElement[bool]) -> list[Past]:
    """Those that are no links of the chain."""
    query = (
        select(PouchChangeRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == PouchChangeRow.by_id)
        .where(which, PouchChangeRow.kind.not_in(IN_THE_CHAIN))
        .order_by(PouchChangeRow.id.desc())
        .limit(TOLD_AT_MOST)
    )
    return [
        Past(row.at, row.pouch_id, row.words, by or "The school's file", note=row.note)
        for row, by in session.execute(query)
    ]


def _pupil(row: PupilRow) -> Pupil:
    return Pupil(row.id, row.given, row.family, row.year, row.form)
