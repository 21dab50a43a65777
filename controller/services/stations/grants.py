"""Leave at a tap: claimed by one, used when the station says so, cancelled by a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import GrantChanged
from controller.domain.grants import LENGTH, WAITING, Grant, ReasonCode, Terms, state, what_became_of_it
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations import leave_rows
from controller.services.stations.leave import Leave
from controller.services.stations.leave_rows import grant_of, grants_of, name_of
from controller.services.stations.pouch_rule import PouchRule
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.pouches import GrantRow
from device_rules.vocabulary import LeaveKind

SHOWN_FOR = timedelta(hours=2)


class Grants:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, rule: PouchRule) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._leave = Leave(database, clock, bus, rule)

    def give(
        self, by: Account, pupil_id: str, reason: ReasonCode, note: str = "", length: timedelta = LENGTH
    ) -> Grant:
        """To one early leaver, from now on. Raises Refused as `Leave.ask` does."""
        terms = Terms(LeaveKind.EARLY_LEAVER, reason, self._clock.now() + length, note)
        return self._leave.ask(by, [pupil_id], terms).grants[0]

    def cancel(self, by: Account, number: int) -> None:
        """Raises Refused when it is not there to cancel, a claim included: the pouch may be open already."""
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(GrantRow, number)
            grant = grant_of(session, row) if row else None
            if row is None or grant is None or state(grant, now) not in WAITING:
                raise _too_late(session, row, grant, now)
            row.cancelled_at, row.cancelled_by_id = now, by.id
            fact = Fact(
                "grant.cancelled", f"account:{by.username}", f"pupil:{row.pupil_id}", {"grant": number}
            )
            append(session, now, fact)
        self._bus.publish(GrantChanged(number))

    def recent(self) -> Sequence[Grant]:
        """Those that can still be used, what became of those that ended in the last two hours, and whoever is
        not back yet.
        """
        now, row = self._clock.now(), GrantRow
        lately = select(row.id).where(row.expires_at > now - SHOWN_FOR)
        numbers = lately.union(leave_rows.away().with_only_columns(row.id))
        with self._database.read() as session:
            return grants_of(session, select(row).where(row.id.in_(numbers)).order_by(row.id.desc()))

    def newest(self, session: Session, pupil_id: str) -> Grant | None:
        """The one that counts at a tap now; without such, the last one given whose time has not run out."""
        return leave_rows.newest(session, pupil_id, self._clock.now())

    def just_ended(self, session: Session, pupil_id: str) -> Grant | None:
        """One that ran out while the pupil stood in the queue."""
        now = self._clock.now()
        return leave_rows.last_ended(session, pupil_id, now - SHOWN_FOR, now)

    def claim(self, session: Session, number: int, station_id: str, nonce: bytes) -> bool:
        """True for the one tap that gets it, however many come at once."""
        now = self._clock.now()
        free = update(GrantRow).where(
            GrantRow.id == number,
            GrantRow.claimed_at.is_(None),
            GrantRow.used_at.is_(None),
            GrantRow.cancelled_at.is_(None),
            GrantRow.starts_at <= now,
            GrantRow.expires_at > now,
            leave_rows.approved(),
        )
        done = session.execute(
            free.values(claimed_at=now, claimed_station_id=station_id, claimed_nonce=nonce),
            execution_options={"synchronize_session": "fetch"},
        )
        assert isinstance(done, CursorResult)
        return done.rowcount == 1

    def used(self, session: Session, station_id: str, nonce: bytes | None, at: datetime) -> int | None:
        """The station opened: its number, if this tap had claimed one."""
        row = _claimed_by(session, station_id, nonce)
        if row is None:
            return None
        row.used_at = row.used_at or at
        return row.id

    def not_used(self, session: Session, station_id: str, nonce: bytes | None) -> int | None:
        """The station did not open after all (the answer was late, or the lock jammed): it is free again."""
        row = _claimed_by(session, station_id, nonce)
        if row is None:
            return None
        row.claimed_at = row.claimed_station_id = row.claimed_nonce = row.used_at = None
        return row.id


def _claimed_by(session: Session, station_id: str, nonce: bytes | None) -> GrantRow | None:
    if not nonce:
        return None
    query = select(GrantRow).where(GrantRow.claimed_station_id == station_id, GrantRow.claimed_nonce == nonce)
    return session.scalars(query).first()


def _too_late(session: Session, row: GrantRow | None, grant: Grant | None, now: datetime) -> Refused:
    if row is None or grant is None:
        return Refused("grant.not-active", "That leave is not in the list any more. Reload the page.")
    became = what_became_of_it(grant, now)
    if row.cancelled_by_id:
        became = f"{became.rstrip('.')} by {name_of(session, row.cancelled_by_id)}."
    return Refused("grant.not-active", f"That leave cannot be cancelled any more. {became}")
