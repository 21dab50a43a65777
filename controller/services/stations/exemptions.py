"""Standing medical needs and adjustments. A rule never overrides one; only a named person ends it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import ExemptionRow
from device_rules.vocabulary import Exemption


class Exemptions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def give(self, by: Account, pupil_id: str, kind: Exemption) -> int:
        """Its number. Raises Refused for a pupil who is not in the list."""
        with self._database.write() as session:
            if session.get(PupilRow, pupil_id) is None:
                raise Refused("pupil.unknown", "That pupil is not in the school's list.")
            row = ExemptionRow(
                pupil_id=pupil_id, kind=kind.value, issued_by_id=by.id, starts_at=self._clock.now()
            )
            session.add(row)
            session.flush()
            self._record(session, "exemption.given", by, row)
        return row.id

    def end(self, by: Account, number: int, reason: str) -> None:
        """Raises Refused without a reason, or when it has ended already."""
        if not reason.strip():
            raise Refused("exemption.needs-reason", "Say why this exemption ends.")
        with self._database.write() as session:
            row = session.get(ExemptionRow, number)
            if row is None or row.ends_at is not None:
                raise Refused("exemption.ended", "That exemption has ended already.")
            row.ends_at = self._clock.now()
            self._record(session, "exemption.ended", by, row, reason=reason.strip())

    def active(self, session: Session, pupil_id: str) -> Exemption | None:
        """The one that counts now; the first given, should there be several."""
        now = self._clock.now()
        query = select(ExemptionRow.kind).where(
            ExemptionRow.pupil_id == pupil_id,
            ExemptionRow.starts_at <= now,
            or_(ExemptionRow.ends_at.is_(None), ExemptionRow.ends_at > now),
        )
        kind = session.scalars(query.order_by(ExemptionRow.id).limit(1)).first()
        return Exemption(kind) if kind else None

    def _record(self, session: Session, kind: str, by: Account, row: ExemptionRow, **more: str) -> None:
        data = {"exemption": row.id, "kind": row.kind, **more}
        fact = Fact(kind, f"account:{by.username}", f"pupil:{row.pupil_id}", data)
        append(session, self._clock.now(), fact)
