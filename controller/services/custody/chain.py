"""The one chain of custody, of pouches and devices alike: links are added, and never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.custody import Link
from controller.storage.tables.custody import CustodyRow

NEWEST = 20


def add(session: Session, item: str, link: Link, event_id: bytes | None = None) -> None:
    """In the transaction of the state that it changes; the caller journals it there as well."""
    session.add(
        CustodyRow(
            item=item,
            at=link.at,
            what=link.what,
            place=link.place,
            by=link.by,
            reason=link.reason,
            handed_by=link.handed_by,
            handed_to=link.handed_to,
            event_id=event_id,
        )
    )


def links(session: Session, item: str, limit: int = NEWEST) -> Sequence[Link]:
    """Newest first."""
    query = select(CustodyRow).where(CustodyRow.item == item)
    return [_link(row) for row in session.scalars(query.order_by(*_NEWEST_FIRST).limit(limit))]


_NEWEST_FIRST = (CustodyRow.at.desc(), CustodyRow.id.desc())


def _link(row: CustodyRow) -> Link:
    return Link(row.at, row.what, row.place, row.by, row.reason, row.handed_by, row.handed_to)
