"""The acceptable-use notice: its text by version, and who has accepted which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import NoticeChanged
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.lab.pace import Pace
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pupil_side import AcceptanceRow, NoticeRow
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.pupil import MAX_NOTICE, Accepted

ACCEPTS, WITHIN_S = 120, 3600.0
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Notice:
    """Version 0 and no text: the school has none, and nobody is asked."""

    version: int = 0
    text: str = ""
    by: str = ""
    at: datetime | None = None
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`login` comes from the PC, and is hostile until escaped."""

    login: str
    version: int
    pc: str
    at: datetime


class Notices:
    def __init__(self, database: Database, clock: Clock, link: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._pace = Pace(link, ACCEPTS, WITHIN_S)
        self._lock = RLock()
        self._cached: tuple[Notice, set[str]] | None = None

    def current(self) -> Notice:
        return self._now()[0]

    def in_force(self) -> int:
        """The version that must be accepted; 0 when nobody is asked."""
        notice = self.current()
        return notice.version if notice.text else 0

    def accepted_by(self, login: str) -> int:
        """The version in force if this login has accepted it, else 0."""
        notice, accepted = self._now()
        return notice.version if login in accepted else 0

    def text_of(self, version: int) -> str:
        """Empty for a version that there is not."""
        with self._database.read() as session:
            row = session.get(NoticeRow, version)
        return row.text if row else ""

    def publish(self, by: Account, text: str) -> int:
        """The new version, which everybody is asked to accept; no text: nobody is asked. Raises Refused."""
        text = clean_text(text, MAX_NOTICE, lines=True)
        before = self.current()
        if text == before.text:
            raise Refused("notice.same", "That is the notice in force already: change its words first.")
        now = self._clock.now()
        with self._database.write() as session:
            version = (session.scalar(select(func.max(NoticeRow.version))) or 0) + 1
            session.add(NoticeRow(version=version, text=text, by_account_id=by.id, at=now))
            kind = "notice.published" if text else "notice.withdrawn"
            append(
                session,
                now,
                Fact(kind, f"account:{by.username}", f"notice:{version}", {"characters": len(text)}),
            )
        self._changed()
        return version

    def accept(self, workstation: str, accepted: Accepted) -> bool:
        """False when this PC says too many: it may say it again later. Once for each person and version."""
        key = {"version": accepted.version, "login": accepted.user}
        now = self._clock.now()
        with self._database.read() as session:
            if (
                session.get(NoticeRow, accepted.version) is None
                or session.get(AcceptanceRow, key) is not None
            ):
                return True
        if not self._pace.allows(workstation):
            return False
        with self._database.write() as session:
            notice = session.get_one(NoticeRow, accepted.version)
            if session.get(AcceptanceRow, key) is not None:
                return True
            at = accepted.at if notice.at <= accepted.at <= now else now  # the PC's clock may be wrong
            session.add(AcceptanceRow(**key, workstation_id=workstation, at=at))
            who = f"login:{accepted.user}"
            append(
                session,
                now,
                Fact("notice.accepted", f"workstation:{workstation}", who, {"version": accepted.version}),
            )
        with self._lock:
            if self._cached and self._cached[0].version == accepted.version:
                self._cached[1].add(accepted.user)
        return True

    def versions(self) -> Sequence[Notice]:
        """The newest first, with how many accepted each."""
        counted = (
            select(AcceptanceRow.version, func.count().label("accepted"))
            .group_by(AcceptanceRow.version)
            .subquery()
        )
        query = (
            select(NoticeRow, AccountRow.display_name, counted.c.accepted)
            .join(AccountRow, AccountRow.id == NoticeRow.by_account_id)
            .outerjoin(counted, counted.c.version == NoticeRow.version)
            .order_by(NoticeRow.version.desc())
        )
        with self._database.read() as session:
            return [
                Notice(row.version, row.text, by, row.at, n or 0) for row, by, n in session.execute(query)
            ]

    def acceptances(self, version: int, login: str = "") -> Sequence[Acceptance]:
        """The newest 300 of that version; those whose login begins like this."""
        query = (
            select(AcceptanceRow, WorkstationRow.name, RoomRow.name)
            .join(WorkstationRow, WorkstationRow.id == AcceptanceRow.workstation_id)
            .join(RoomRow, RoomRow.id == WorkstationRow.room_id)
            .where(AcceptanceRow.version == version)
            .order_by(AcceptanceRow.at.desc(), AcceptanceRow.login)
            .limit(SHOWN)
        )
        if login:
            query = query.where(AcceptanceRow.login.istartswith(login, autoescape=True))
        with self._database.read() as session:
            return [
                Acceptance(row.login, row.version, f"{room}, {pc}", row.at)
                for row, pc, room in session.execute(query)
            ]

    def _changed(self) -> None:
        with self._lock:
            self._cached = None
        self._bus.publish(NoticeChanged())

    def _now(self) -> tuple[Notice, set[str]]:
        """Kept in memory: a room of PCs that comes back asks for it at once."""
        with self._lock:
            if self._cached is None:
                with self._database.read() as session:
                    self._cached = _read(session)
            return self._cached


def _read(session: Session) -> tuple[Notice, set[str]]:
    row = session.scalars(select(NoticeRow).order_by(NoticeRow.version.desc()).limit(1)).first()
    if row is None:
        return Notice(), set()
    logins = session.scalars(select(AcceptanceRow.login).where(AcceptanceRow.version == row.version))
    return Notice(row.version, row.text, "", row.at), set(logins)
