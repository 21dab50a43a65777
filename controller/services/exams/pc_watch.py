"""How PCs in an exam stand: each says itself what is in force, and each departure is written down."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamPcsChanged, PcTroubled, SeatsChanged
from controller.domain.exams.pcs import (
    LASTING,
    LOGGED_AS,
    OF_TROUBLE,
    DepartureKind,
    departures,
    logged_words,
    words,
)
from controller.domain.exams.room_log import IncidentKind, Written
from controller.domain.seats import Known
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams.book import record
from controller.services.exams.pc_hearing import Hearing
from controller.services.exams.room_log import Report, RoomLog
from controller.services.lab.presence import Here, Presence
from controller.storage.database import Database
from controller.storage.journal import Fact, append_all
from controller.storage.tables.exam_pcs import ExamDepartureRow, ExamLeaseRow
from controller.storage.tables.workstations import WorkstationRow

BACK_WITHIN_S = 45.0
"""After our own start, until a PC that has not come back counts as gone: agents try at least every 30 s."""
IN_FORCE_WITHIN_S = 10.0
"""After a PC has come back, until it counts as one that does not keep to the exam: browsers start again."""


@dataclass(frozen=True, slots=True)
class _Pc:
    """A PC that is in an exam, and those of its departures that go on, by kind."""

    lease: ExamLeaseRow
    name: str
    open: Mapping[DepartureKind, ExamDepartureRow]


class PcWatch:
    """`link` is the clock of the wire."""

    def __init__(
        self, database: Database, clock: Clock, link: Clock, bus: EventBus, presence: Presence, log: RoomLog
    ) -> None:
        self._database, self._clock, self._link, self._bus = database, clock, link, bus
        self._presence, self._log = presence, log
        self._hearing = Hearing(presence, link)
        self._began_s = link.monotonic()
        self._examined: frozenset[str] = frozenset()
        self._seen: set[str] = set()

    def examine(self, workstations: Collection[str]) -> None:
        """They are about to be told of an exam."""
        self._examined |= frozenset(workstations)

    def changed(self, event: SeatsChanged) -> None:
        if not self._examined.isdisjoint(event.workstations):
            self._look(event.workstations)

    def tick(self) -> None:
        with self._database.read() as session:
            on = select(ExamLeaseRow.workstation_id).where(ExamLeaseRow.ended_at.is_(None))
            self._examined = frozenset(session.scalars(on))
        if self._examined:
            self._look(self._examined)

    def listen(self) -> None:
        """Several times a second: who is silent, and who is heard again."""
        if self._examined and (changed := self._hearing.listen(self._examined)):
            self._look(changed)

    def troubled(self, event: PcTroubled) -> None:
        kind = OF_TROUBLE.get(event.kind)
        if kind is None or event.workstation not in self._examined:
            return
        now = self._clock.now()
        with self._database.write() as session:
            pcs = _pcs(session, [event.workstation])
            rows = [_departure(pc, kind, event.detail, now) for pc in pcs]
            self._add(session, now, pcs, rows)
        self._tell(rows)

    def write_down(self, by: Account, number: int, departure: int) -> int:
        """Into the room's incident log, as it was seen; the entry's number. Raises Refused."""
        with self._database.read() as session:
            row = _row(session, number, departure)
        kind = LOGGED_AS.get(DepartureKind(row.kind), IncidentKind.OTHER)
        written = Written(f"departure-{row.id}", row.at)
        said = Report(kind, logged_words(row.words, row.at, row.over_at))
        incident = self._log.report(by, number, row.room_id, said, written)
        self._settle(by, number, departure, incident)
        return incident

    def set_aside(self, by: Account, number: int, departure: int) -> None:
        """Somebody looked at it, and it needs no entry. It stays in the journal. Raises Refused."""
        self._settle(by, number, departure, None)

    def _settle(self, by: Account, number: int, departure: int, incident: int | None) -> None:
        with self._database.write() as session:
            row, now = _row(session, number, departure), self._clock.now()
            if row.settled_at is not None:
                return  # two in the room may press at once
            row.settled_at, row.settled_by_id, row.incident_id = now, by.id, incident
            facts = {"departure": departure, "incident": incident}
            record(session, now, by, "exam-pc.looked-at", number, facts)
        self._bus.publish(ExamPcsChanged(number))

    def _look(self, workstations: Collection[str]) -> None:
        with self._database.read() as session:
            if not any(self._news(pc) for pc in _pcs(session, workstations)):
                return
        now = self._clock.now()
        with self._database.write() as session:
            pcs = _pcs(session, workstations)
            facts = list[Fact]()
            rows = [row for pc in pcs for row in self._take(pc, now, facts)]
            append_all(session, now, facts)
            self._add(session, now, pcs, rows)
            sittings = {pc.lease.sitting_id for pc in pcs}
        self._bus.publish(*(ExamPcsChanged(sitting) for sitting in sorted(sittings)))

    def _news(self, pc: _Pc) -> bool:
        now = self._now(pc)
        return now is not None and (now.keys() != pc.open.keys() or self._attests(pc))

    def _take(self, pc: _Pc, at: datetime, facts: list[Fact]) -> Iterable[ExamDepartureRow]:
        """What it departs from now and did not before; the rest of what has changed is among the facts."""
        if self._attests(pc):
            pc.lease.in_force_at = at
            facts.append(_attested(pc))
        now = self._now(pc)
        if now is None:
            return
        over = [row for kind, row in pc.open.items() if kind not in now]
        for row in over:
            row.over_at = max(row.at, at)  # the server's clock may have been put back
        facts += [_fact("exam-pc.returned", pc, {"departure": row.id}) for row in over]
        for kind, detail in now.items():
            if kind not in pc.open:
                yield _departure(pc, kind, detail, at)

    def _now(self, pc: _Pc) -> Mapping[DepartureKind, str] | None:
        """What it departs from; None where nothing can be said: it has come back just now, or we have."""
        here = self._presence.of(pc.lease.workstation_id)
        if here is not None:
            self._seen.add(pc.lease.workstation_id)
            if not here.reported:
                return None
        elif not self._counts_as_gone(pc):
            return None
        if pc.lease.in_force_at is None:
            return {}
        if here is None or self._hearing.silent(pc.lease.workstation_id):
            return {**dict.fromkeys(pc.open, ""), DepartureKind.GONE: ""}  # the rest is as it was, or unknown
        if DepartureKind.GONE in pc.open and self._is_returning(pc, here):
            return None
        return departures(pc.lease.id, pc.lease.login, here.known)

    def _is_returning(self, pc: _Pc, here: Here) -> bool:
        """It, or another in its place, has connected and is still putting the exam in force."""
        held = pc.lease.id in here.known.in_force
        return not held and self._link.monotonic() - here.since_s < IN_FORCE_WITHIN_S

    def _counts_as_gone(self, pc: _Pc) -> bool:
        up_s = self._link.monotonic() - self._began_s
        return pc.lease.workstation_id in self._seen or up_s >= BACK_WITHIN_S

    def _attests(self, pc: _Pc) -> bool:
        known = self._known(pc.lease.workstation_id)
        if known is None or pc.lease.in_force_at is not None:
            return False
        return known.version >= pc.lease.version and pc.lease.id in known.in_force

    def _known(self, workstation: str) -> Known | None:
        here = self._presence.of(workstation)
        return here.known if here else None

    def _add(
        self, session: Session, at: datetime, pcs: Sequence[_Pc], rows: Sequence[ExamDepartureRow]
    ) -> None:
        by_lease = {pc.lease.id: pc for pc in pcs}
        session.add_all(rows)
        session.flush()
        facts = (_departed(by_lease[row.lease_id], row) for row in rows)
        append_all(session, at, facts)

    def _tell(self, rows: Iterable[ExamDepartureRow]) -> None:
        self._bus.publish(*(ExamPcsChanged(one) for one in sorted({row.sitting_id for row in rows})))


def _pcs(session: Session, workstations: Collection[str]) -> list[_Pc]:
    query = (
        select(ExamLeaseRow, WorkstationRow.name)
        .join(WorkstationRow, WorkstationRow.id == ExamLeaseRow.workstation_id)
        .where(ExamLeaseRow.workstation_id.in_(workstations), ExamLeaseRow.ended_at.is_(None))
    )
    found = session.execute(query).all()
    going_on = select(ExamDepartureRow).where(
        ExamDepartureRow.lease_id.in_([lease.id for lease, _ in found]), ExamDepartureRow.over_at.is_(None)
    )
    open_: dict[str, dict[DepartureKind, ExamDepartureRow]] = {}
    for row in session.scalars(going_on):
        open_.setdefault(row.lease_id, {})[DepartureKind(row.kind)] = row
    return [_Pc(lease, name, open_.get(lease.id, {})) for lease, name in found]


def _row(session: Session, number: int, departure: int) -> ExamDepartureRow:
    row = session.get(ExamDepartureRow, departure)
    if row is None or row.sitting_id != number:
        raise Refused("departure.unknown", "That is not there any more: reload the page.")
    return row


def _departure(pc: _Pc, kind: DepartureKind, detail: str, at: datetime) -> ExamDepartureRow:
    lease = pc.lease
    return ExamDepartureRow(
        lease_id=lease.id,
        sitting_id=lease.sitting_id,
        room_id=lease.room_id,
        kind=kind.value,
        words=words(kind, pc.name, detail),
        at=at,
        over_at=None if kind in LASTING else at,
    )


def _attested(pc: _Pc) -> Fact:
    return _fact("exam-pc.in-force", pc, {"limits": pc.lease.limits})


def _departed(pc: _Pc, row: ExamDepartureRow) -> Fact:
    return _fact("exam-pc.departed", pc, {"departure": row.id, "kind": row.kind, "words": row.words})


def _fact(kind: str, pc: _Pc, data: Mapping[str, object]) -> Fact:
    """Said by the PC itself, of the sitting: it belongs to the sitting's evidence."""
    who = f"workstation:{pc.lease.workstation_id}"
    return Fact(kind, who, f"sitting:{pc.lease.sitting_id}", {"lease": pc.lease.id, "pc": pc.name, **data})
