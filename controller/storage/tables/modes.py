from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class ModeOrderRow(Base):
    """A mode asked of some stations, or set by the key switch of one: what a drill report is made of.

    `scope` is `all`, `gate:<name>`, `station:<id>` or `key-switch`. A mode is wanted until `until`, or until
    another order for all of its stations has closed it at `closed_at`.
    """

    __tablename__ = "mode_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    mode: Mapped[str]
    scope: Mapped[str]
    drill: Mapped[bool]
    reason: Mapped[str]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ModeTargetRow(Base):
    """One station of a mode order: asked, delivered (it answered), in force, ended, each when it was so.

    `heard_at` is when the station had last been heard when the mode was ordered. `sent` are the message ids
    of the last orders to it, end to end, by which its answers and events are known. `replaced_at`: a newer
    order is for this station.
    """

    __tablename__ = "mode_targets"

    order_id: Mapped[int] = mapped_column(ForeignKey("mode_orders.id"), primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(default="")
    sent: Mapped[bytes] = mapped_column(default=b"")


class WalkRow(Base):
    """How long a person needs at least from one gate to another; `gate_a` sorts before `gate_b`."""

    __tablename__ = "walks"

    gate_a: Mapped[str] = mapped_column(primary_key=True)
    gate_b: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[int]


class TwiceSeenRow(Base):
    """A tag at two stations sooner than anybody walks: one of the two may be a copy."""

    __tablename__ = "tags_seen_twice"

    id: Mapped[int] = mapped_column(primary_key=True)
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tag: Mapped[bytes]
    pouch_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))
    first_station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    second_at: Mapped[datetime] = mapped_column(UtcDateTime)
    least_s: Mapped[int]
    dismissed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
