"""Finds a pupil and says how things stand with their pouch: the claim, the rule now, the chain of custody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.custody import Link, of_pouch
from controller.domain.grants import Grant
from controller.domain.holds import Hold
from controller.domain.pouches import Leaving, Pouch, PouchState, Ruling
from controller.domain.school import Pupil
from controller.errors import Refused
from controller.services.custody import chain
from controller.services.stations.finder import FOUND_AT_MOST, Finder, Found
from controller.services.stations.grants import Grants
from controller.services.stations.held import hold_at
from controller.services.stations.leave_rows import pouches_of
from controller.services.stations.pouch_rule import PouchRule
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from device_rules.phrases import of_authorisers
from device_rules.vocabulary import LeaveKind


@dataclass(frozen=True, slots=True)
class Choice:
    """What the policy says of one kind of leave for this pupil, and who else has to agree to it."""

    kind: LeaveKind
    ruling: Ruling
    posts: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """`staying` is the rule here and now, `leaving` for going home now. `chain` has the newest first.

    `others` are further pouches, which the pupil has by mistake.
    """

    pupil: Pupil
    pouch: Pouch | None
    staying: Ruling
    leaving: Ruling
    grant: Grant | None
    hold: Hold | None
    chain: Sequence[Link]
    others: tuple[str, ...]
    choices: tuple[Choice, ...]


class Pouches:
    def __init__(self, database: Database, clock: Clock, rule: PouchRule, grants: Grants) -> None:
        self._database, self._clock = database, clock
        self._rule, self._grants = rule, grants
        self.finder = Finder(database)

    def find(self, text: str, limit: int = FOUND_AT_MOST) -> list[Found]:
        """Pupils of whom each word of `text` begins a name, the form, a class or the pouch's number."""
        return self.finder.find(text, limit)

    def card(self, pupil_id: str) -> Card:
        """Raises Refused for a pupil who is not in the list."""
        with self._database.read() as session:
            row = session.get(PupilRow, pupil_id)
            if row is None:
                raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
            owned = pouches_of(session, pupil_id)
            pouch = owned[0] if owned else None
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
                others=tuple(one.id for one in owned[1:]),
                choices=tuple(self._choice(session, row, kind) for kind in LeaveKind),
            )

    def _choice(self, session: Session, pupil: PupilRow, kind: LeaveKind) -> Choice:
        ruling, _ = self._rule.of(session, pupil, Leaving.GRANT, kind)
        approval = self._rule.rules.policy.approval_of(kind)
        return Choice(
            kind=kind,
            ruling=ruling,
            posts=of_authorisers(approval.by) if approval else "",
            source=approval.source if approval else "",
        )


def _pupil(row: PupilRow) -> Pupil:
    return Pupil(row.id, row.given, row.family, row.year, row.form)
