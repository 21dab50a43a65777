from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PupilRow(Base):
    """`login` is the pupil's name on the school's PCs, in small letters; empty where the school gave none.

    `bus` is the early bus that the pupil goes home by, as the school calls it; empty for all others.
    """

    __tablename__ = "pupils"
    __table_args__ = (Index("ix_pupils_name", "family", "given"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[str]
    family: Mapped[str]
    year: Mapped[int]
    form: Mapped[str]
    login: Mapped[str] = mapped_column(default="", index=True)
    bus: Mapped[str] = mapped_column(default="")


class AccountRow(Base):
    """`password_hash` is argon2id, never a password. `posts` are words of the policy: `dsl slt`."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[str]
    posts: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EndedLoginRow(Base):
    """A login that was ended before its cookie ran out. `at` is real time."""

    __tablename__ = "ended_logins"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClassRow(Base):
    __tablename__ = "classes"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    year: Mapped[int]


class ClassMemberRow(Base):
    __tablename__ = "class_members"

    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), primary_key=True)
