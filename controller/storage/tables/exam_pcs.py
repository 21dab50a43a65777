"""PCs in exams: what a paper uses, which PC is kept to it, and where one was not."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ExamProfileRow(Base):
    """The sites and programs of a sitting, one to a line. `login` is a pattern, such as `exam*`, or empty."""

    __tablename__ = "exam_profiles"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), primary_key=True)
    sites: Mapped[str]
    programs: Mapped[str]
    login: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class ExamLeaseRow(Base):
    """A PC that ought to keep to the profile: desired state, beside that of lessons and out of their reach.

    One for each sitting and PC, whose id is always the same. `limits` is the list in JSON; `finishes_at` the
    planned end of the paper, `ends_at` when the PC lets go by itself. `in_force_at` is the PC's first word
    for this list, which it first had in `version` of its desired state.
    """

    __tablename__ = "exam_leases"

    id: Mapped[str] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("exam_rooms.id"))
    workstation_id: Mapped[str] = mapped_column(ForeignKey("workstations.id"), index=True)
    limits: Mapped[str]
    version: Mapped[int]
    login: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finishes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class ExamDepartureRow(Base):
    """That a PC was seen not to keep to its profile, from when until when: a fact, and nobody's fault.

    `settled_at`: somebody looked at it; `incident_id` is what they wrote into the log, if they did.
    """

    __tablename__ = "exam_departures"

    id: Mapped[int] = mapped_column(primary_key=True)
    lease_id: Mapped[str] = mapped_column(ForeignKey("exam_leases.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("exam_rooms.id"))
    kind: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("exam_incidents.id"))
