"""A release at its gates: begun, held, let go on, moved and ended, in the transaction of whoever asks."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.moving import Move, Window, moved
from controller.domain.releases import Change, GatePhase, GateRelease, Release, gate_phase, lets_out
from controller.domain.timetable import local
from controller.errors import Refused
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pouches import ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow
from controller.storage.tables.stations import AuthorityRow

Do = Callable[[ReleaseGateRow], None]


def rows_of(session: Session, release_id: int) -> list[ReleaseGateRow]:
    row = ReleaseGateRow
    return list(session.scalars(select(row).where(row.release_id == release_id).order_by(row.gate)))


def latest(session: Session) -> ReleaseRow | None:
    return session.scalars(select(ReleaseRow).order_by(ReleaseRow.id.desc()).limit(1)).first()


def seen(session: Session, row: ReleaseRow) -> Release:
    authority = select(AuthorityRow.version).where(AuthorityRow.release_id == row.id)
    ended_by = session.get(AccountRow, row.ended_by_id) if row.ended_by_id else None
    return Release(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        started_by=session.get_one(AccountRow, row.started_by_id).display_name,
        ended_by=ended_by.display_name if ended_by else "",
        reason=row.reason,
        authority=session.scalars(authority.order_by(AuthorityRow.version)).first() or 0,
        listed=row.listed,
        gates=tuple(gate_seen(session, one) for one in rows_of(session, row.id)),
    )


def gate_seen(session: Session, row: ReleaseGateRow) -> GateRelease:
    by = session.get(AccountRow, row.changed_by_id) if row.changed_by_id else None
    return GateRelease(
        gate=row.gate,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        early_at=row.early_at,
        held_at=row.held_at,
        ended_at=row.ended_at,
        changed=Change(row.changed),
        changed_by=by.display_name if by else "",
        changed_at=row.changed_at,
        buses=frozenset(json.loads(row.buses)),
    )


def at_gate(session: Session, gate: str, at: datetime) -> GateRelease | None:
    """The release that counts there at that time, a held one too; the newest of several."""
    found = _at_gate(session, gate, at)
    return gate_seen(session, found) if found else None


def lets_out_at(session: Session, gate: str, bus: str, at: datetime) -> bool:
    """Whether a pupil who goes home by this bus (or by none) may leave there at that time."""
    found = _at_gate(session, gate, at)
    if found is None:
        return False
    early = bool(bus) and bus in json.loads(found.buses)
    return lets_out(gate_seen(session, found), early, at)


def _at_gate(session: Session, gate: str, at: datetime) -> ReleaseGateRow | None:
    row = ReleaseGateRow
    query = select(row).where(row.gate == gate, row.ends_at > at, row.ended_at.is_(None))
    return session.scalars(query.order_by(row.release_id.desc()).limit(1)).first()


def put(
    session: Session, release: ReleaseRow, windows: Mapping[str, Window], by: Account, now: datetime
) -> None:
    """Whatever was there before at these gates, each opens in its window."""
    known = {row.gate: row for row in rows_of(session, release.id)}
    for gate, window in windows.items():
        row = known.get(gate) or ReleaseGateRow(release_id=release.id, gate=gate)
        row.starts_at, row.ends_at, row.early_at = window.starts_at, window.ends_at, window.early_at
        row.buses = json.dumps(sorted(window.buses))
        row.held_at = row.ended_at = None
        _note(row, Change.ORDERED, by, now)
        session.add(row)
    session.flush()


def hold(
    session: Session, rows: Sequence[ReleaseGateRow], by: Account, now: datetime
) -> list[ReleaseGateRow]:
    """Those that were held now. Raises Refused where none is left to be held, and says who was first."""
    phases = {GatePhase.SET, GatePhase.EARLY, GatePhase.OPEN}

    def stop(row: ReleaseGateRow) -> None:
        row.held_at = now
        _note(row, Change.HELD, by, now)

    return _each(session, rows, phases, now, stop)


def go_on(
    session: Session, rows: Sequence[ReleaseGateRow], by: Account, now: datetime
) -> list[ReleaseGateRow]:
    def start(row: ReleaseGateRow) -> None:
        row.held_at = None
        _note(row, Change.WENT_ON, by, now)

    return _each(session, rows, {GatePhase.HELD}, now, start)


def end(session: Session, rows: Sequence[ReleaseGateRow], by: Account, now: datetime) -> list[ReleaseGateRow]:
    def stop(row: ReleaseGateRow) -> None:
        row.ended_at = now
        _note(row, Change.ENDED, by, now)

    return _each(session, rows, set(GatePhase) - {GatePhase.OVER}, now, stop)


def move(
    session: Session, rows: Sequence[ReleaseGateRow], by: Account, now: datetime, move: Move
) -> list[ReleaseGateRow]:
    """Raises Refused if the first of them is not to begin any more when the person saw it would."""
    left = [row for row in rows if gate_phase(gate_seen(session, row), now) is not GatePhase.OVER]
    if left and move.was is not None and min(row.starts_at for row in left) != move.was:
        last = max(left, key=lambda row: row.changed_at)
        raise Refused("release.moved", f"{gate_seen(session, last).last_done} Look again before you move it.")

    def shift(row: ReleaseGateRow) -> None:
        window = moved(gate_seen(session, row), move.later, now)
        row.starts_at, row.ends_at, row.early_at = window.starts_at, window.ends_at, window.early_at
        _note(row, Change.MOVED, by, now)

    return _each(session, rows, set(GatePhase) - {GatePhase.OVER}, now, shift)


def chosen(session: Session, release: ReleaseRow, gates: Sequence[str]) -> list[ReleaseGateRow]:
    """Those named, or all. Raises Refused for a gate at which there is no release."""
    rows = rows_of(session, release.id)
    if missing := set(gates) - {row.gate for row in rows}:
        raise Refused("release.no-gate", f"There is no release at the {min(missing)}: reload the page.")
    return [row for row in rows if row.gate in gates] if gates else rows


def span(session: Session, release: ReleaseRow) -> None:
    """The whole release is as long as its gates together."""
    rows = [row for row in rows_of(session, release.id) if row.ended_at is None]
    if rows:
        release.starts_at = min(row.starts_at for row in rows)
        release.ends_at = max(row.ends_at for row in rows)


def _each(
    session: Session, rows: Sequence[ReleaseGateRow], phases: set[GatePhase], now: datetime, do: Do
) -> list[ReleaseGateRow]:
    """Raises Refused where nothing was left to do, and says who did what when."""
    found = [row for row in rows if gate_phase(gate_seen(session, row), now) in phases]
    if not found:
        raise Refused("release.done-already", _why_not(session, rows, now))
    for row in found:
        do(row)
    session.flush()
    return found


def _why_not(session: Session, rows: Sequence[ReleaseGateRow], now: datetime) -> str:
    if not rows:
        return "There is no station at any gate, so there is nothing to do."
    last = gate_seen(session, max(rows, key=lambda row: (row.changed_at, row.gate)))
    if gate_phase(last, now) is GatePhase.OVER and last.ended_at is None:
        return f"The release at the {last.gate} came to its end at {local(last.ends_at):%H:%M}."
    return f"At the {last.gate}: {last.last_done}"


def _note(row: ReleaseGateRow, change: Change, by: Account, now: datetime) -> None:
    row.changed, row.changed_by_id, row.changed_at = change.value, by.id, now
