"""Makes the records of a station's log readable: when, what, which pouch, and whether we know of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.station_logs import LogLine
from controller.services.stations.logs import StationLogs
from controller.storage.database import Database
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.times import from_ms

CHUNK = 500


class LogLines:
    def __init__(self, database: Database, logs: StationLogs) -> None:
        self._database, self._logs = database, logs

    def of(self, station_id: str) -> list[LogLine]:
        """The newest first."""
        records = [(number, data, _event(data)) for number, data in self._logs.records(station_id)]
        events = [event for _, _, event in records if event]
        with self._database.read() as session:
            known = _known(session, [event.event_id for event in events])
            pouches = _pouches(session, {event.tag for event in events if event.tag})
        return [
            _line(number, event, known, pouches) if event else _unreadable(number, data)
            for number, data, event in records
        ]


def _event(data: bytes) -> StationEvent | None:
    try:
        body: Any = canonical.loads(data)
        return from_body(StationEvent, body) if isinstance(body, dict) else None
    except EnvelopeError:
        return None


def _line(number: int, event: StationEvent, known: set[bytes], pouches: dict[bytes, str]) -> LogLine:
    return LogLine(
        number=number,
        boot=event.boot_id.hex(),
        seq=event.seq,
        at=from_ms(event.station_clock_ms),
        what=event.what.word,
        reason=event.reason.word,
        mode=event.mode.word,
        tag=event.tag.hex() if event.tag else "",
        pouch=pouches.get(event.tag, "") if event.tag else "",
        offline=event.offline,
        clock=event.clock_quality.word,
        authority=event.authority_version,
        reported=event.event_id in known,
    )


def _unreadable(number: int, data: bytes) -> LogLine:
    return LogLine(number, "", 0, None, "unreadable", "", "", "", "", False, "", 0, False, data.hex())


def _known(session: Session, ids: list[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for at in range(0, len(ids), CHUNK):
        query = select(StationEventRow.event_id).where(StationEventRow.event_id.in_(ids[at : at + CHUNK]))
        found |= set(session.scalars(query))
    return found


def _pouches(session: Session, tags: set[bytes]) -> dict[bytes, str]:
    ordered = sorted(tags)
    found: dict[bytes, str] = {}
    for at in range(0, len(ordered), CHUNK):
        query = select(PouchRow.tag, PouchRow.id).where(PouchRow.tag.in_(ordered[at : at + CHUNK]))
        found |= {tag: pouch for tag, pouch in session.execute(query)}
    return found
