"""What the pouch register keeps beside the pouches: each change, fees, claims, rounds of issuing, imports."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PouchChangeRow(Base):
    """One change of a pouch, in words for people. `pupil_id` is whose it is then (of one that is not in use:
    whose it was), `before_id` whose it was before. `by_id` is null for what the school's file did.
    """

    __tablename__ = "pouch_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    pouch_id: Mapped[str] = mapped_column(ForeignKey("pouches.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str]
    words: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    before_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PouchFeeRow(Base):
    """A replacement fee: charged, then paid or waived by a person, with why."""

    __tablename__ = "pouch_fees"

    id: Mapped[int] = mapped_column(primary_key=True)
    pouch_id: Mapped[str] = mapped_column(ForeignKey("pouches.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    pence: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    charged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    charged_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    why: Mapped[str] = mapped_column(default="")


class PouchClaimRow(Base):
    """A pupil says that another's pouch is theirs. It stays the other's until a person has settled it."""

    __tablename__ = "pouch_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    pouch_id: Mapped[str] = mapped_column(ForeignKey("pouches.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PouchRoundRow(Base):
    """Pouches are given out to a year group or form, one pupil after the other.

    `mode_order_id` keeps the station reading. `next_id` is a pupil who was called out of turn. `said` is what
    became of the last tap.
    """

    __tablename__ = "pouch_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    group: Mapped[str]
    owner: Mapped[str]
    station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"))
    mode_order_id: Mapped[int | None] = mapped_column(ForeignKey("mode_orders.id"))
    reading_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    next_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"))
    said: Mapped[str] = mapped_column(default="")
    said_tone: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))


class PouchStepRow(Base):
    """What was done with one pupil in a round: issued, skipped or absent. `undone_at`: taken back."""

    __tablename__ = "pouch_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("pouch_rounds.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"))
    kind: Mapped[str]
    pouch_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PouchImportRow(Base):
    """A register file whose differences somebody looks at. `lines` is JSON, its tags hashed already.

    `state` is a hash of the register as it was when the differences were shown.
    """

    __tablename__ = "pouch_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    digest: Mapped[bytes]
    state: Mapped[bytes]
    whole: Mapped[bool]
    lines: Mapped[str]
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
