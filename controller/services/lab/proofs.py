"""Advances what is held and what is ended by what the PCs report, and ends what has reached its end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.orders import ACTS, OrderKind, Step
from controller.domain.orders_proof import proof
from controller.services.bus import EventBus
from controller.services.lab.desired import DesiredState, grow
from controller.services.lab.order_steps import Pair, by_room, move, open_pairs, standing
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.report import Report

BY_TIME = "controller:ticker"
NOT_AN_ACT = OrderRow.kind.not_in(ACTS)  # an act is answered by itself, see acts.py


class Proofs:
    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, presence: Presence, desired: DesiredState
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._presence, self._desired = presence, desired

    def take_report(self, workstation: str, report: Report) -> None:
        self._presence.reported(workstation, report)
        with self._database.write() as session:
            row = session.get_one(WorkstationRow, workstation)
            room, newest = row.room_id, row.desired_version
            for pair in open_pairs(session, OrderSeatRow.workstation_id == workstation, NOT_AN_ACT):
                self._advance(session, pair, report)
        if report.version > newest:
            self._desired.overtake(workstation, report.version)
        self._bus.publish(SeatsChanged(room, (workstation,)))

    def tick(self) -> None:
        """Ends what has reached its end; the PCs do so by their own timers, and are told as well."""
        now = self._clock.now()
        over = OrderRow.ends_at <= now, NOT_AN_ACT
        with self._database.read() as session:
            if not open_pairs(session, *over):
                return
        with self._database.write() as session:
            changed = self._end_with_time(session, now, over)
            rooms = by_room(session, changed)
        self._desired.push(changed)
        self._bus.publish(*(SeatsChanged(room, seats) for room, seats in rooms.items()))

    def _advance(self, session: Session, pair: Pair, report: Report) -> None:
        proved = proof(OrderKind(pair[1].kind), standing(session, pair), report)
        if proved is not None:
            move(session, self._clock.now(), pair, *proved)

    def _end_with_time(
        self, session: Session, now: datetime, over: Sequence[ColumnElement[bool]]
    ) -> list[str]:
        pairs = open_pairs(session, *over)
        for pair in pairs:
            arrived = pair[0].step != Step.ASKED
            step, why = (
                (Step.ENDED, "the lesson ended") if arrived else (Step.EXPIRED, "it was off throughout")
            )
            move(session, now, pair, step, why, BY_TIME)
        leases = update(LeaseRow).where(LeaseRow.ended_at.is_(None), LeaseRow.ends_at <= now)
        session.execute(leases.values(ended_at=now))
        changed = sorted({seat.workstation_id for seat, _ in pairs})
        grow(session, changed)
        return changed
