from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ArrangedRoomRow(Base):
    """A room whose PCs were placed by hand: the school's file no longer says where they stand."""

    __tablename__ = "arranged_rooms"

    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class SeatPlanRow(Base):
    """A class that was seated in a room by hand: the school's file no longer says who sits where there."""

    __tablename__ = "seat_plans"

    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class SeatGroupRow(Base):
    """Seats that a teacher gave a name. `lesson` is None for one kept for the room; `seats` is JSON."""

    __tablename__ = "seat_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    lesson: Mapped[str | None]
    name: Mapped[str]
    seats: Mapped[str]


class LessonTemplateRow(Base):
    """What a teacher does at the start of many lessons, under a name. `content` is JSON."""

    __tablename__ = "lesson_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    content: Mapped[str]


class VisitRow(Base):
    """Somebody went into another's lesson, for `reason`, until `until`, or `ended_at` if that is sooner."""

    __tablename__ = "lesson_visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    lesson: Mapped[str]
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    reason: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
