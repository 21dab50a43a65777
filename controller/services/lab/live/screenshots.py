"""The shelf of screenshots: sealed, seen by few, each view journaled, deleted when their time is up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from controller.clock import Clock
from controller.domain.accounts import Account, Role
from controller.domain.lessons import Lesson
from controller.domain.screenshots import Screenshot, due, end_of_day, may_see
from controller.errors import Refused
from controller.services.lab.live.vault import Vault
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.sessions import ScreenshotRow
from controller.storage.tables.timetable import RoomRow
from controller.storage.tables.workstations import WorkstationRow

UNKNOWN = "screenshot.unknown"
LIST_AT_MOST = 500
_COLUMNS = (
    select(ScreenshotRow, WorkstationRow.name, RoomRow.name, AccountRow.display_name)
    .join(WorkstationRow, WorkstationRow.id == ScreenshotRow.workstation_id)
    .join(RoomRow, RoomRow.id == ScreenshotRow.room_id)
    .join(AccountRow, AccountRow.id == ScreenshotRow.account_id)
    .options(defer(ScreenshotRow.picture))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of a picture that has just been taken."""

    by: Account
    lesson: Lesson
    workstation: str
    user: str | None
    pupil: str | None
    reason: str
    width: int
    height: int
    jpeg: bytes = field(repr=False)


