from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ClearingRow(Base):
    """How a release went, reckoned once it was over, so that reports do not need its taps.

    Seconds are from the release's start to the opening of half, of 95 % and of all pouches that opened.
    """

    __tablename__ = "clearings"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    listed: Mapped[int]
    opened: Mapped[int]
    late: Mapped[int]
    half_s: Mapped[int | None]
    most_s: Mapped[int | None]
    all_s: Mapped[int | None]
    reckoned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EvidencePackRow(Base):
    """An evidence pack as it was handed out. `content` is JSON; `digest` of its table stands in the journal."""

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
