from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ReleaseGateRow(Base):
    """A release at one gate, which may be held, moved and ended apart from the others.

    From `early_at` on the pupils of the early `buses` (a JSON list) may go there. `changed` (a word of
    `Change`), `changed_by_id` and `changed_at` are what a person did last. `released`, `first_tap_at` and
    `last_tap_at` are counted from the stations' events once it is over, and again when late ones come.
    """

    __tablename__ = "release_gates"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    early_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    buses: Mapped[str] = mapped_column(default="[]")
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed: Mapped[str]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released: Mapped[int] = mapped_column(default=0)
    first_tap_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_tap_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
