"""Reads a station's own log page by page. What came stays until it is read again; nothing of it is stored."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationLogRead
from controller.domain.station_logs import LogProgress, Reading
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.link import StationLink
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.envelope import new_msg_id
from firmware_bridge.protocol.v1.messages import GetLog, LogPage, OrderAck

PAGE, NEWEST = 16, 320
MOST = 5_000  # more than a store of 256 KiB holds
ANSWERS_WITHIN_S, TRIES = 4.0, 3


@dataclass(slots=True)
class _Reading:
    """`next` is the record to ask for; None while only the number of records is asked for."""

    station: str
    key: bytes = field(repr=False)
    asked_at: datetime
    everything: bool
    state: Reading = Reading.UNDER_WAY
    sentence: str = ""
    start: int = 0
    next: int | None = None
    total: int = 0
    tries: int = 0
    msg_id: bytes = b""
    sent_s: float = 0.0
    records: dict[int, bytes] = field(default_factory=dict)


class StationLogs:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, link: StationLink) -> None:
        self._database, self._clock, self._bus, self._link = database, clock, bus, link
        self._readings: dict[str, _Reading] = {}
        self._lock = threading.Lock()

    def read(self, by: Account, station_id: str, *, everything: bool = False) -> None:
        """The newest 320 records unless `everything`. Raises Refused."""
        if not self._link.up:
            raise Refused("log.no-link", "There is no connection to the broker, so no station can be asked.")
        with self._lock:
            known = self._readings.get(station_id)
        if known and known.state is Reading.UNDER_WAY:
            raise Refused("log.under-way", "That log is being read already.")
        key = self._key(by, station_id)
        reading = _Reading(station_id, key, self._clock.now(), everything)
        with self._lock:
            self._readings[station_id] = reading
            self._ask(reading)
        self._bus.publish(StationLogRead(station_id))

    def took(self, station_id: str, page: LogPage) -> bool:
        """False for a page that nobody asked for."""
        with self._lock:
            reading = self._readings.get(station_id)
            if reading is None or reading.msg_id != page.order or reading.state is not Reading.UNDER_WAY:
                return False
            if page.first != (reading.next or 0):
                return False
            self._take(reading, page)
        self._bus.publish(StationLogRead(station_id))
        return True

    def answered(self, station_id: str, ack: OrderAck) -> None:
        """Only a refusal is of interest: what it grants comes as a page."""
        with self._lock:
            reading = self._readings.get(station_id)
            mine = reading is not None and reading.msg_id == ack.order and ack.result.refused
            if reading is None or not mine:
                return
            reading.state = Reading.REFUSED
            reading.sentence = (
                f"The station will not send its log now ({ack.result.word}). Try again in a minute."
            )
        self._bus.publish(StationLogRead(station_id))

    def sweep(self) -> None:
        """Asks again where no page has come, and gives up on who does not answer."""
        moment = self._clock.monotonic()
        told = []
        with self._lock:
            for reading in self._readings.values():
                late = moment - reading.sent_s >= ANSWERS_WITHIN_S
                if reading.state is Reading.UNDER_WAY and late:
                    self._again(reading)
                    told.append(StationLogRead(reading.station))
        self._bus.publish(*told)

    def progress(self, station_id: str) -> LogProgress | None:
        with self._lock:
            one = self._readings.get(station_id)
            if one is None:
                return None
            asked = max(0, one.total - one.start)
            return LogProgress(
                one.station, one.state, one.asked_at, len(one.records), asked, one.total, one.sentence
            )

    def records(self, station_id: str) -> list[tuple[int, bytes]]:
        """Number and bytes of each record that has come, the newest first."""
        with self._lock:
            one = self._readings.get(station_id)
            return sorted(one.records.items(), reverse=True) if one else []

    def _take(self, reading: _Reading, page: LogPage) -> None:
        reading.total, reading.tries = min(page.total, MOST), 0
        if reading.next is None:
            reading.start = 0 if reading.everything else max(0, reading.total - NEWEST)
            reading.next = reading.start
        else:
            reading.records.update(enumerate(page.records, page.first))
            reading.next = page.first + len(page.records)
        if reading.next >= reading.total or (reading.records and not page.records):
            reading.state = Reading.DONE
        else:
            self._ask(reading)

    def _again(self, reading: _Reading) -> None:
        if reading.tries >= TRIES:
            reading.state = Reading.SILENT
            reading.sentence = "The station does not answer. What had come before is below."
        else:
            self._ask(reading)

    def _ask(self, reading: _Reading) -> None:
        first, limit = (0, 1) if reading.next is None else (reading.next, PAGE)
        reading.msg_id, reading.sent_s = new_msg_id(), self._clock.monotonic()
        reading.tries += 1
        self._link.send(reading.station, reading.key, GetLog(first, limit), msg_id=reading.msg_id)

    def _key(self, by: Account, station_id: str) -> bytes:
        with self._database.write() as session:
            row = session.get(StationRow, station_id)
            if row is None or row.adoption != Adoption.ADOPTED.value or row.key is None:
                raise Refused("station.not-adopted", "Only an adopted station sends us its log.")
            fact = Fact("station.log-read", f"account:{by.username}", f"station:{station_id}", {})
            append(session, self._clock.now(), fact)
            return row.key
