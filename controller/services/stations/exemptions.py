"""Standing medical needs and adjustments. A rule never overrides one; only a named person ends it."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import NeedChanged
from controller.domain.holds import midnight_after
from controller.domain.needs import UNTIL_ENDED, Need, Terms
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.held import lift_for_need
from controller.storage import words
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouches import ExemptionRow
from device_rules.vocabulary import Exemption


class Exemptions:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def give(self, by: Account, pupil_id: str, kind: Exemption, terms: Terms = UNTIL_ENDED) -> int:
        """Its number. Raises Refused for a pupil who is not in the list, or has this already.

        A hold on the pupil's pouch ends by it: the need counts before a rule.
        """
        now = self._clock.now()
        with self._database.write() as session:
            self._check(session, pupil_id, kind)
            row = ExemptionRow(
                pupil_id=pupil_id,
                kind=kind.value,
                issued_by_id=by.id,
                starts_at=now,
                ends_at=midnight_after(terms.ends_on) if terms.ends_on else None,
                review_on=terms.review_on,
            )
            session.add(row)
            session.flush()
            lift_for_need(session, pupil_id, by, now)
            self._record(session, "exemption.given", by, row, terms.reason)
            number = row.id
        self._bus.publish(NeedChanged())
        return number

    def end(self, by: Account, number: int, reason: str) -> None:
        """Raises Refused without a reason, or when it has ended already."""
        if not reason.strip():
            raise Refused("exemption.needs-reason", "Say why this exemption ends.")
        with self._database.write() as session:
            row = session.get(ExemptionRow, number)
            if row is None or (row.ends_at is not None and row.ends_at <= self._clock.now()):
                raise Refused("exemption.ended", "That exemption has ended already.")
            row.ends_at = self._clock.now()
            self._record(session, "exemption.ended", by, row, reason.strip())
        self._bus.publish(NeedChanged())

    def current(self) -> list[Need]:
        """Those that count now, by the pupil's name. For safeguarding alone."""
        query = (
            select(ExemptionRow, PupilRow, AccountRow.display_name)
            .join(PupilRow, PupilRow.id == ExemptionRow.pupil_id)
            .join(AccountRow, AccountRow.id == ExemptionRow.issued_by_id)
            .where(_counts(self._clock.now()))
            .order_by(PupilRow.family, PupilRow.given, ExemptionRow.id)
        )
        with self._database.read() as session:
            return [_need(*line) for line in session.execute(query)]

    def active(self, session: Session, pupil_id: str) -> Exemption | None:
        """The one that counts now; the first given, should there be several."""
        counts = _counts(self._clock.now())
        query = select(ExemptionRow.kind).where(counts, ExemptionRow.pupil_id == pupil_id)
        kind = session.scalars(query.order_by(ExemptionRow.id).limit(1)).first()
        return Exemption(kind) if kind else None

    def _check(self, session: Session, pupil_id: str, kind: Exemption) -> None:
        if session.get(PupilRow, pupil_id) is None:
            raise Refused("pupil.unknown", "That pupil is not in the school's list.")
        same = select(ExemptionRow.id).where(
            _counts(self._clock.now()), ExemptionRow.pupil_id == pupil_id, ExemptionRow.kind == kind.value
        )
        if session.scalars(same).first() is not None:
            raise Refused("exemption.given-already", "This pupil has that already: end it first.")

    def _record(self, session: Session, kind: str, by: Account, row: ExemptionRow, reason: str) -> None:
        now = self._clock.now()
        said = words.put(session, now, f"exemption:{row.id}", reason)
        data = {"exemption": row.id, "kind": row.kind, "reason": said}
        append(session, now, Fact(kind, f"account:{by.username}", f"pupil:{row.pupil_id}", data))


def _counts(at: datetime) -> ColumnElement[bool]:
    row = ExemptionRow
    return (row.starts_at <= at) & or_(row.ends_at.is_(None), row.ends_at > at)


def _need(row: ExemptionRow, pupil: PupilRow, by: str) -> Need:
    return Need(
        id=row.id,
        pupil=pupil.id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        kind=Exemption(row.kind),
        given_by=by,
        since=row.starts_at,
        ends_at=row.ends_at,
        review_on=row.review_on,
    )
