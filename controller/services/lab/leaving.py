"""What somebody holds in another's lesson ends when they leave it."""

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from controller.services.lab.desired import grow
from controller.services.lab.order_steps import end_pairs, open_pairs
from controller.storage.tables.people import AccountRow
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow


def end_what_is_held(session: Session, at: datetime, by: AccountRow, lesson: str) -> list[str]:
    """The PCs whose desired state has changed. What a visitor only gave back, by an undo, is not theirs."""
    asked = select(OrderRow.id).where(OrderRow.by_account_id == by.id, OrderRow.lesson == lesson)
    held = select(LeaseRow).where(LeaseRow.ended_at.is_(None), LeaseRow.origin.in_(asked))
    leases = list(session.scalars(held))
    if not leases:
        return []
    for lease in leases:
        lease.ended_at = at
    places = tuple_(OrderSeatRow.order_id, OrderSeatRow.workstation_id)
    pairs = open_pairs(session, places.in_([(lease.order_id, lease.workstation_id) for lease in leases]))
    end_pairs(session, at, pairs, f"account:{by.username}", f"{by.display_name} left the lesson")
    changed = sorted({lease.workstation_id for lease in leases})
    grow(session, changed)
    return changed
