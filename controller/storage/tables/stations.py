from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class StationRow(Base):
    """`adoption` is pending, adopted or revoked; `lifecycle` is the last word of the station or its will."""

    __tablename__ = "stations"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    gate: Mapped[str]
    adoption: Mapped[str]
    key: Mapped[bytes | None]
    first_boot: Mapped[bytes | None]
    firmware: Mapped[str] = mapped_column(default="")
    lifecycle: Mapped[str] = mapped_column(default="disconnected")
    lock_state: Mapped[str] = mapped_column(default="unknown")
    mode: Mapped[str] = mapped_column(default="normal")
    clock_quality: Mapped[str] = mapped_column(default="none")
    boot_id: Mapped[bytes | None]
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    authority_version: Mapped[int] = mapped_column(default=0)
    authority_in_force: Mapped[int] = mapped_column(default=0)


class StationEventRow(Base):
    """One event of a station, taken once: (station, boot, seq) and event_id are both unique."""

    __tablename__ = "station_events"
    __table_args__ = (UniqueConstraint("station_id", "boot_id", "seq"),)

    event_id: Mapped[bytes] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    boot_id: Mapped[bytes]
    seq: Mapped[int]
    what: Mapped[str]
    reason: Mapped[str]
    tag: Mapped[bytes | None]
    pouch_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))
    offline: Mapped[bool]
    station_clock: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_quality: Mapped[str]
    authority_version: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DeadLetterRow(Base):
    """A message that could not be taken: kept as it came, with why."""

    __tablename__ = "dead_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    topic: Mapped[str]
    payload: Mapped[bytes]
    code: Mapped[str]
    sentence: Mapped[str]
