"""Which decision of ours allowed an opening that a station reports; none is an alarm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from controller.domain.modes import KEY_SWITCH
from controller.services.stations.authorities import exceptions_of, split_tags
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.stations import AuthorityRow, StationEventRow, TapDecisionRow
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect

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
    if event.tag not in split_tags(row.tags):
        return NONE
    early = row.early_start if event.tag in split_tags(row.early) else None
    inside = (early or row.window_start) - SLACK <= event.happened_at < row.window_end + SLACK
    words = f"Station authority {row.version}, release {row.release_id}"
    return Warrant(f"release:{row.release_id}", words) if inside else NONE


def _by_exception(session: Session, event: StationEventRow) -> Warrant:
    """The words tell nothing of the need: custody is read by those who may not know of it."""
    row = session.get(AuthorityRow, event.authority_version)
    at = to_ms(event.happened_at - SLACK)
    allows = [one for one in exceptions_of(row) if one.effect is Effect.ALLOW] if row else []
    if row is None or not any(one.tag == event.tag and at < one.until_ms for one in allows):
        return NONE
    return Warrant(f"authority:{row.version}", f"Station authority {row.version}, a standing permission")


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


def _by_evacuation(session: Session, event: StationEventRow) -> Warrant:
    """An order of ours, or the key switch: a person's decision, which works with everything else down."""
    query = (
        select(ModeOrderRow)
        .join(ModeTargetRow, ModeTargetRow.order_id == ModeOrderRow.id)
        .where(ModeTargetRow.station_id == event.station_id, ModeOrderRow.mode == "evacuate")
        .where(ModeOrderRow.ordered_at <= event.happened_at + SLACK)
        .where(or_(ModeTargetRow.ended_at.is_(None), ModeTargetRow.ended_at >= event.happened_at - SLACK))
    )
    row = session.scalars(query.order_by(ModeOrderRow.id.desc()).limit(1)).first()
    if row is None:
        return Warrant("evacuate", "Evacuation at the station")
    words = "by its key switch" if row.scope == KEY_SWITCH else f"order {row.id}"
    return Warrant(f"mode-order:{row.id}", f"Evacuation, {words}")


_BY_REASON: dict[str, Callable[[Session, StationEventRow], Warrant]] = {
    "window": _by_window,
    "exception": _by_exception,
    "authorised": _by_decision,
    "evacuate": _by_evacuation,
}
