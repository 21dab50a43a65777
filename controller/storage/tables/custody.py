from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class CustodyRow(Base):
    """One link of an item's chain of custody: what happened, where, by whom or what.

    `item` is `pouch:<number>` or `device:<number>`. `event_id` is the station's event that is the evidence.
    """

    __tablename__ = "custody"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str]
    place: Mapped[str]
    by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    handed_by: Mapped[str] = mapped_column(default="")
    handed_to: Mapped[str] = mapped_column(default="")
    event_id: Mapped[bytes | None] = mapped_column(ForeignKey("station_events.event_id"))


class CustodyDeviceRow(Base):
    """A device that the school holds for a pupil, or held. Its hand-overs are links of the chain.

    `owner` names somebody who is no pupil of the school, such as a candidate from elsewhere in an exam.
    `why`, `state`, `kind` and `release_to` are words; `rule` is what was quoted when it was taken.
    `offered_to` is `desk:<name>` or `account:<username>` while a hand-over waits for its receiver. `revision`
    counts changes, so that of two people who press at once only the first is followed. Free text
    (`described`, `note`) and the names of a parent and of an `owner` are blanked at `purged_at`.
    """

    __tablename__ = "custody_devices"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    token: Mapped[str] = mapped_column(default="")
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"), index=True)
    owner: Mapped[str] = mapped_column(default="")
    what: Mapped[str]
    described: Mapped[str] = mapped_column(default="")
    why: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    policy: Mapped[str]
    policy_version: Mapped[str]
    over_need: Mapped[bool] = mapped_column(default=False)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_place: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    place: Mapped[str]
    seal: Mapped[str] = mapped_column(default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    release_to: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_why: Mapped[str] = mapped_column(default="")
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    offered_to: Mapped[str] = mapped_column(default="")
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    police_reference: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    revision: Mapped[int] = mapped_column(default=1)
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CustodySearchRow(Base):
    """A search as it was recorded: for safeguarding and whoever recorded it. It is never driven from here."""

    __tablename__ = "custody_searches"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    pupil_id: Mapped[str] = mapped_column(ForeignKey("pupils.id"), index=True)
    searcher_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    witness: Mapped[str]
    same_sex: Mapped[str]
    place: Mapped[str]
    grounds: Mapped[str]
    sought: Mapped[str]
    consent: Mapped[str]
    consent_how: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    found: Mapped[str] = mapped_column(default="")
    device_number: Mapped[int | None] = mapped_column(ForeignKey("custody_devices.number"))
    rule: Mapped[str]
    policy_version: Mapped[str]
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
