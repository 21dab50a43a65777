from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class EvidencePackRow(Base):
    """An evidence pack as it was handed out. `content` is JSON; its table's `digest` is journaled."""

    __tablename__ = "evidence_packs"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    since: Mapped[date]
    until: Mapped[date]
    content: Mapped[str]
    digest: Mapped[str]
    journal_row: Mapped[int]
    journal_hash: Mapped[bytes]


class SettledCountRow(Base):
    """A table of a half-term that is over, as it was first counted; a later count would tell who left."""

    __tablename__ = "settled_counts"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(index=True)
    since: Mapped[date]
    until: Mapped[date]
    section: Mapped[str]
