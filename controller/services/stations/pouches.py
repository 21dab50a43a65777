"""Finds a pupil and says how things stand with their pouch: the claim, the rule now, the chain of custody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from controller.clock import Clock
from controller.domain.custody import Link, of_pouch
from controller.domain.grants import Grant
from controller.domain.holds import Hold
from controller.domain.pouches import Leaving, Pouch, PouchState, Ruling
from controller.domain.school import Pupil
from controller.errors import Refused
from controller.services.custody import chain
from controller.services.stations.grants import Grants
from controller.services.stations.held import hold_at
from controller.services.stations.pouch_rule import PouchRule
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow

FOUND_AT_MOST = 8
WORDS_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Found:
    pupil: Pupil
    pouch: str


@dataclass(frozen=True, slots=True)
class Card:
    """`staying` is the rule here and now, `leaving` for going home now. `chain` has the newest first."""

    pupil: Pupil
    pouch: Pouch | None
    staying: Ruling
    leaving: Ruling
    grant: Grant | None
    hold: Hold | None
    chain: Sequence[Link]


class Pouches:
    def __init__(self, database: Database, clock: Clock, rule: PouchRule, grants: Grants) -> None:
        self._database, self._clock = database, clock
        self._rule, self._grants = rule, grants

    def find(self, text: str, limit: int = FOUND_AT_MOST) -> list[Found]:
        """Pupils of whom each word of `text` begins a name, the form or the pouch's number."""
        words = text.split()[:WORDS_AT_MOST]
        if not words:
            return []
        query = (
            select(PupilRow, PouchRow.id)
            .outerjoin(PouchRow, PouchRow.pupil_id == PupilRow.id)
            .where(and_(*map(_begins, words)))
            .order_by(PupilRow.family, PupilRow.given, PupilRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [Found(_pupil(row), pouch or "") for row, pouch in session.execute(query)]

    def card(self, pupil_id: str) -> Card:
        """Raises Refused for a pupil who is not in the list."""
        with self._database.read() as session:
            row = session.get(PupilRow, pupil_id)
            if row is None:
                raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
            pouch = session.scalars(select(PouchRow).where(PouchRow.pupil_id == pupil_id)).first()
            return Card(
                pupil=_pupil(row),
                pouch=Pouch(pouch.id, PouchState(pouch.state), pouch.evidence, pouch.state_at)
                if pouch
                else None,
                staying=self._rule.of(session, row, Leaving.NO)[0],
                leaving=self._rule.of(session, row, Leaving.GRANT)[0],
                grant=self._grants.newest(session, pupil_id),
                hold=hold_at(session, pupil_id, self._clock.now()),
                chain=chain.links(session, of_pouch(pouch.id)) if pouch else (),
            )


def _begins(word: str) -> ColumnElement[bool]:
    like = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    number = f"%{like}" if word.isdecimal() and len(word) > 1 else like  # «123» finds pouch NG-0123 too
    return or_(
        PupilRow.given.ilike(like, escape="\\"),
        PupilRow.family.ilike(like, escape="\\"),
        PupilRow.form.ilike(like, escape="\\"),
        PouchRow.id.ilike(number, escape="\\"),
    )


def _pupil(row: PupilRow) -> Pupil:
    return Pupil(row.id, row.given, row.family, row.year, row.form)
