"""What is laid down before a sitting: the centre, rooms, candidates, who writes what and where."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ExamCentreRow(Base):
    """One row, `id` 1: the centre as awarding bodies know it."""

    __tablename__ = "exam_centre"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    name: Mapped[str]
    head_email: Mapped[str] = mapped_column(default="")
    head_phone: Mapped[str] = mapped_column(default="")


class ExamCategoryRow(Base):
    """A kind of device that counts at the gate. The school's list, in the order of `place`."""

    __tablename__ = "exam_categories"

    name: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]


class ExamRatioRow(Base):
    """One invigilator to so many candidates of a kind of exam, from a day on. Lines are only added."""

    __tablename__ = "exam_ratios"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    candidates: Mapped[int]
    since: Mapped[date]
    source: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class ExamRoomRow(Base):
    """A grid of chairs. `room_id` is the school's own room where its PCs or stations belong to it."""

    __tablename__ = "exam_rooms"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    rows: Mapped[int]
    columns: Mapped[int]
    across_cm: Mapped[int]
    along_cm: Mapped[int]
    room_id: Mapped[str | None] = mapped_column(ForeignKey("rooms.id"))
    gate: Mapped[str] = mapped_column(default="")


class CandidateRow(Base):
    """`number` has four digits. `arrangements` are words for the room, one to a line, and never a reason."""

    __tablename__ = "exam_candidates"

    number: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    arrangements: Mapped[str] = mapped_column(default="")


class SittingRow(Base):
    """`starts` is the school's time of day. `override` is why it was started before its gate was complete.

    `keep_until`: the exams officer's date, after which its records may go.
    """

    __tablename__ = "exam_sittings"
    __table_args__ = (Index("ix_exam_sittings_paper", "on", "session", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    awarding_body: Mapped[str]
    qualification: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    session: Mapped[str]
    starts: Mapped[time]
    minutes: Mapped[int]
    kind: Mapped[str]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    override: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    keep_until: Mapped[date | None]


class EntryRow(Base):
    """That a candidate writes in a sitting, and where they sit now; how they came there is in the moves."""

    __tablename__ = "exam_entries"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), primary_key=True)
    candidate: Mapped[str] = mapped_column(ForeignKey("exam_candidates.number"), primary_key=True)
    room_id: Mapped[str | None] = mapped_column(ForeignKey("exam_rooms.id"))
    seat: Mapped[str | None]
    extra_percent: Mapped[int] = mapped_column(default=0)


class MoveRow(Base):
    """A line of a seating plan's history: never changed, never deleted before its sitting is."""

    __tablename__ = "exam_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    candidate: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")


class DutyRow(Base):
    """An invigilator who is down for a room of a sitting."""

    __tablename__ = "exam_duties"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("exam_rooms.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
