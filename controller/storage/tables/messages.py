from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class MessageRow(Base):
    """A word from home to a pupil (`from-home`), or a pupil who would like to ring home (`ring-home`).

    `lesson` is where it waits, with `teacher_id`; of a request, the lesson that it came from. `opened_at`:
    that lesson's teacher has read it. INVARIANT: `text` and `answer_text` are in this row alone, never in the
    journal, and are blanked at `purged_at`. `revision` counts changes, so that the second of two is told.
    `once` is the page's own name for what it sends, so that a doubled press, or a lost answer, sends nothing
    twice.
    """

    __tablename__ = "messages"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lesson: Mapped[str] = mapped_column(default="", index=True)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    moves: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(default="")
    answer_text: Mapped[str] = mapped_column(default="")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)
    once: Mapped[str | None] = mapped_column(unique=True)
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
