from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class LabSessionRow(Base):
    """Somebody controlled a PC, or showed a screen to others. `lesson` is a `LessonId` in text form.

    `workstation_id` is the PC that is controlled, or whose screen is shown; None: the teacher's own.
    """

    __tablename__ = "lab_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    lesson: Mapped[str] = mapped_column(index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    workstation_id: Mapped[str | None] = mapped_column(ForeignKey("workstations.id"), index=True)
    seats: Mapped[int]
    user: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(default="")


class ScreenshotRow(Base):
    """A picture of one PC's screen, kept for a reason until `delete_at`, or while a case is open.

    `picture` is encrypted with the key that `key_id` names, and bound to this row's id.
    """

    __tablename__ = "screenshots"

    id: Mapped[str] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    lesson: Mapped[str]
    lesson_title: Mapped[str]
    user: Mapped[str | None]
    pupil: Mapped[str | None]
    reason: Mapped[str]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    delete_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    width: Mapped[int]
    height: Mapped[int]
    case: Mapped[str | None]
    case_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key_id: Mapped[str]
    picture: Mapped[bytes]
