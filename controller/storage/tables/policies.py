from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class PolicyRow(Base):
    """A version of a policy, its document as it was written. Kept for ever: old decisions rest on it.

    `version` is the hash of what the document means, `bases` the texts of the policies that it extends, as
    JSON by name: they may change, and it must not. `kept_by_id` is None where the school's file named it.
    """

    __tablename__ = "policies"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    effective: Mapped[date]
    until: Mapped[date | None]
    content: Mapped[str]
    bases: Mapped[str]
    digest: Mapped[str]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicySwitchRow(Base):
    """From `from_at` on this version decides, until the next switch that was not called off."""

    __tablename__ = "policy_switches"
    __table_args__ = (ForeignKeyConstraint(["name", "version"], ["policies.name", "policies.version"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str]
    from_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str]
    called_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
