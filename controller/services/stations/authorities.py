"""The authorities that stations hold, one for each gate: numbered upwards, renewed in good time."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from controller.clock import Clock
from controller.domain.moving import Window
from controller.domain.stations import Adoption
from controller.errors import SchoolbellError
from controller.services.exams.seated import kept_in, tags_of
from controller.services.stations.held import exceptions_at
from controller.services.stations.standing import VALID, StandingExceptions
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow
from controller.storage.tables.stations import AuthorityRow, StationRow
from firmware_bridge.protocol.v1.authority import MAX_EXCEPTIONS, Authority
from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.times import from_ms, to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect

log = logging.getLogger(__name__)

RENEW_BEFORE = timedelta(hours=6)
FAR_AHEAD = 1_000_000
"""We make some a day: a version so far above ours was never made, and would leave no higher one."""
TAG_BYTES = 8
HASH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Lists:
    """Whose pouches a release lets open: `early` before the others, and with them."""

    tags: tuple[bytes, ...] = ()
    early: tuple[bytes, ...] = ()

    def without(self, tags: frozenset[bytes]) -> "Lists":
        kept, early = (tuple(tag for tag in given if tag not in tags) for given in (self.tags, self.early))
        return Lists(kept, early)


NOBODY = Lists()


class Authorities:
    def __init__(self, database: Database, clock: Clock, standing: StandingExceptions) -> None:
        self._database, self._clock, self._standing = database, clock, standing

    def keep_valid(self) -> None:
        """Renews each in good time: one that runs out would leave stations with nothing to go by.

        A gate that is new is given its first, with the window of a release that is on everywhere.
        """
        with self._database.read() as session:
            if not self._due(session):
                return
        with self._database.write() as session:
            for gate in self._due(session):
                self._renew(session, gate)

    def renew(self, session: Session, row: AuthorityRow) -> AuthorityRow:
        """The same again with a higher version and a later end."""
        return self.make(session, row.gate, row.release_id, lists_of(row))

    def make(
        self, session: Session, gate: str, release_id: int | None = None, lists: Lists = NOBODY
    ) -> AuthorityRow:
        """With the window that the release has at this gate; a release that is over there is none.

        While it is held there is no window, and the tags stay, so that little is said when it goes on.
        """
        now = self._clock.now()
        release = session.get(ReleaseGateRow, (release_id, gate)) if release_id else None
        if release is None or release.ended_at is not None or release.ends_at <= now:
            release, lists = None, NOBODY
        else:
            lists = self.listed(session, lists, release.ends_at)
        window = release if release and release.held_at is None else None
        exceptions, standing = self._exceptions(session, now)
        row = AuthorityRow(
            version=_next_version(session),
            gate=gate,
            made_at=now,
            valid_from=now,
            valid_until=now + VALID,
            window_start=window.starts_at if window else None,
            window_end=window.ends_at if window else None,
            tags=b"".join(sorted(lists.tags)),
            early_start=window.early_at if window and lists.early else None,
            early=b"".join(sorted(lists.early)),
            exceptions=exceptions,
            standing=standing,
            release_id=release.release_id if release else None,
            digest=b"",
        )
        row.digest = content(row).digest
        session.add(row)
        session.flush()
        self._journal(session, row)
        return row

    def listed(self, session: Session, lists: Lists, until: datetime) -> Lists:
        """As a station may hold them: without candidates whose paper is not over. They are asked about."""
        return lists.without(tags_of(session, kept_in(session, self._clock.now(), until)))

    def _renew(self, session: Session, gate: str) -> None:
        if row := current(session, gate):
            self.renew(session, row)
        else:
            self._first(session, gate)

    def _first(self, session: Session, gate: str) -> None:
        """For a gate that nobody had when the release was ordered for all of them: as it is at another."""
        twin = self._twin(session)
        like = current(session, twin.gate) if twin else None
        if twin is None or like is None or like.release_id != twin.release_id:
            self.make(session, gate)
            return
        early = _goes_early_everywhere(session, twin)
        session.add(
            ReleaseGateRow(
                release_id=twin.release_id,
                gate=gate,
                starts_at=twin.starts_at,
                ends_at=twin.ends_at,
                early_at=twin.early_at if early else None,
                buses=twin.buses if early else "[]",
                held_at=twin.held_at,
                changed=twin.changed,
                changed_by_id=twin.changed_by_id,
                changed_at=twin.changed_at,
            )
        )
        session.flush()
        lists = lists_of(like)
        self.make(session, gate, twin.release_id, lists if early else Lists(lists.tags))

    def _twin(self, session: Session) -> ReleaseGateRow | None:
        """A gate at which a release that is on everywhere goes on; one that is held only if all are."""
        row, now = ReleaseGateRow, self._clock.now()
        goes_on = (row.ended_at.is_(None)) & (row.ends_at > now)
        query = select(row).join(ReleaseRow, ReleaseRow.id == row.release_id)
        query = query.where(ReleaseRow.everywhere, ReleaseRow.ended_at.is_(None), goes_on)
        return session.scalars(
            query.order_by(row.release_id.desc(), row.held_at.is_not(None), row.gate).limit(1)
        ).first()

    def _due(self, session: Session) -> list[str]:
        """The gates whose authority is to be made anew.

        Also when it begins in the future: the school's clock was set back.
        """
        now = self._clock.now()
        holds, orders = exceptions_at(session, now), newest(session)
        state = self._state(session, now)
        return [gate for gate in gates(session) if _is_due(orders.get(gate), now, holds, state)]

    def _state(self, session: Session, now: datetime) -> str | None:
        """None where the policy cannot be used: the desk knows it, and what was made goes on."""
        try:
            return self._standing.state(session, now)
        except SchoolbellError:
            return None

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
            needs, state = _needs_of(_latest(session))
        return _written((*holds, *needs[: MAX_EXCEPTIONS - len(holds)])), state

    def _journal(self, session: Session, row: AuthorityRow) -> None:
        facts = {
            "gate": row.gate,
            "digest": row.digest.hex(),
            "tags": len(row.tags) // TAG_BYTES,
            "early": len(row.early) // TAG_BYTES,
            "exceptions": len(exceptions_of(row)),
            "window": [_iso(row.window_start), _iso(row.window_end)],
            "release": row.release_id,
        }
        append(session, row.made_at, Fact("authority.made", "controller", f"authority:{row.version}", facts))


def gates(session: Session) -> list[str]:
    """Where stations of ours stand, or will."""
    ours = StationRow.adoption.in_([Adoption.ADOPTED.value, Adoption.EXPECTED.value])
    query = select(StationRow.gate).where(ours, StationRow.gate != "").distinct()
    return list(session.scalars(query.order_by(StationRow.gate)))


def current(session: Session, gate: str) -> AuthorityRow | None:
    query = select(AuthorityRow).where(AuthorityRow.gate == gate)
    return session.scalars(query.order_by(AuthorityRow.version.desc()).limit(1)).first()


def newest(session: Session) -> dict[str, AuthorityRow]:
    """The one in order at each gate, without what is large in it."""
    row = AuthorityRow
    versions = select(func.max(row.version)).group_by(row.gate)
    light = load_only(
        row.version, row.gate, row.digest, row.valid_from, row.valid_until, row.exceptions, row.standing
    )
    return {
        one.gate: one for one in session.scalars(select(row).where(row.version.in_(versions)).options(light))
    }


def _goes_early_everywhere(session: Session, like: ReleaseGateRow) -> bool:
    """Whether the early buses were for all gates: one that is new was not meant where they were for some."""
    others = select(ReleaseGateRow.buses).where(ReleaseGateRow.release_id == like.release_id)
    return set(session.scalars(others)) == {like.buses}


def _latest(session: Session) -> AuthorityRow | None:
    return session.scalars(select(AuthorityRow).order_by(AuthorityRow.version.desc()).limit(1)).first()


def window_of(row: AuthorityRow) -> Window | None:
    if row.window_start is None or row.window_end is None:
        return None
    return Window(row.window_start, row.window_end, row.early_start)


def content(row: AuthorityRow) -> Authority:
    window = window_of(row)
    return Authority.build(
        version=row.version,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        windows=[(window.starts_at, window.ends_at)] if window else [],
        tags=split_tags(row.tags),
        exceptions=exceptions_of(row),
        early_from=row.early_start,
        early=split_tags(row.early),
    )


def exceptions_of(row: AuthorityRow) -> tuple[TagException, ...]:
    return tuple(
        TagException(grant, bytes.fromhex(tag), Effect(effect), until_ms, 0)
        for grant, tag, effect, until_ms in json.loads(row.exceptions)
    )


def openable(row: AuthorityRow, now: datetime) -> dict[bytes, datetime]:
    """The tags that a station with this opens by itself at some time from now on, and until when."""
    listed = row.window_end is not None and row.window_end > now
    found = dict.fromkeys(split_tags(row.tags) if listed else (), row.window_end or now)
    for one in exceptions_of(row):
        if one.effect is Effect.ALLOW and one.until_ms > to_ms(now):
            found[one.tag] = max(from_ms(one.until_ms) or now, found.get(one.tag, now))
    return found


def is_level(station: StationRow, authority: AuthorityRow | None) -> bool:
    return authority is None or holds(station, authority)


def holds(station: StationRow, authority: AuthorityRow) -> bool:
    """As it says itself, by version and hash."""
    version = station.authority_in_force == authority.version
    return version and station.authority_hash == authority.digest[:HASH_BYTES]


def lists_of(row: AuthorityRow) -> Lists:
    return Lists(split_tags(row.tags), split_tags(row.early))


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


def _is_due(
    row: AuthorityRow | None, now: datetime, holds: tuple[TagException, ...], state: str | None
) -> bool:
    if row is None or row.valid_from > now or row.valid_until - now < RENEW_BEFORE:
        return True
    return _holds_of(row, now) != holds or (state is not None and row.standing != state)


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