class Screenshots:
    """Raises SchoolbellError when the disk is full or the key is missing; nothing is kept then."""

    def __init__(self, database: Database, clock: Clock, vault: Vault, keep_for: timedelta) -> None:
        self._database, self._clock, self._vault, self._keep_for = database, clock, vault, keep_for

    def keep(self, taken: Taken) -> str:
        now, name = self._clock.now(), f"shot-{uuid4().hex[:16]}"
        with self._database.write() as session:
            key_id, sealed = self._vault.seal(name, taken.jpeg)
            row = ScreenshotRow(
                id=name,
                workstation_id=taken.workstation,
                room_id=taken.lesson.room,
                account_id=taken.by.id,
                lesson=str(taken.lesson.id),
                lesson_title=taken.lesson.title,
                user=taken.user,
                pupil=taken.pupil,
                reason=taken.reason,
                taken_at=now,
                delete_at=now + self._keep_for,
                width=taken.width,
                height=taken.height,
                key_id=key_id,
                picture=sealed,
            )
            session.add(row)
            data = {
                "screenshot": name,
                "lesson": row.lesson,
                "user": row.user,
                "pupil": row.pupil,
                "reason": row.reason,
                "delete_at": row.delete_at.isoformat(),
            }
            subject = f"workstation:{taken.workstation}"
            append(session, now, Fact("screenshot.taken", f"account:{taken.by.username}", subject, data))
        return name

    def of(self, account: Account) -> Sequence[Screenshot]:
        """Those that this person may see now, the newest first."""
        now = self._clock.now()
        query = _COLUMNS.order_by(ScreenshotRow.taken_at.desc(), ScreenshotRow.id).limit(LIST_AT_MOST)
        if account.role is not Role.SAFEGUARDING:
            query = query.where(
                ScreenshotRow.account_id == account.id, ScreenshotRow.taken_at > now - timedelta(days=1)
            )
        with self._database.read() as session:
            found = [_screenshot(session, *row) for row in session.execute(query)]
        return [one for one in found if may_see(account, one.by_id, one.taken_at, now)]

    def get(self, account: Account, screenshot: str) -> Screenshot:
        """Raises Refused alike for what is not there and for what is not theirs."""
        now = self._clock.now()
        with self._database.read() as session:
            row = session.execute(_COLUMNS.where(ScreenshotRow.id == screenshot)).first()
            found = _screenshot(session, *row) if row else None
        if found is None or not may_see(account, found.by_id, found.taken_at, now):
            raise _unknown()
        return found

    def view(self, account: Account, screenshot: str, how: str) -> bytes:
        """The JPEG. `how` (shown, downloaded) is journaled before it is given."""
        self.get(account, screenshot)
        with self._database.write() as session:
            row = _row(session, screenshot)
            jpeg = self._vault.open(row.id, row.key_id, row.picture)
            self._note(session, row, f"account:{account.username}", "screenshot.viewed", {"how": how})
        return jpeg

    def open_case(self, by: Account, screenshot: str, case: str) -> None:
        self._only_safeguarding(by)
        with self._database.write() as session:
            row = _row(session, screenshot)
            if row.case is not None:
                raise Refused("screenshot.has-case", f"It is kept for the case {row.case} already.")
            row.case, row.case_opened_at = case, self._clock.now()
            self._note(session, row, f"account:{by.username}", "screenshot.case-opened", {"case": case})

    def close_case(self, by: Account, screenshot: str) -> None:
        """If its time is up already, it is deleted at the end of this day."""
        self._only_safeguarding(by)
        with self._database.write() as session:
            row = _row(session, screenshot)
            if row.case is None:
                raise Refused("screenshot.no-case", "It is not kept for any case.")
            data = {"case": row.case}
            row.case = row.case_opened_at = None
            row.delete_at = max(row.delete_at, end_of_day(self._clock.now()))
            data |= {"delete_at": row.delete_at.isoformat()}
            self._note(session, row, f"account:{by.username}", "screenshot.case-closed", data)

    def delete(self, by: Account, screenshot: str, reason: str) -> None:
        self._only_safeguarding(by)
        with self._database.write() as session:
            row = _row(session, screenshot)
            if row.case is not None:
                raise Refused("screenshot.has-case", f"Close the case {row.case} first.")
            self._delete(session, row, f"account:{by.username}", reason)

    def tick(self) -> None:
        now = self._clock.now()
        query = select(ScreenshotRow.id, ScreenshotRow.case, ScreenshotRow.delete_at)
        query = query.where(ScreenshotRow.delete_at <= now)
        with self._database.read() as session:
            over = [name for name, case, at in session.execute(query) if due(case, at, now)]
        if not over:
            return
        with self._database.write() as session:
            rows = (
                select(ScreenshotRow).where(ScreenshotRow.id.in_(over)).options(defer(ScreenshotRow.picture))
            )
            for row in session.scalars(rows):
                self._delete(session, row, "controller:ticker", "its time was up")

    def change_key(self) -> int:
        """Seals all pictures with a new key and forgets the old one. The number of pictures."""
        if self._vault.unfinished:
            self._seal_again()
        return self._seal_again(promote=True)

    def _seal_again(self, promote: bool = False) -> int:
        seal = self._vault.seal_with_next if promote else self._vault.seal
        with self._database.write() as session:
            rows = session.scalars(select(ScreenshotRow)).all()
            for row in rows:
                plain = self._vault.open(row.id, row.key_id, row.picture)
                row.key_id, row.picture = seal(row.id, plain)
            data = {"pictures": len(rows)}
            append(session, self._clock.now(), Fact("screenshot.key-changed", "command", "screenshots", data))
            if promote:
                self._vault.promote()
        self._vault.forget()
        return len(rows)

    def _only_safeguarding(self, by: Account) -> None:
        if by.role is not Role.SAFEGUARDING:
            raise _unknown()

    def _delete(self, session: Session, row: ScreenshotRow, actor: str, why: str) -> None:
        self._note(session, row, actor, "screenshot.deleted", {"why": why})
        session.delete(row)

    def _note(
        self, session: Session, row: ScreenshotRow, actor: str, kind: str, data: dict[str, str]
    ) -> None:
        said = {"screenshot": row.id, **data}
        append(session, self._clock.now(), Fact(kind, actor, f"workstation:{row.workstation_id}", said))


def _unknown() -> Refused:
    return Refused(UNKNOWN, "There is no such screenshot, or it is not yours to see.")


def _row(session: Session, screenshot: str) -> ScreenshotRow:
    row = session.get(ScreenshotRow, screenshot)
    if row is None:
        raise _unknown()
    return row


def _screenshot(session: Session, row: ScreenshotRow, pc: str, room: str, by: str) -> Screenshot:
    pupil = session.get(PupilRow, row.pupil) if row.pupil else None
    return Screenshot(
        id=row.id,
        pc=pc,
        room=room,
        lesson=row.lesson_title,
        by_id=row.account_id,
        by=by,
        user=row.user,
        pupil=f"{pupil.given} {pupil.family}" if pupil else None,
        reason=row.reason,
        taken_at=row.taken_at,
        delete_at=row.delete_at,
        width=row.width,
        height=row.height,
        case=row.case,
    )
