"""Single leave for early leavers: given by a person, claimed by one tap, used when the station says so."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import GrantChanged
from controller.domain.grants import LENGTH, Grant, GrantState, ReasonCode, state
from controller.domain.pouches import Leaving
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.pouch_rule import PouchRule, facts_of
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouches import GrantRow, PouchRow
from controller.storage.tables.stations import StationRow

SHOWN_FOR = timedelta(hours=2)
OPEN = (GrantState.ACTIVE, GrantState.CLAIMED)


class Grants:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, rule: PouchRule) -> None:
        self._database, self._clock, self._bus, self._rule = database, clock, bus, rule

    def give(
        self, by: Account, pupil_id: str, reason: ReasonCode, note: str = "", length: timedelta = LENGTH
    ) -> Grant:
        """Raises Refused: no pouch, leave given already, a note missing, or a policy that forbids it."""
        if reason is ReasonCode.OTHER and not note.strip():
            raise Refused("grant.needs-note", "Say in a few words why the pupil may leave.")
        with self._database.write() as session:
            pupil = self._may_have_one(session, pupil_id)
            ruling, decision = self._rule.of(session, pupil, Leaving.GRANT)
            if not ruling.opens:
                raise Refused("grant.forbidden", f"{ruling.sentence} ({ruling.source})")
            row = self._row(session, by, pupil_id, reason, note, length)
            facts = {
                "grant": row.id,
                "reason": reason.value,
                "note": row.note,
                "until": row.expires_at.isoformat(),
            }
            decided = facts_of(decision, self._rule.asked(session, pupil, Leaving.GRANT))
            fact = Fact("grant.given", f"account:{by.username}", f"pupil:{pupil_id}", facts | decided)
            append(session, self._clock.now(), fact)
            grant = _grant(session, row)
        self._bus.publish(GrantChanged(grant.id))
        return grant

    def cancel(self, by: Account, number: int) -> None:
        """Raises Refused when it is not there to cancel, a claim included: the pouch may be open already."""
        with self._database.write() as session:
            row = session.get(GrantRow, number)
            if row is None or state(_grant(session, row), self._clock.now()) is not GrantState.ACTIVE:
                raise Refused("grant.not-active", "That leave has been used, cancelled or run out already.")
            row.cancelled_at = self._clock.now()
            fact = Fact(
                "grant.cancelled", f"account:{by.username}", f"pupil:{row.pupil_id}", {"grant": number}
            )
            append(session, row.cancelled_at, fact)
        self._bus.publish(GrantChanged(number))

    def recent(self) -> list[Grant]:
        """Those that can still be used, and what became of those that ended in the last two hours."""
        now = self._clock.now()
        query = select(GrantRow).where(GrantRow.expires_at > now - SHOWN_FOR).order_by(GrantRow.id.desc())
        with self._database.read() as session:
            return [_grant(session, row) for row in session.scalars(query)]

    def newest(self, session: Session, pupil_id: str) -> Grant | None:
        """The last one given to this pupil whose time has not run out, whatever became of it."""
        query = (
            select(GrantRow)
            .where(GrantRow.pupil_id == pupil_id, GrantRow.expires_at > self._clock.now())
            .order_by(GrantRow.id.desc())
            .limit(1)
        )
        row = session.scalars(query).first()
        return _grant(session, row) if row else None

    def claim(self, session: Session, number: int, station_id: str, nonce: bytes) -> bool:
        """True for the one tap that gets it, however many come at once."""
        now = self._clock.now()
        free = update(GrantRow).where(
            GrantRow.id == number,
            GrantRow.claimed_at.is_(None),
            GrantRow.used_at.is_(None),
            GrantRow.cancelled_at.is_(None),
            GrantRow.expires_at > now,
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

    def _may_have_one(self, session: Session, pupil_id: str) -> PupilRow:
        pupil = session.get(PupilRow, pupil_id)
        if pupil is None:
            raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
        name = f"{pupil.given} {pupil.family}"
        if session.scalars(select(PouchRow.id).where(PouchRow.pupil_id == pupil_id)).first() is None:
            raise Refused("grant.no-pouch", f"{name} has no pouch, so there is nothing to open.")
        given = self.newest(session, pupil_id)
        if given and state(given, self._clock.now()) in OPEN:
            until = f"{local(given.expires_at):%H:%M}"
            raise Refused("grant.given-already", f"{name} has leave until {until} already.")
        return pupil

    def _row(
        self, session: Session, by: Account, pupil_id: str, reason: ReasonCode, note: str, length: timedelta
    ) -> GrantRow:
        now = self._clock.now()
        row = GrantRow(
            pupil_id=pupil_id,
            reason_code=reason.value,
            note=note.strip(),
            issued_by_id=by.id,
            issued_at=now,
            starts_at=now,
            expires_at=now + length,
        )
        session.add(row)
        session.flush()
        return row


def _claimed_by(session: Session, station_id: str, nonce: bytes | None) -> GrantRow | None:
    if not nonce:
        return None
    query = select(GrantRow).where(GrantRow.claimed_station_id == station_id, GrantRow.claimed_nonce == nonce)
    return session.scalars(query).first()


def _grant(session: Session, row: GrantRow) -> Grant:
    pupil = session.get_one(PupilRow, row.pupil_id)
    station = session.get(StationRow, row.claimed_station_id) if row.claimed_station_id else None
    return Grant(
        id=row.id,
        pupil=row.pupil_id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        reason=ReasonCode(row.reason_code),
        issued_by=session.get_one(AccountRow, row.issued_by_id).display_name,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        cancelled_at=row.cancelled_at,
        claimed_at=row.claimed_at,
        used_at=row.used_at,
        station=station.name if station else "",
    )
