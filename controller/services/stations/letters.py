"""Reads, exports and dismisses dead letters. What is dismissed leaves a row in the journal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import DeadLettersDismissed
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import DeadLetterRow
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import peek

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """`about` is what the message says of itself, which nobody has proved; empty if it says nothing."""

    id: int
    about: str
    payload: bytes


class Letters:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def read(self, number: int) -> OpenLetter:
        """Raises Refused."""
        with self._database.read() as session:
            row = session.get(DeadLetterRow, number)
        if row is None:
            raise Refused("letter.gone", "That message has been dismissed already. Reload the page.")
        return OpenLetter(row.id, _about(row.payload), row.payload)

    def dismiss(self, by: Account, number: int) -> None:
        """Raises Refused."""
        with self._database.write() as session:
            row = session.get(DeadLetterRow, number)
            if row is None:
                raise Refused("letter.gone", "That message has been dismissed already. Reload the page.")
            facts = {"code": row.code, "topic": row.topic, "times": row.times, "digest": row.digest.hex()}
            session.delete(row)
            fact = Fact("letter.dismissed", f"account:{by.username}", f"letter:{number}", facts)
            append(session, self._clock.now(), fact)
        self._bus.publish(DeadLettersDismissed(1))

    def dismiss_all(self, by: Account, newest: int) -> int:
        """All up to the one numbered `newest`, which is the newest that was seen. How many there were."""
        seen = DeadLetterRow.id <= newest
        with self._database.write() as session:
            query = select(DeadLetterRow.code, func.count()).where(seen).group_by(DeadLetterRow.code)
            codes = {code: number for code, number in session.execute(query)}
            session.execute(delete(DeadLetterRow).where(seen))
            fact = Fact("letters.dismissed", f"account:{by.username}", f"letter:{newest}", {"codes": codes})
            append(session, self._clock.now(), fact)
        count = sum(codes.values())
        self._bus.publish(DeadLettersDismissed(count))
        return count

    def export(self) -> Iterator[str]:
        """A line of JSON for each, the oldest first; the payload in hex. However slowly it is read, the
        database waits for nobody.
        """
        last = 0
        while rows := self._after(last):
            yield from map(_line, rows)
            last = rows[-1].id

    def _after(self, number: int) -> Sequence[DeadLetterRow]:
        query = select(DeadLetterRow).where(DeadLetterRow.id > number).order_by(DeadLetterRow.id)
        with self._database.read() as session:
            return session.scalars(query.limit(AT_ONCE)).all()


def _line(row: DeadLetterRow) -> str:
    line = {
        "id": row.id,
        "received_at": row.received_at.isoformat(),
        "last_at": row.last_at.isoformat(),
        "times": row.times,
        "topic": row.topic,
        "code": row.code,
        "sentence": row.sentence,
        "payload": row.payload.hex(),
    }
    return json.dumps(line) + "\n"


def _about(payload: bytes) -> str:
    try:
        header = peek(payload)
    except EnvelopeError:
        return ""
    return f"{header.kind.word} of {header.address}"
