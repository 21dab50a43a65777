"""What else a sitting does: stations beside its rooms release nothing, no release lets candidates out.

Whatever was missed, because the server was down just then, is made good with the next tick.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.modes import LONGEST, StationMode, Wish
from controller.errors import Refused
from controller.services.accounts import Accounts
from controller.services.exams import plan_store
from controller.services.exams.pc_plan import most_extra
from controller.services.exams.seated import kept_in
from controller.services.stations import mode_orders
from controller.services.stations.modes import SHORTEST, Modes
from controller.services.stations.releases import Releases
from controller.storage.database import Database
from controller.storage.tables.exam_rooms import ExamModeRow
from controller.storage.tables.exams import EntryRow, ExamRoomRow, SittingRow

log = logging.getLogger(__name__)
OVERRUN = timedelta(hours=2)
"""How much longer than planned they stay in the mode, should nobody end the sitting."""


class Obeying:
    def __init__(
        self, database: Database, clock: Clock, accounts: Accounts, modes: Modes, releases: Releases
    ) -> None:
        self._database, self._clock, self._accounts = database, clock, accounts
        self._modes, self._releases = modes, releases
        self._told: tuple[int, frozenset[str]] = (0, frozenset())
        self._refused: set[tuple[int, str]] = set()

    def changed(self, _: ExamChanged) -> None:
        self.tick()

    def tick(self) -> None:
        with self._database.read() as session:
            begun, ended = _without_mode(session), _with_mode_left(session)
            kept = self._kept_now(session)
        for row, gate in begun:
            self._order(row, gate)
        self._refused &= {(row.id, gate) for row, gate in begun}
        for mode in ended:
            self._end(mode)
        if kept != self._told:
            self._told = kept
            self._releases.relist()

    def _kept_now(self, session: Session) -> tuple[int, frozenset[str]]:
        """The release that is in order, and whom it must not let out."""
        release, now = self._releases.latest(), self._clock.now()
        if release is None or release.ended_at is not None or release.ends_at <= now:
            return 0, frozenset()
        return release.id, kept_in(session, now, release.ends_at)

    def _order(self, row: SittingRow, gate: str) -> None:
        by = self._by(row.started_by_id)
        with self._database.read() as session:
            extra = most_extra(session, row.id)
        finish, now = plan_store.sitting(row).finish(extra) + OVERRUN, self._clock.now()
        if finish <= now:
            return  # nobody has ended it: a station that comes this late is not its business any more
        length = min(LONGEST, max(SHORTEST, finish - now))
        wish = Wish(StationMode.EXAM, f"gate:{gate}", reason=f"{row.awarding_body} {row.code}", length=length)
        try:
            order = self._modes.order(by, wish)
        except Refused as refused:
            if (row.id, gate) not in self._refused:  # said once, and not at each tick
                log.warning("exam-mode=not-ordered gate=%s code=%s", gate, refused.code)
            self._refused.add((row.id, gate))
            return
        with self._database.write() as session:
            session.merge(ExamModeRow(sitting_id=row.id, gate=gate, order_id=order))

    def _end(self, mode: ExamModeRow) -> None:
        """Unless another sitting goes on there, or somebody has ended it by hand."""
        with self._database.write() as session:
            session.get_one(ExamModeRow, (mode.sitting_id, mode.gate)).ended_at = self._clock.now()
            ended_by = session.get_one(SittingRow, mode.sitting_id).ended_by_id
            if mode.gate in _gates_in_use(session):
                return
            orders = mode_orders.going_on(session, mode.order_id)
        for order in orders:
            try:
                self._modes.end(self._by(ended_by), order)
            except Refused as refused:
                log.info("exam-mode=over gate=%s code=%s", mode.gate, refused.code)

    def _by(self, account: int | None) -> Account | None:
        """Whoever started or ended the sitting, and nobody else: None when that account is no more."""
        return self._accounts.get(account) if account else None


def _without_mode(session: Session) -> list[tuple[SittingRow, str]]:
    known = {(row.sitting_id, row.gate) for row in session.scalars(select(ExamModeRow))}
    query = select(SittingRow).where(SittingRow.started_at.is_not(None), SittingRow.ended_at.is_(None))
    return [
        (row, gate)
        for row in session.scalars(query)
        for gate in sorted(_gates(session, [row.id]))
        if (row.id, gate) not in known
    ]


def _with_mode_left(session: Session) -> list[ExamModeRow]:
    query = (
        select(ExamModeRow)
        .join(SittingRow, SittingRow.id == ExamModeRow.sitting_id)
        .where(ExamModeRow.ended_at.is_(None), SittingRow.ended_at.is_not(None))
    )
    return list(session.scalars(query))


def _gates_in_use(session: Session) -> set[str]:
    running = select(SittingRow.id).where(SittingRow.started_at.is_not(None), SittingRow.ended_at.is_(None))
    return _gates(session, session.scalars(running).all())


def _gates(session: Session, sittings: Iterable[int]) -> set[str]:
    query = (
        select(ExamRoomRow.gate)
        .join(EntryRow, EntryRow.room_id == ExamRoomRow.id)
        .where(EntryRow.sitting_id.in_(list(sittings)), ExamRoomRow.gate != "")
    )
    return set(session.scalars(query.distinct()))
