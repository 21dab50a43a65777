"""The authority that stations hold: made here, numbered upwards, renewed in good time."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.errors import SchoolbellError
from controller.services.stations.held import exceptions_at
from controller.services.stations.standing import StandingExceptions
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.stations import AuthorityRow, StationRow
from firmware_bridge.protocol.v1.authority import MAX_EXCEPTIONS, Authority
from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect

log = logging.getLogger(__name__)

VALID = timedelta(hours=24)
RENEW_BEFORE = timedelta(hours=6)
FAR_AHEAD = 1_000_000
"""We make some a day: a version so far above ours was never made, and would leave no higher one."""
TAG_BYTES = 8
HASH_BYTES = 8


class Authorities:
    def __init__(self, database: Database, clock: Clock, standing: StandingExceptions) -> None:
        self._database, self._clock, self._standing = database, clock, standing

    def keep_valid(self) -> None:
        """Renews the authority in good time: one that runs out would leave stations with nothing to go by."""
        with self._database.read() as session:
            if not self._due(session, current(session)):
                return
        with self._database.write() as session:
            if self._due(session, row := current(session)):
                self.renew(session, row)

    def renew(self, session: Session, row: AuthorityRow | None) -> AuthorityRow:
        """The same again with a higher version and a later end."""
        release = session.get(ReleaseRow, row.release_id) if row and row.release_id else None
        tags = split_tags(row.tags) if row else ()
        return self.make(session, release, tags)

    def make(self, session: Session, release: ReleaseRow | None, tags: tuple[bytes, ...]) -> AuthorityRow:
        """With the window of `release`, for those tags; without a window if it is None or over."""
        now = self._clock.now()
        open_release = release if release and release.ended_at is None and release.ends_at > now else None
        exceptions, standing = self._exceptions(session, now)
        row = AuthorityRow(
            version=_next_version(session),
            made_at=now,
            valid_from=now,
            valid_until=now + VALID,
            window_start=open_release.starts_at if open_release else None,
            window_end=open_release.ends_at if open_release else None,
            tags=b"".join(sorted(tags)) if open_release else b"",
            exceptions=exceptions,
            standing=standing,
            release_id=open_release.id if open_release else None,
            digest=b"",
        )
        row.digest = content(row).digest
        session.add(row)
        self._journal(session, row)
        return row

    def _due(self, session: Session, row: AuthorityRow | None) -> bool:
        """Also when it begins in the future: the school's clock was set back."""
        now = self._clock.now()
        if row is None or row.valid_from > now or row.valid_until - now < RENEW_BEFORE:
            return True
        if _holds_of(row, now) != exceptions_at(session, now):
            return True
        try:
            return row.standing != self._standing.state(session, now)
        except SchoolbellError:
            return False  # the desk knows that the policy cannot be used, and what was made goes on

    def _exceptions(self, session: Session, now: datetime) -> tuple[str, str]:
        """As they are stored, holds among them. Without a usable policy the needs stay as they were, each
        until its end; holds ask no policy.
        """
        holds = exceptions_at(session, now)
        try:
            needs, state = (
                self._standing.exceptions(session, now, now + VALID),
                self._standing.state(session, now),
            )
        except SchoolbellError as error:
            log.error("exceptions=kept code=%s %s", error.code, error.sentence)
            needs, state = _needs_of(current(session))
        return _written((*holds, *needs[: MAX_EXCEPTIONS - len(holds)])), state

    def _journal(self, session: Session, row: AuthorityRow) -> None:
        facts = {
            "digest": row.digest.hex(),
            "tags": len(row.tags) // TAG_BYTES,
            "exceptions": len(exceptions_of(row)),
            "window": [_iso(row.window_start), _iso(row.window_end)],
            "release": row.release_id,
        }
        append(session, row.made_at, Fact("authority.made", "controller", f"authority:{row.version}", facts))


def current(session: Session) -> AuthorityRow | None:
    return session.scalars(select(AuthorityRow).order_by(AuthorityRow.version.desc()).limit(1)).first()


def content(row: AuthorityRow) -> Authority:
    windows = [(row.window_start, row.window_end)] if row.window_start and row.window_end else []
    return Authority.build(
        version=row.version,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        windows=windows,
        tags=split_tags(row.tags),
        exceptions=exceptions_of(row),
    )


def exceptions_of(row: AuthorityRow) -> tuple[TagException, ...]:
    return tuple(
        TagException(grant, bytes.fromhex(tag), Effect(effect), until_ms, 0)
        for grant, tag, effect, until_ms in json.loads(row.exceptions)
    )


def is_level(station: StationRow, authority: AuthorityRow | None) -> bool:
    return authority is None or holds(station, authority)


def holds(station: StationRow, authority: AuthorityRow) -> bool:
    """As it says itself, by version and hash."""
    version = station.authority_in_force == authority.version
    return version and station.authority_hash == authority.digest[:HASH_BYTES]


def split_tags(tags: bytes) -> tuple[bytes, ...]:
    return tuple(tags[at : at + TAG_BYTES] for at in range(0, len(tags), TAG_BYTES))


def _next_version(session: Session) -> int:
    """Above all that we made and all that a station says it holds: its flash may outlive our database."""
    made = session.scalar(select(func.max(AuthorityRow.version))) or 0
    ours = StationRow.authority_in_force <= made + FAR_AHEAD
    held = session.scalar(select(func.max(StationRow.authority_in_force)).where(ours)) or 0
    return max(made, held) + 1


def _written(exceptions: Iterable[TagException]) -> str:
    return json.dumps([[one.grant, one.tag.hex(), one.effect.value, one.until_ms] for one in exceptions])


def _holds_of(row: AuthorityRow, now: datetime) -> tuple[TagException, ...]:
    """Those that have not run out: one that has needs no new authority, since stations know its end."""
    found = (one for one in exceptions_of(row) if one.effect is Effect.HOLD and one.until_ms > to_ms(now))
    return tuple(found)


def _needs_of(row: AuthorityRow | None) -> tuple[tuple[TagException, ...], str]:
    if row is None:
        return (), ""
    return tuple(one for one in exceptions_of(row) if one.effect is Effect.ALLOW), row.standing


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
