from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PouchRow(Base):
    """`state` is a claim; `evidence` says on what it rests (tapped, issued, …).

    INVARIANT: `pupil_id` is set for a pouch in use alone; `last_pupil_id` is whose it was before. `revision`
    counts the changes in the register, so that a page that is behind cannot overwrite one.
    """

    __tablename__ = "pouches"
    __table_args__ = (CheckConstraint("pupil_id IS NULL OR status = 'in-use'", name="pupil_in_use"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(unique=True)
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    state: Mapped[str]
    evidence: Mapped[str]
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(default="in-use", index=True)
    owner: Mapped[str] = mapped_column(default="school")
    condition: Mapped[str] = mapped_column(default="fine")
    condition_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0)


class ReleaseRow(Base):
    """A day-end release: the window in which stations open by their own authority. `listed` pouches may.

    Its times span those of its gates. `everywhere`: a gate that is new in the meantime belongs to it too.
    """

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")
    listed: Mapped[int]
    everywhere: Mapped[bool] = mapped_column(default=True)


class GrantRow(Base):
    """Leave to open one pupil's pouch once: claimed by the tap that is told to open, used when it did.

    A number is never given twice, since stations know grants by it. `kind` is a word of the policy's
    (`LeaveKind`). `request_id`: asked for with others, or waiting for a second person. `standing_id` and
    `on`: that day's turn of a standing leave. It should be locked again by `back_by`, and was at `back_at`,
    `tapped` or `seen`, by a person's word. `not-seen`: nobody had seen it back when the day was over.
    """

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("standing_id", "on"),
        Index("ix_grants_back", "back_how", "back_by"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    reason_code: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"))
    claimed_nonce: Mapped[bytes | None]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(default="early-leaver")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    back_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_how: Mapped[str] = mapped_column(default="")
    back_word: Mapped[str] = mapped_column(default="")
    back_said_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("leave_requests.id"), index=True)
    standing_id: Mapped[int | None] = mapped_column(ForeignKey("standing_leaves.id"))
    on: Mapped[date | None]


class ExemptionRow(Base):
    """A pupil's standing medical need, adjustment or caring role (`device_rules` word), until `ends_at`.

    That is set when it is given, or when a person ends it. The journal has the reasons.
    """

    __tablename__ = "exemptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    kind: Mapped[str]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_on: Mapped[date | None]


class HoldRow(Base):
    """A pupil's pouch that stays shut until `ends_at`, or until a person ended the hold at `ended_at`.

    `over_need`: placed by safeguarding on a pupil with a standing need; the journal has the reason.
    """

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    sentence: Mapped[str]
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    over_need: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
