"""PCs of the rooms where a sitting is on are kept to what its paper uses, from its start to its end.

What ought to be is worked out anew at each change and each tick, and the difference is written down and sent:
so a PC that comes later gets it at once, and what was missed while the server was down is made good.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import ExamChanged, ExamPcsChanged, SeatsChanged
from controller.domain.leases import limits_text
from controller.domain.orders import ACTS
from controller.services.bus import EventBus
from controller.services.exams.pc_plan import Wanted, wanted
from controller.services.lab.desired import DesiredState, grow
from controller.services.lab.order_steps import by_room, end_pairs, open_pairs
from controller.storage.database import Database
from controller.storage.journal import Fact, append_all
from controller.storage.tables.exam_pcs import ExamDepartureRow, ExamLeaseRow
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow

ACTOR = "controller:exams"
BEGAN = "an exam began"
Wants = Mapping[str, Wanted]


class ExamPcs:
    """`examine` is told of PCs before they are."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        desired: DesiredState,
        examine: Callable[[Collection[str]], None],
    ) -> None:
        self._database, self._clock, self._bus, self._desired = database, clock, bus, desired
        self._examine = examine

    def changed(self, _: ExamChanged) -> None:
        self.tick()

    def tick(self) -> None:
        now = self._clock.now()
        with self._database.read() as session:
            if not _difference(_active(session), wanted(session, now)):
                return
        with self._database.write() as session:
            active, wants = _active(session), wanted(session, now)
            changed = _difference(active, wants)
            pcs = sorted({pc for _, pc in changed})
            _end_lessons(session, now, [one.workstation for key, one in wants.items() if key not in active])
            versions = grow(session, pcs)
            facts = [*_put(session, now, active, wants, versions), *_end(session, now, active, wants)]
            append_all(session, now, facts)
            rooms = by_room(session, pcs)
        self._examine(pcs)
        self._desired.push(pcs)
        self._bus.publish(*(SeatsChanged(room, seats) for room, seats in rooms.items()))
        self._bus.publish(*(ExamPcsChanged(sitting) for sitting in sorted({one for one, _ in changed})))


def _active(session: Session) -> dict[str, ExamLeaseRow]:
    query = select(ExamLeaseRow).where(ExamLeaseRow.ended_at.is_(None))
    return {row.id: row for row in session.scalars(query)}


def _difference(active: Mapping[str, ExamLeaseRow], wants: Wants) -> set[tuple[int, str]]:
    """Sittings and PCs of which something is to be another."""
    over = [(row.sitting_id, row.workstation_id) for key, row in active.items() if key not in wants]
    fresh = [(one.sitting, one.workstation) for key, one in wants.items() if not _is_as(active.get(key), one)]
    return {*over, *fresh}


def _is_as(row: ExamLeaseRow | None, one: Wanted) -> bool:
    return row is not None and (row.room_id, row.login, row.finishes_at, row.limits) == (
        one.room,
        one.login,
        one.finishes_at,
        limits_text(one.limits),
    )


def _put(
    session: Session,
    now: datetime,
    active: Mapping[str, ExamLeaseRow],
    wants: Wants,
    versions: Mapping[str, int],
) -> Sequence[Fact]:
    """Those that begin, begin again or change: a new list is not in force before the PC says so."""
    facts = []
    for key, one in wants.items():
        row = active.get(key)
        if _is_as(row, one):
            continue
        kind = "exam-pc.changed" if row else "exam-pc.asked"
        limits = limits_text(one.limits) or ""
        row = row or session.get(ExamLeaseRow, key) or _new(one, now)
        if row.limits != limits or row.ended_at is not None:
            row.in_force_at, row.version = None, versions[one.workstation]
        row.room_id, row.login, row.limits, row.ended_at = one.room, one.login, limits, None
        row.finishes_at, row.ends_at = one.finishes_at, one.ends_at
        session.add(row)
        data = {"lease": key, "workstation": one.workstation, "room": one.room, "limits": limits}
        facts.append(Fact(kind, ACTOR, f"sitting:{one.sitting}", data | {"ends_at": one.ends_at.isoformat()}))
    return facts


def _new(one: Wanted, now: datetime) -> ExamLeaseRow:
    return ExamLeaseRow(
        id=one.id, sitting_id=one.sitting, workstation_id=one.workstation, starts_at=now, limits=""
    )


def _end(session: Session, now: datetime, active: Mapping[str, ExamLeaseRow], wants: Wants) -> Sequence[Fact]:
    facts = []
    for key, row in active.items():
        if key in wants:
            continue
        row.ended_at = now
        open_ = ExamDepartureRow.lease_id == key, ExamDepartureRow.over_at.is_(None)
        for departure in session.scalars(select(ExamDepartureRow).where(*open_)):
            departure.over_at = max(departure.at, now)
        data = {"lease": key, "workstation": row.workstation_id}
        facts.append(Fact("exam-pc.ended", ACTOR, f"sitting:{row.sitting_id}", data))
    return facts


def _end_lessons(session: Session, now: datetime, seats: Collection[str]) -> None:
    """What a lesson holds on PCs of which an exam begins, and what it still waits for there."""
    held = LeaseRow.workstation_id.in_(seats), LeaseRow.ended_at.is_(None)
    session.execute(update(LeaseRow).where(*held).values(ended_at=now))
    pairs = open_pairs(session, OrderSeatRow.workstation_id.in_(seats), OrderRow.kind.not_in(ACTS))
    end_pairs(session, now, pairs, ACTOR, BEGAN)
