from datetime import date, datetime, time

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class LeaveRequestRow(Base):
    """Leave that was asked for in one go: for a group, or for a second person (one of `posts`) to agree to.

    Empty `posts`: nobody else has to. `approved` is None until that person has decided, with a `word`.
    """

    __tablename__ = "leave_requests"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    posts: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved: Mapped[bool | None]
    word: Mapped[str] = mapped_column(default="")


class StandingLeaveRow(Base):
    """Leave of one pupil for the same hours on the same weekdays (`1 3`, Monday is 0), in term, to `last_on`.

    In the `week` of that name, in a timetable of several, or in every one. Times are the school's own.
    `review_on` is when somebody looks at it again.
    """

    __tablename__ = "standing_leaves"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    kind: Mapped[str]
    place: Mapped[str]
    weekdays: Mapped[str]
    week: Mapped[str] = mapped_column(default="")
    starts: Mapped[time]
    ends: Mapped[time]
    back_by: Mapped[time | None]
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    review_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("leave_requests.id"))
    trouble: Mapped[str] = mapped_column(default="")
