from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PouchRow(Base):
    """`state` is a claim; `evidence` says on what it rests (tapped, issued, …)."""

    __tablename__ = "pouches"

    id: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(unique=True)
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    state: Mapped[str]
    evidence: Mapped[str]
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustodyRow(Base):
    """One link of an item's chain of custody: what happened, where, by whom or what."""

    __tablename__ = "custody"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str]
    place: Mapped[str]
    by: Mapped[str]
    event_id: Mapped[bytes | None] = mapped_column(ForeignKey("station_events.event_id"))


class ReleaseRow(Base):
    """A day-end release: the window in which stations open by their own authority."""

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")


class GrantRow(Base):
    """Leave for one pupil's pouch to be opened, `uses_left` times, until it expires."""

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    kind: Mapped[str]
    reason_code: Mapped[str]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uses_left: Mapped[int]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"))
