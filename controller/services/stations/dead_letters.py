"""Messages that could not be taken: kept as they came, counted, shown. None is dropped."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import DeadLetterParked
from controller.services.bus import EventBus
from controller.storage.database import Database
from controller.storage.tables.stations import DeadLetterRow
from firmware_bridge.protocol.v1.canonical import MAX_BYTES

log = logging.getLogger(__name__)
FAILED = "Schoolbell could not take this message, by a mistake of its own: see its log. It is kept here."
SHOWN = 100
KEPT = 1000
"""Of those that no station relies on: anybody who reaches the broker can make as many as they like."""
PUSHED_OUT = hashlib.sha256(b"pushed out").digest()
LONGEST_TOPIC = 200
LONGEST_PAYLOAD = 4 * MAX_BYTES
"""Of what is far too long for a station only the beginning is kept: a broker carries 256 MB at once."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A message that cannot be taken, and why."""

    topic: str
    payload: bytes
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: int
    received_at: datetime
    last_at: datetime
    times: int
    topic: str
    size: int
    code: str
    sentence: str


class DeadLetters:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def park(self, topic: str, payload: bytes, code: str, sentence: str) -> None:
        self.park_all([Spoilt(topic, payload, code, sentence)])

    def park_all(self, spoilt: Sequence[Spoilt]) -> None:
        """As `park`, all of them in one transaction."""
        with self._database.write() as session:
            numbers = [self.park_in(session, *astuple(one), lasting=False) for one in spoilt]
            _make_room(session, self._clock.now())
        self._bus.publish(*(DeadLetterParked(number) for number in dict.fromkeys(numbers)))

    def park_in(
        self, session: Session, topic: str, payload: bytes, code: str, sentence: str, *, lasting: bool = True
    ) -> int:
        """As `park`, within a transaction; the caller publishes DeadLetterParked with the number returned.

        `lasting`: the station is told that it is stored, so no newer one ever pushes it out.
        """
        log.warning("message=parked topic=%r code=%s bytes=%d", topic[:100], code, len(payload))
        now, digest = self._clock.now(), hashlib.sha256(topic.encode() + b"\0" + payload).digest()
        row = session.scalars(select(DeadLetterRow).where(DeadLetterRow.digest == digest)).first()
        if row is None:
            row = DeadLetterRow(received_at=now, times=0, digest=digest)
            shown = topic[:LONGEST_TOPIC].replace("\0", "\N{REPLACEMENT CHARACTER}")  # which no text may hold
            row.topic, row.payload, row.lasting = shown, payload[:LONGEST_PAYLOAD], lasting
            session.add(row)
        row.code, row.sentence, row.last_at, row.times = code, sentence, now, row.times + 1
        session.flush()
        return row.id

    def newest(self, limit: int = SHOWN) -> list[DeadLetter]:
        query = select(DeadLetterRow).order_by(DeadLetterRow.last_at.desc(), DeadLetterRow.id.desc())
        with self._database.read() as session:
            return [_letter(row) for row in session.scalars(query.limit(limit))]

    def count(self) -> int:
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(DeadLetterRow)) or 0


def _make_room(session: Session, now: datetime) -> None:
    """The oldest go, and a letter of our own says how many have gone."""
    short = ~DeadLetterRow.lasting
    many = (session.scalar(select(func.count()).select_from(DeadLetterRow).where(short)) or 0) - KEPT
    if many <= 0:
        return
    oldest = (
        select(DeadLetterRow.id).where(short).order_by(DeadLetterRow.last_at, DeadLetterRow.id).limit(many)
    )
    session.execute(delete(DeadLetterRow).where(DeadLetterRow.id.in_(list(session.scalars(oldest)))))
    row = session.scalars(select(DeadLetterRow).where(DeadLetterRow.digest == PUSHED_OUT)).first()
    if row is None:
        row = DeadLetterRow(received_at=now, times=0, digest=PUSHED_OUT, topic="", payload=b"", lasting=True)
        row.code = "letters.pushed-out"
        session.add(row)
    row.times, row.last_at = row.times + many, now
    row.sentence = (
        f"{row.times} older messages that no station relies on were pushed out: more than {KEPT} came."
    )


def _letter(row: DeadLetterRow) -> DeadLetter:
    size = len(row.payload)
    return DeadLetter(
        row.id, row.received_at, row.last_at, row.times, row.topic, size, row.code, row.sentence
    )
