"""Adds to a pouch's chain of custody, in the transaction of the event that is the evidence."""

from datetime import datetime

from sqlalchemy.orm import Session

from controller.domain.custody import Link, of_pouch
from controller.domain.pouches import Evidence, PouchState
from controller.services.custody import chain
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow


def released(session: Session, event: StationEventRow, by: str) -> None:
    _link(session, event, "released", by)
    _claim(session, event, PouchState.RELEASED, Evidence.TAPPED, event.received_at)


def stayed_locked(session: Session, event: StationEventRow) -> None:
    _link(session, event, "not opened: the lock jammed", "")
    _claim(session, event, PouchState.LOCKED, Evidence.JAMMED, event.received_at)


def not_known(session: Session, event: StationEventRow, meant: StationEventRow) -> None:
    """`event` says that nobody knows whether `meant` opened. It is the earlier moment that is in doubt."""
    _link(session, event, "not known whether it opened: power or flash failed at that moment", "")
    _claim(session, meant, PouchState.UNKNOWN, Evidence.CUT_SHORT, event.received_at)


def _link(session: Session, event: StationEventRow, what: str, by: str) -> None:
    """At the event's own time: one that was reported late has its place in the chain all the same."""
    place = session.get_one(StationRow, event.station_id).name
    link = Link(event.happened_at, what, place, by)
    chain.add(session, of_pouch(event.pouch_id or ""), link, event.event_id)


def _claim(
    session: Session, event: StationEventRow, state: PouchState, evidence: Evidence, now: datetime
) -> None:
    """A late event does not undo what is known of a later moment. One that has not come yet is no knowledge:
    the school's clock was put back since.
    """
    pouch, at = session.get_one(PouchRow, event.pouch_id), min(event.happened_at, now)
    if at >= pouch.state_at or pouch.state_at > now:
        pouch.state, pouch.evidence, pouch.state_at = state.value, evidence.value, at
