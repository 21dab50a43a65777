"""Orders and ends the day-end release. Stations carry it out by themselves, by the authority made here."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import releases
from controller.domain.accounts import Account
from controller.domain.events import ReleaseChanged
from controller.domain.pouches import ASKS, Leaving, opens, place
from controller.domain.releases import LENGTH, Bell, Phase, Release, When
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.rules import Rules
from controller.services.stations.authorities import Authorities
from controller.services.stations.pouch_rule import facts_of
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouches import PouchRow, ReleaseRow
from controller.storage.tables.stations import AuthorityRow
from device_rules.model import Decision, Situation
from firmware_bridge.protocol.v1.authority import MAX_TAGS


class Releases:
    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, rules: Rules, authorities: Authorities
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._rules, self._authorities = rules, authorities
        self._open: int | None = None

    def bell(self) -> Bell:
        """The end of today's last period. Raises Refused in a school that has no periods."""
        timetable, today = self._rules.timetable(), local(self._clock.now()).date()
        if not timetable.periods:
            raise Refused("release.no-day", "The school has no periods yet: take in its timetable first.")
        return Bell(timetable.end_of_day(today), timetable.why_closed(today))

    def order(self, by: Account, when: When, reason: str = "") -> Release:
        """From now, or from the bell. One that was set for the bell is replaced. Raises Refused."""
        bell = self.bell()
        with self._database.write() as session:
            now = self._clock.now()
            self._make_way(session, by, now)
            starts = releases.starts_at(when, now, bell, reason.strip())
            decisions = self._decisions(session, starts)
            tags = _tags(session, [year for year, one in decisions.items() if opens(one, Leaving.RELEASE)])
            row = _row(by, now, starts, reason.strip(), len(tags))
            session.add(row)
            session.flush()
            authority = self._authorities.make(session, row, tags)
            self._journal_order(session, by, row, authority, decisions)
            release = _release(session, row)
        self._bus.publish(ReleaseChanged(release.id))
        return release

    def end(self, by: Account, number: int) -> None:
        """Raises Refused for none, or one that has ended already: two receptionists may press at once."""
        with self._database.write() as session:
            row, now = session.get(ReleaseRow, number), self._clock.now()
            if row is None:
                raise Refused("release.unknown", "There is no such release: reload the page.")
            if releases.phase(_release(session, row), now) is Phase.OVER:
                raise Refused("release.over", "That release has ended already.")
            self._close(session, row, f"account:{by.username}", now)
            row.ended_by_id = by.id
            self._authorities.make(session, None, ())
        self._bus.publish(ReleaseChanged(number))

    def sweep(self) -> None:
        """Notices that a release has begun, or has come to its own end."""
        now = self._clock.now()
        with self._database.read() as session:
            row = _latest(session)
            release = _release(session, row) if row else None
        if release is None or release.ended_at is not None:
            return
        if releases.phase(release, now) is Phase.OVER:
            self._end_by_itself(release)
        elif releases.phase(release, now) is Phase.OPEN and self._open != release.id:
            self._open = release.id
            self._bus.publish(ReleaseChanged(release.id))

    def latest(self) -> Release | None:
        """The one in order or, failing that, the last that was."""
        with self._database.read() as session:
            row = _latest(session)
            return _release(session, row) if row else None

    def _make_way(self, session: Session, by: Account, now: datetime) -> None:
        row = _latest(session)
        if row is None:
            return
        release = _release(session, row)
        stage = releases.phase(release, now)
        if stage is Phase.OPEN:
            raise Refused(
                "release.already-open",
                f"The release is on already: {release.started_by} ordered it, "
                f"from {local(row.starts_at):%H:%M}.",
            )
        if stage is Phase.SET:
            self._close(session, row, f"account:{by.username}", now)
            row.ended_by_id = by.id

    def _decisions(self, session: Session, at: datetime) -> dict[int, Decision]:
        """The policy's word on each year group that has pouches, for pupils who leave at that time."""
        years = session.scalars(select(PupilRow.year).join(PouchRow).distinct().order_by(PupilRow.year))
        where = place(Leaving.RELEASE)
        return {year: self._rules.pupil_phone(year, ASKS, where, at=at) for year in years}

    def _asked(self, year: int, row: ReleaseRow) -> Situation:
        return self._rules.asked(year, ASKS, place(Leaving.RELEASE), at=row.starts_at)

    def _journal_order(
        self,
        session: Session,
        by: Account,
        row: ReleaseRow,
        authority: AuthorityRow,
        decisions: Mapping[int, Decision],
    ) -> None:
        facts = {
            "from": row.starts_at.isoformat(),
            "until": row.ends_at.isoformat(),
            "reason": row.reason,
            "authority": authority.version,
            "listed": row.listed,
            "years": {str(year): facts_of(one, self._asked(year, row)) for year, one in decisions.items()},
        }
        actor = f"account:{by.username}"
        append(session, row.ordered_at, Fact("release.ordered", actor, f"release:{row.id}", facts))

    def _end_by_itself(self, release: Release) -> None:
        with self._database.write() as session:
            row = session.get_one(ReleaseRow, release.id)
            if row.ended_at is None:
                self._close(session, row, "clock", row.ends_at)
        self._bus.publish(ReleaseChanged(release.id))

    def _close(self, session: Session, row: ReleaseRow, actor: str, at: datetime) -> None:
        row.ended_at = at
        append(
            session,
            self._clock.now(),
            Fact("release.ended", actor, f"release:{row.id}", {"at": at.isoformat()}),
        )


def open_release(session: Session, at: datetime) -> ReleaseRow | None:
    query = select(ReleaseRow).where(
        ReleaseRow.starts_at <= at, ReleaseRow.ends_at > at, ReleaseRow.ended_at.is_(None)
    )
    return session.scalars(query).first()


def _latest(session: Session) -> ReleaseRow | None:
    return session.scalars(select(ReleaseRow).order_by(ReleaseRow.id.desc()).limit(1)).first()


def _tags(session: Session, years: list[int]) -> tuple[bytes, ...]:
    tags = tuple(session.scalars(select(PouchRow.tag).join(PupilRow).where(PupilRow.year.in_(years))))
    if len(tags) > MAX_TAGS:
        raise Refused(
            "release.too-many",
            f"{len(tags)} pouches may be released, and a station holds {MAX_TAGS} at most: "
            "retire those that are not in use.",
        )
    return tags


def _row(by: Account, now: datetime, starts: datetime, reason: str, listed: int) -> ReleaseRow:
    return ReleaseRow(
        ordered_at=now,
        starts_at=starts,
        ends_at=starts + LENGTH,
        started_by_id=by.id,
        reason=reason,
        listed=listed,
    )


def _release(session: Session, row: ReleaseRow) -> Release:
    authority = (
        select(AuthorityRow.version).where(AuthorityRow.release_id == row.id).order_by(AuthorityRow.version)
    )
    ended_by = session.get(AccountRow, row.ended_by_id) if row.ended_by_id else None
    return Release(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        started_by=session.get_one(AccountRow, row.started_by_id).display_name,
        ended_by=ended_by.display_name if ended_by else "",
        reason=row.reason,
        authority=session.scalars(authority).first() or 0,
        listed=row.listed,
    )
