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
