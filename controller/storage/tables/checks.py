from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ClassCheckRow(Base):
    """A lesson in which somebody looked where the class's phones are. Class and subject as they were then.

    `morning`: the form's registration. While `station_id` is set, taps at it count from `taps_from` until the
    lesson's end.
    """

    __tablename__ = "class_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(unique=True)
    on: Mapped[date] = mapped_column(index=True)
    period: Mapped[str]
    morning: Mapped[bool]
    class_id: Mapped[str]
    subject: Mapped[str]
    teacher_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"), index=True)
    taps_from: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClassCheckMarkRow(Base):
    """What was found of one pupil; gone after `check_days`. `tapped_at`: held to the station."""

    __tablename__ = "class_check_marks"

    check_id: Mapped[int] = mapped_column(ForeignKey("class_checks.id"), primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), primary_key=True)
    mark: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    tapped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClassCheckChangeRow(Base):
    """A change that a page sent, by the number that the page gave it: sent again, it does nothing."""

    __tablename__ = "class_check_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("class_checks.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class ClassCheckCountRow(Base):
    """How many pupils of one form were found how. Kept for good: reports need nothing else of a check."""

    __tablename__ = "class_check_counts"

    check_id: Mapped[int] = mapped_column(ForeignKey("class_checks.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int]
    pupils: Mapped[int]
    tapped: Mapped[int]
    seen: Mapped[int]
    no_phone: Mapped[int]
