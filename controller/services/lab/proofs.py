"""Advances what is held and what is ended by what the PCs report, and ends what has reached its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import SeatsChanged
from controller.domain.lessons import Lesson
from controller.domain.orders import ACTS, OrderKind, Step
from controller.domain.orders_proof import proof
from controller.domain.timetable import LessonId
from controller.services.bus import EventBus
from controller.services.lab.desired import DesiredState, grow
from controller.services.lab.lessons import Lessons
from controller.services.lab.order_steps import Move, Pair, by_room, move_all, open_pairs, standings
from controller.services.lab.presence import Presence
from controller.storage.database import Database
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow, WorkstationRow
from workstation_agent.protocol.report import Report

BY_TIME = "controller:ticker"
Said = tuple[str, Report]
"""A workstation, and what it reported."""
NOT_AN_ACT = OrderRow.kind.not_in(ACTS)  # an act is answered by itself, see acts.py


class Proofs:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        presence: Presence,
        desired: DesiredState,
        lessons: Lessons,
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._presence, self._desired, self._lessons = presence, desired, lessons

    def take_report(self, workstation: str, report: Report) -> None:
        self._presence.reported(workstation, report)
        self.prove([(workstation, report)])

    def prove(self, reports: Sequence[Said]) -> None:
        """What the reports prove of the orders at their seats, in one transaction; a PC's last one counts.

        Presence has been told of each already.
        """
        said = dict(reports)
        with self._database.read() as session:
            query = select(WorkstationRow.id, WorkstationRow.room_id, WorkstationRow.desired_version)
            rows = session.execute(query.where(WorkstationRow.id.in_(said))).all()
            news = self._proved(session, said)
        if news:
            with self._database.write() as session:
                move_all(session, self._clock.now(), self._proved(session, said))
        for workstation, _, newest in rows:
            if said[workstation].version > newest:
                self._desired.overtake(workstation, said[workstation].version)
        rooms: dict[str, list[str]] = {}
        for workstation, room, _ in rows:
            rooms.setdefault(room, []).append(workstation)
        self._bus.publish(*(SeatsChanged(room, tuple(seats)) for room, seats in rooms.items()))

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

    def _proved(self, session: Session, said: Mapping[str, Report]) -> list[Move]:
        pairs = open_pairs(session, OrderSeatRow.workstation_id.in_(said), NOT_AN_ACT)
        moves = []
        for pair, standing in zip(pairs, standings(session, pairs), strict=True):
            proved = proof(OrderKind(pair[1].kind), standing, said[pair[0].workstation_id])
            if proved is not None:
                moves.append((pair, *proved))
        return moves

    def _end_with_time(
        self, session: Session, now: datetime, over: Sequence[ColumnElement[bool]]
    ) -> list[str]:
        pairs = open_pairs(session, *over)
        lessons = {name: self._lessons.get(LessonId.parse(name)) for name in {one.lesson for _, one in pairs}}
        move_all(session, now, [(pair, *_over(pair, lessons[pair[1].lesson])) for pair in pairs], BY_TIME)
        leases = update(LeaseRow).where(LeaseRow.ended_at.is_(None), LeaseRow.ends_at <= now)
        session.execute(leases.values(ended_at=now))
        changed = sorted({seat.workstation_id for seat, _ in pairs})
        grow(session, changed)
        return changed


def _over(pair: Pair, lesson: Lesson | None) -> tuple[Step, str]:
    """What becomes of an order whose time is up: the lesson's, or the minutes that were asked for."""
    seat, order = pair
    if seat.step == Step.ASKED:
        return Step.EXPIRED, "it was off throughout"
    sooner = lesson is not None and order.ends_at < lesson.ends_at
    return Step.ENDED, "its time was up" if sooner else "the lesson ended"
