from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class JournalRow(Base):
    """One fact. `hash` covers the fact and the hash before it; rows are never changed or deleted."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(index=True)
    actor: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[str]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(unique=True)


class JournalHeadRow(Base):
    """How far the journal has come; the one row of its table."""

    __tablename__ = "journal_head"
    ONLY: ClassVar[Literal[1]] = 1

    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    hash: Mapped[bytes]


class JournalWordsRow(Base):
    """What a person wrote, of which the journal has only the digest: it may be deleted, and the chain holds.

    `subject` is what it is about, as `type:id`. `salt`, so that nobody finds the words by trying.
    """

    __tablename__ = "journal_words"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    subject: Mapped[str]
    salt: Mapped[bytes]
    text: Mapped[str]


class SettingRow(Base):
    """A fact about this installation that is not a secret: school name, site, policy in force."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
