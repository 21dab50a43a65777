"""Reads leave and what was asked for with it: in the transaction of whoever asks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from controller.domain.grants import OPEN, Asked, Grant, GrantState, ReasonCode, state
from controller.errors import Refused
from controller.storage.tables.leave import LeaveRequestRow
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouches import GrantRow, PouchRow
from controller.storage.tables.stations import StationRow
from device_rules.phrases import of_authorisers
from device_rules.vocabulary import Authoriser, LeaveKind


def grant_of(session: Session, row: GrantRow) -> Grant:
    pupil = session.get_one(PupilRow, row.pupil_id)
    station = session.get(StationRow, row.claimed_station_id) if row.claimed_station_id else None
    request = session.get(LeaveRequestRow, row.request_id) if row.request_id else None
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
        kind=LeaveKind(row.kind),
        starts_at=row.starts_at,
        back_by=row.back_by,
        back_at=row.back_at,
        back_how=row.back_word or row.back_how,
        asked=asked_of(session, request) if request else None,
    )


def grants_of(session: Session, query: Select[GrantRow]) -> list[Grant]:
    """Whatever they name is read in one query for each kind, and not in four for each of them."""
    rows = session.scalars(query).all()
    queries = (
        select(PupilRow).where(PupilRow.id.in_({row.pupil_id for row in rows})),
        select(StationRow).where(StationRow.id.in_({row.claimed_station_id for row in rows})),
        select(LeaveRequestRow).where(LeaveRequestRow.id.in_({row.request_id for row in rows})),
        select(AccountRow).where(AccountRow.id.in_({row.issued_by_id for row in rows})),
    )
    kept = [session.scalars(one).all() for one in queries]
    found = [grant_of(session, row) for row in rows]
    del kept  # the session forgets what nobody holds
    return found


def asked_of(session: Session, row: LeaveRequestRow) -> Asked:
    return Asked(
        id=row.id,
        title=row.title,
        posts=of_authorisers(posts_of(row)),
        source=row.source,
        approved=row.approved,
        decided_by=name_of(session, row.decided_by_id),
        decided_at=row.decided_at,
        word=row.word,
    )


def posts_of(row: LeaveRequestRow) -> tuple[Authoriser, ...]:
    return tuple(map(Authoriser, row.posts.split()))


def name_of(session: Session, account_id: int | None) -> str:
    return session.get_one(AccountRow, account_id).display_name if account_id else ""


def unended(session: Session, pupil_id: str, now: datetime) -> list[Grant]:
    """Whose time has not run out, whatever became of them; the last given first."""
    query = select(GrantRow).where(GrantRow.pupil_id == pupil_id, GrantRow.expires_at > now)
    return [grant_of(session, row) for row in session.scalars(query.order_by(GrantRow.id.desc()))]


def newest(session: Session, pupil_id: str, now: datetime) -> Grant | None:
    """The one that counts at a tap now; without such, the last one given whose time has not run out."""
    found = unended(session, pupil_id, now)
    usable = (one for one in found if state(one, now) is GrantState.ACTIVE)
    return next(usable, found[0] if found else None)


def last_ended(session: Session, pupil_id: str, since: datetime, now: datetime) -> Grant | None:
    """The last one whose time ran out since then."""
    between = (GrantRow.expires_at > since) & (GrantRow.expires_at <= now)
    query = (
        select(GrantRow).where(GrantRow.pupil_id == pupil_id, between).order_by(GrantRow.expires_at.desc())
    )
    row = session.scalars(query.limit(1)).first()
    return grant_of(session, row) if row else None


def overlapping(
    session: Session, pupil_id: str, starts: datetime, ends: datetime, now: datetime
) -> Grant | None:
    """Leave that can still be used in that time: two at once would be two openings."""
    found = (one for one in unended(session, pupil_id, now) if state(one, now) in OPEN)
    return next((one for one in found if (one.starts_at or now) < ends and starts < one.expires_at), None)


def away() -> Select[GrantRow]:
    """Opened, to be locked again, and not yet: never more than a day's, since a day's end closes them."""
    row = GrantRow
    return select(row).where(row.back_how == "", row.back_by.is_not(None), row.used_at.is_not(None))


def approved() -> ColumnElement[bool]:
    """Of a grant: nobody else had to agree, or somebody did."""
    agreed = select(LeaveRequestRow.id).where(
        or_(LeaveRequestRow.posts == "", LeaveRequestRow.approved.is_(True))
    )
    return or_(GrantRow.request_id.is_(None), GrantRow.request_id.in_(agreed))


def pupil_of(session: Session, pupil_id: str) -> PupilRow:
    pupil = session.get(PupilRow, pupil_id)
    if pupil is None:
        raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
    return pupil


def pouches_of(session: Session, pupil_id: str) -> Sequence[PouchRow]:
    return session.scalars(select(PouchRow).where(PouchRow.pupil_id == pupil_id).order_by(PouchRow.id)).all()
