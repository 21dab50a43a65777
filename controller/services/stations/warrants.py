"""Which decision of ours allowed an opening that a station reports; none is an alarm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.storage.tables.stations import AuthorityRow, StationEventRow, TapDecisionRow

SLACK = timedelta(minutes=2)  # a station in holdover follows the window by a timer that may drift


@dataclass(frozen=True, slots=True)
class Warrant:
    """`id` is `release:3` or `decision:17`, empty where there is none; `words` are for the custody record."""

    id: str
    words: str


NONE = Warrant("", "No decision that we know of")


def warrant_for(session: Session, event: StationEventRow) -> Warrant:
    find = _BY_REASON.get(event.reason)
    return find(session, event) if find else NONE


def _by_window(session: Session, event: StationEventRow) -> Warrant:
    row = session.get(AuthorityRow, event.authority_version)
    if row is None or row.window_start is None or row.window_end is None or event.tag is None:
        return NONE
    inside = row.window_start - SLACK <= event.happened_at < row.window_end + SLACK
    words = f"Station authority {row.version}, release {row.release_id}"
    return Warrant(f"release:{row.release_id}", words) if inside else NONE


def _by_decision(session: Session, event: StationEventRow) -> Warrant:
    query = select(TapDecisionRow).where(
        TapDecisionRow.station_id == event.station_id,
        TapDecisionRow.nonce == event.nonce,
        TapDecisionRow.allowed,
    )
    row = session.scalars(query).first() if event.nonce else None
    if row is None:
        return NONE
    leave = f", leave {row.grant_id}" if row.grant_id else ""
    return Warrant(f"decision:{row.id}", f"Decision {row.id}{leave}")


def _by_evacuation(_: Session, __: StationEventRow) -> Warrant:
    """The key switch on the station is a person's decision, and works with everything else down."""
    return Warrant("evacuate", "Evacuation at the station")


_BY_REASON: dict[str, Callable[[Session, StationEventRow], Warrant]] = {
    "window": _by_window,
    "authorised": _by_decision,
    "evacuate": _by_evacuation,
}
