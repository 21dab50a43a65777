"""Taps at a station in the classroom: pouches that were held to it and stayed shut, for one check."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.domain.checks import Mark
from controller.services.checks.records import Change, marks_of, pupils_of, put_mark
from controller.storage.tables.checks import ClassCheckRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow

REFUSED = "refused"


def take_taps(session: Session, check: ClassCheckRow) -> int:
    """Marks the pupils of the class whose pouch was tapped since their last mark; how many there were."""
    members = {one.id for one in pupils_of(session, check.class_id)}
    marks = marks_of(session, check)
    fresh = {
        pupil: at
        for pupil, at in _tapped(session, check).items()
        if pupil in members and (pupil not in marks or marks[pupil].at < at)
    }
    for pupil, at in fresh.items():
        put_mark(session, check, pupil, Change(Mark.LOCKED, at, tapped=True))
    return len(fresh)


def _tapped(session: Session, check: ClassCheckRow) -> dict[str, datetime]:
    """The last tap of each pupil's pouch that did not open it."""
    event = StationEventRow
    query = (
        select(PouchRow.pupil_id, func.max(event.happened_at))
        .join(PouchRow, PouchRow.id == event.pouch_id)
        .where(event.station_id == check.station_id, event.what == REFUSED)
        .where(event.happened_at >= check.taps_from, event.happened_at < check.ends_at)
        .group_by(PouchRow.pupil_id)
    )
    return {pupil: at for pupil, at in session.execute(query) if pupil}
