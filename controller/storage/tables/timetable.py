from datetime import time

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base


class PeriodRow(Base):
    """Local times of the school's day; `during` is the policy's word for it."""

    __tablename__ = "periods"

    name: Mapped[str] = mapped_column(primary_key=True)
    during: Mapped[str]
    starts: Mapped[time]
    ends: Mapped[time]


class RoomRow(Base):
    __tablename__ = "rooms"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class LessonSlotRow(Base):
    """A line of the weekly timetable; a lesson is a slot on a date (`LessonId`).

    The number of a line that is gone is not given again: what is kept of old lessons is named after it.
    """

    __tablename__ = "lesson_slots"
    __table_args__ = (
        UniqueConstraint("weekday", "period", "room_id", "week"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    period: Mapped[str] = mapped_column(ForeignKey("periods.name"))
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"))
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    week: Mapped[str] = mapped_column(default="")


class SeatingRow(Base):
    """Which pupil of a class sits at which workstation."""

    __tablename__ = "seating"

    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"), primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"))
