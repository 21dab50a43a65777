from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class WorkstationRow(Base):
    """`key_hash` is the SHA-256 of the key that the PC was given when it enrolled.

    `os`, `modes`, `acts` and `macs` are what the PC last said about itself; lists are words between commas.
    `desired_version` grows with each change of what the PC ought to be, of which `desired_lesson` is a part.
    """

    __tablename__ = "workstations"

    id: Mapped[str] = mapped_column(primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"), index=True)
    name: Mapped[str]
    row: Mapped[int]
    column: Mapped[int]
    key_hash: Mapped[bytes | None]
    hostname: Mapped[str | None]
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(default="")
    os: Mapped[str] = mapped_column(default="")
    modes: Mapped[str] = mapped_column(default="")
    acts: Mapped[str] = mapped_column(default="")
    macs: Mapped[str] = mapped_column(default="")
    desired_version: Mapped[int] = mapped_column(default=1)
    desired_lesson: Mapped[str | None]


class EnrolmentCodeRow(Base):
    """A code for one PC, or for as many of a room as `places` says; only its SHA-256 is kept."""

    __tablename__ = "enrolment_codes"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    workstation_id: Mapped[str | None] = mapped_column(ForeignKey("workstations.id"))
    room_id: Mapped[str | None] = mapped_column(ForeignKey("rooms.id"))
    places: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OrderRow(Base):
    """What a teacher asked of some seats of a lesson. `lesson` is a `LessonId` in text form.

    `limits` is a list of sites or programs in JSON. `undoes` is the order that this one took back.
    `number` is that of its first row in the journal, and puts orders in their order. `batch` is the same in
    all that a template asked for at once, and `template` its name.
    """

    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    limits: Mapped[str | None]
    by_account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undoes: Mapped[str | None] = mapped_column(ForeignKey("orders.id"), index=True)
    number: Mapped[int] = mapped_column(default=0)
    batch: Mapped[str | None] = mapped_column(index=True)
    template: Mapped[str] = mapped_column(default="")


class OrderSeatRow(Base):
    """How far an order has come at one seat; `version` is the desired state that first held it."""

    __tablename__ = "order_seats"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"), primary_key=True)
    step: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(default="")


class LeaseRow(Base):
    """A restriction that a workstation ought to hold: desired state. It always has an end.

    `ended_by` is the order that ended it before its time; `limits` its list in JSON. `origin` is the order
    that first asked for it, which an undo may have put in force again.
    """

    __tablename__ = "leases"

    id: Mapped[str] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    message: Mapped[str]
    limits: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("orders.id"), index=True)
    origin: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)


class ProgramRow(Base):
    """A program that teachers may start: `id` is its entry in the PCs' own list of applications."""

    __tablename__ = "programs"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class TroubleRow(Base):
    """Something on a PC broke, or was broken, by its agent's own word."""

    __tablename__ = "troubles"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"))
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    kind: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LookRow(Base):
    """Somebody looked at screens: one PC in full, or (`workstation_id` None) the wall of a lesson's room."""

    __tablename__ = "looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    lesson: Mapped[str]
    room_id: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    workstation_id: Mapped[str | None] = mapped_column(ForeignKey("workstations.id"), index=True)
    seats: Mapped[int]
    pupil: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
