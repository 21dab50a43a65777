"""What pupils said from lab PCs, and the notice that they accept. A login is as the PC says it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class NoticeRow(Base):
    """A version of the acceptable-use notice. No text: since then nobody is asked."""

    __tablename__ = "notices"

    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    by_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AcceptanceRow(Base):
    __tablename__ = "notice_acceptances"

    version: Mapped[int] = mapped_column(ForeignKey("notices.version"), primary_key=True)
    login: Mapped[str] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConcernRow(Base):
    """`said_id` is the PC's own, so that a report is kept once. `sealed`: login and words, encrypted."""

    __tablename__ = "concerns"
    __table_args__ = (UniqueConstraint("workstation_id", "said_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"))
    said_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sealed: Mapped[bytes]
    talk: Mapped[bool]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_note: Mapped[bytes | None]


class HidingRow(Base):
    """A pupil hid the screen: which page was in front, and no picture of it."""

    __tablename__ = "hidings"
    __table_args__ = (
        UniqueConstraint("workstation_id", "said_id"),
        Index("ix_hidings_open", "workstation_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"))
    said_id: Mapped[str]
    part: Mapped[int]
    login: Mapped[str]
    lesson: Mapped[str | None]
    title: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(default="")
