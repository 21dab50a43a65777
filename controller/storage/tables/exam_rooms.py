"""What is written down in and before an exam room, at the time. Lines are added; a mistake is one more."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PassageRow(Base):
    """How a candidate came through the gate. `undone_at`: taken back, another line says what is so.

    `device` is the number in the custody book of what was handed in; `key` names the line as the tablet
    wrote it, so that one that is sent twice is taken once.
    """

    __tablename__ = "exam_passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    candidate: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    token: Mapped[str] = mapped_column(default="")
    devices: Mapped[str] = mapped_column(default="")
    approval: Mapped[str] = mapped_column(default="")
    device: Mapped[int | None]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class RegisterRow(Base):
    """A line of the register of one candidate: arrived, absent, left, back, finished, mistaken."""

    __tablename__ = "exam_register"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    candidate: Mapped[str]
    step: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    with_whom: Mapped[str] = mapped_column(default="")


class WatchRow(Base):
    """An invigilator came into a room of a sitting, and went."""

    __tablename__ = "exam_watches"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("exam_rooms.id"))
    name: Mapped[str]
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    went_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class IncidentRow(Base):
    """An entry of a room's incident log. `at`: when it happened; `written_at`: when it was written down."""

    __tablename__ = "exam_incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("exam_rooms.id"))
    kind: Mapped[str]
    candidate: Mapped[str | None]
    seat: Mapped[str | None]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    device: Mapped[int | None]


class AttestationRow(Base):
    """That something was done that the rules want done, said by a person at the time."""

    __tablename__ = "exam_attestations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    room_id: Mapped[str | None] = mapped_column(ForeignKey("exam_rooms.id"))
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    by_name: Mapped[str]


class CaseRow(Base):
    """A suspected malpractice that somebody owns, from the incident until the pack is signed.

    `pack` is what was signed, as JSON; nothing is ever sent from here.
    """

    __tablename__ = "exam_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("exam_incidents.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    facts: Mapped[str] = mapped_column(default="{}")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    pack: Mapped[str | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExamModeRow(Base):
    """The order by which the stations of a room's gate release nothing while a sitting is on."""

    __tablename__ = "exam_modes"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("mode_orders.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
