"""Reads what became of mode orders: the drill reports, and what is in force now."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.modes import KEY_SWITCH, ModeReport, StationMode, Step, Target
from controller.domain.stations import LOST_AFTER, Adoption, natural
from controller.domain.timetable import local
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.stations import StationRow

SHOWN = 100
FRESHLY_ENDED = timedelta(minutes=1)


class DrillReports:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def newest(self, modes: frozenset[StationMode]) -> list[ModeReport]:
        query = select(ModeOrderRow).where(ModeOrderRow.mode.in_(mode.value for mode in modes))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(ModeOrderRow.id.desc()).limit(SHOWN))
            return [self._report(session, row) for row in rows]

    def of(self, number: int, modes: frozenset[StationMode] = frozenset(StationMode)) -> ModeReport:
        """Raises Refused for a number that is none, or of a mode that is not asked for."""
        with self._database.read() as session:
            row = session.get(ModeOrderRow, number)
            if row is None or row.mode not in modes:
                raise Refused("mode.unknown", "There is no such report. Go back to the list.")
            return self._report(session, row)

    def current(self) -> list[ModeReport]:
        """What is wanted or in force now, and a return to normal that some stations have yet to hear of."""
        now = self._clock.now()
        open_orders = select(ModeOrderRow).where(ModeOrderRow.closed_at.is_(None), ModeOrderRow.until > now)
        with self._database.read() as session:
            rows = session.scalars(open_orders.order_by(ModeOrderRow.id.desc()).limit(SHOWN))
            reports = [self._report(session, row) for row in rows]
        return [one for one in reports if not one.over and _is_news(one, now)]

    def _report(self, session: Session, row: ModeOrderRow) -> ModeReport:
        by = session.get(AccountRow, row.ordered_by_id) if row.ordered_by_id else None
        now = self._clock.now()
        query = (
            select(ModeTargetRow, StationRow)
            .join(StationRow, StationRow.id == ModeTargetRow.station_id)
            .where(ModeTargetRow.order_id == row.id)
        )
        found = (_target(row, target, station, now) for target, station in session.execute(query))
        targets = tuple(sorted(found, key=lambda one: (natural(one.gate), natural(one.name))))
        ended = bool(targets) and all(one.ended_at for one in targets)
        return ModeReport(
            id=row.id,
            ordered_at=row.ordered_at,
            by=by.display_name if by else "" if row.scope == KEY_SWITCH else "Schoolbell, for an exam",
            mode=row.mode,
            scope=row.scope,
            drill=row.drill,
            reason=row.reason,
            until=row.until,
            closed_at=row.closed_at,
            over=ended or row.closed_at is not None or row.until <= now,
            targets=targets,
        )


def _is_news(report: ModeReport, now: datetime) -> bool:
    if report.mode != StationMode.NORMAL:
        return True
    return bool(report.missed) or now - report.ordered_at < FRESHLY_ENDED


def _target(order: ModeOrderRow, row: ModeTargetRow, station: StationRow, now: datetime) -> Target:
    step = _step(row)
    return Target(
        station=station.id,
        name=station.name,
        gate=station.gate,
        heard_at=row.heard_at,
        asked_at=row.asked_at,
        delivered_at=row.delivered_at,
        in_force_at=row.in_force_at,
        ended_at=row.ended_at,
        result=row.result,
        step=step,
        why=_why(order, row, station, now) if row.in_force_at is None else "",
    )


def _step(row: ModeTargetRow) -> Step:
    if row.ended_at:
        return Step.ENDED
    if row.in_force_at:
        return Step.IN_FORCE
    if row.delivered_at:
        return Step.DELIVERED if row.result == "done" else Step.REFUSED
    return Step.ASKED if row.asked_at else Step.WAITING


def _why(order: ModeOrderRow, row: ModeTargetRow, station: StationRow, now: datetime) -> str:
    """Why it is, or never was, in force there."""
    if row.delivered_at and row.result != "done":
        return f"It refused the order: {row.result}."
    if row.delivered_at:
        return f"It has the order, and stayed in {station.mode}: look at its key switch."
    if station.adoption != Adoption.ADOPTED.value:
        return "It was revoked before it could be told."
    if row.replaced_at:
        return (
            f"It could not be told before another order took its place at {local(row.replaced_at):%H:%M:%S}."
        )
    if row.asked_at is None:
        return "It could not be asked: there was no connection to the broker, or it was starting."
    heard = station.last_seen_at
    if heard is None or now - heard > LOST_AFTER:
        return "It does not answer: last heard " + (
            f"{local(heard):%a %d %b %H:%M:%S}." if heard else "never."
        )
    return "It has been asked, and its answer has not come yet."
