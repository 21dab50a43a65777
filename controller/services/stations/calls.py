"""Boot messages of stations that are not ours yet: the proof that a typed pairing code is a station's own.

Anybody who reaches the broker may call by any name, so the newest few calls of each name are kept, one for
each power-on: a forged one does not take the place of the true one.
"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from controller.storage.tables.stations import StationCallRow
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Boot

KEPT = 8


def keep(session: Session, station_id: str, payload: bytes, boot: Boot, at: datetime) -> None:
    mine = StationCallRow.station_id == station_id
    row = session.scalars(select(StationCallRow).where(mine, StationCallRow.boot_id == boot.boot_id)).first()
    if row is None:
        row = StationCallRow(station_id=station_id, boot_id=boot.boot_id)
        session.add(row)
    row.payload, row.at = payload, at
    session.flush()
    newest = (
        select(StationCallRow.id).where(mine).order_by(StationCallRow.at.desc(), StationCallRow.id.desc())
    )
    session.execute(delete(StationCallRow).where(mine, StationCallRow.id.not_in(newest.limit(KEPT))))


def proved(session: Session, station_id: str, key: bytes) -> bool:
    """Whether one of the calls that are kept was signed with `key`."""
    kept = session.scalars(select(StationCallRow.payload).where(StationCallRow.station_id == station_id))
    return any(fits(payload, key) for payload in kept)


def forget(session: Session, station_id: str) -> None:
    session.execute(delete(StationCallRow).where(StationCallRow.station_id == station_id))


def counts(session: Session) -> dict[str, int]:
    """How many calls are kept of each station; more than one under one name is worth a look."""
    query = select(StationCallRow.station_id, func.count()).group_by(StationCallRow.station_id)
    return {station: number for station, number in session.execute(query)}


def fits(payload: bytes, key: bytes) -> bool:
    try:
        open_sealed(payload, key)
    except EnvelopeError:
        return False
    return True
