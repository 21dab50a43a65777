"""Which pupils of a class may use a phone now, or may leave. Never why: that is for safeguarding to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.grants import PRIVATE, Grant, GrantState, state
from controller.domain.pouches import Leaving
from controller.services.stations.leave_rows import newest
from controller.services.stations.pouch_rule import PouchRule
from controller.storage.database import Database
from controller.storage.tables.people import ClassMemberRow, PupilRow
from controller.storage.tables.pouches import ExemptionRow, GrantRow
from device_rules.vocabulary import LeaveKind

GOING = (LeaveKind.EARLY_LEAVER, LeaveKind.TRIP, LeaveKind.OFF_SITE_COLLEGE)


class May(StrEnum):
    """All that a teacher is told."""

    USE = "use"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Someone:
    pupil: str
    name: str
    may: May


class MayUse:
    def __init__(self, database: Database, clock: Clock, rule: PouchRule) -> None:
        self._database, self._clock, self._rule = database, clock, rule

    def of_class(self, class_id: str) -> list[Someone]:
        """By name; those whom the policy lets use one without a need or leave of their own are left out."""
        with self._database.read() as session:
            concerned = self._concerned(session, class_id)
            found = {pupil: self._may(session, pupil) for pupil in concerned.values()}
            return [Someone(one.id, f"{one.given} {one.family}", may) for one, may in found.items() if may]

    def _concerned(self, session: Session, class_id: str) -> Mapping[str, PupilRow]:
        """Pupils of the class with a need or with leave, whatever the policy makes of it."""
        now = self._clock.now()
        leave = select(GrantRow.pupil_id).where(GrantRow.starts_at <= now, GrantRow.expires_at > now)
        needs = select(ExemptionRow.pupil_id).where(ExemptionRow.starts_at <= now)
        query = (
            select(PupilRow)
            .join(ClassMemberRow, ClassMemberRow.pupil_id == PupilRow.id)
            .where(ClassMemberRow.class_id == class_id, PupilRow.id.in_(leave.union(needs)))
            .order_by(PupilRow.family, PupilRow.given)
        )
        return {one.id: one for one in session.scalars(query)}

    def _may(self, session: Session, pupil: PupilRow) -> May | None:
        grant = newest(session, pupil.id, self._clock.now())
        kind = grant.kind if grant and self._counts(grant) else None
        needs = self._rule.exemptions.active(session, pupil.id) is not None or kind in PRIVATE
        if needs and self._rule.of(session, pupil, Leaving.NO, kind if kind in PRIVATE else None)[0].opens:
            return May.USE
        return May.LEAVE if kind in GOING else None

    def _counts(self, grant: Grant) -> bool:
        """Leave that can be used now; of the kind for use in school, also once the pouch was opened by it."""
        now = self._clock.now()
        how = state(grant, now)
        opened = how is GrantState.USED and grant.kind in PRIVATE and grant.back_at is None
        return opened or how in (GrantState.ACTIVE, GrantState.CLAIMED)
