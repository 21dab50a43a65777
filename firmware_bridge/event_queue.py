"""Events that a bridge could not pass on yet, on disk. What is in it survives a kill at any moment.

It never holds the only copy: a station keeps each event until the controller has acknowledged it. So when it
is full, or the disk is, a new event is not taken, and nothing that was taken is thrown away.
"""

import logging
import os
import sqlite3
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware_bridge.protocol.v1 import canonical

log = logging.getLogger(__name__)

LIMIT = 10_000  # events; an envelope is at most 4,096 bytes and usually under 200
SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, station TEXT NOT NULL, body BLOB NOT NULL, envelope BLOB NOT NULL,
    UNIQUE (station, body)
)
"""
MODES = ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL")


class QueueError(Exception):
    """The queue cannot be used; the text says what to do about it."""


@dataclass(frozen=True, slots=True)
class Kept:
    number: int
    envelope: bytes


class EventQueue:
    """`path` None keeps it in memory, for as long as the program runs. Raises QueueError.

    May be used by several threads.
    """

    def __init__(self, path: Path | None = None, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit
        self._one_at_a_time = threading.Lock()
        self._database = self._open()
        counted = self._run("SELECT station, count(*) FROM events GROUP BY station")
        self._count = Counter({str(station): int(str(count)) for station, count in counted})

    def keep(self, station: str, envelope: bytes) -> bool:
        """True once it is on disk, also if it was before: what a station says again has the same body. False
        if there is no room.
        """
        body = canonical.dumps(canonical.loads(canonical.loads(envelope)[0])[-1])
        if self._run("SELECT id FROM events WHERE station = ? AND body = ?", station, body):
            return True
        if self._count.total() >= self._limit:
            return False
        self._run("INSERT INTO events (station, body, envelope) VALUES (?, ?, ?)", station, body, envelope)
        self._count[station] += 1
        return True

    def waiting(self, station: str) -> int:
        return self._count[station]

    def stations(self) -> dict[str, int]:
        """How many events of each are kept, of those that have any."""
        return dict(+self._count)

    def after(self, station: str, number: int, count: int) -> list[Kept]:
        """The next events of that station, oldest first."""
        rows = self._run(
            "SELECT id, envelope FROM events WHERE station = ? AND id > ? ORDER BY id LIMIT ?",
            station,
            number,
            count,
        )
        return [Kept(number, envelope) for number, envelope in rows]

    def drop(self, station: str, number: int) -> None:
        """The broker has it."""
        self._run("DELETE FROM events WHERE id = ?", number)
        self._count[station] -= 1

    def close(self) -> None:
        with self._one_at_a_time:
            self._database.close()

    def _run(self, query: str, *values: object) -> list[Any]:
        try:
            with self._one_at_a_time:
                return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise QueueError(f"the queue {self._path} cannot be used ({error}); is the disk full?") from error

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except sqlite3.OperationalError as error:
            raise QueueError(
                f"the queue {self._path} cannot be opened ({error}); if another bridge uses it, "
                "name another file with --queue"
            ) from error
        except sqlite3.DatabaseError:
            assert self._path
            _set_aside(self._path)
            return _connect(self._path)
        except OSError as error:
            raise QueueError(f"the queue {self._path} cannot be made ({error.strerror})") from error


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # readable by its owner alone
    database = sqlite3.connect(path or ":memory:", timeout=0, isolation_level=None, check_same_thread=False)
    for mode in MODES:
        database.execute(f"PRAGMA {mode}")
    if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("damaged")
    database.execute(SCHEMA)
    return database


def _set_aside(path: Path) -> None:
    log.warning("queue=%s damaged, kept as %s.damaged: the stations still have their events", path, path)
    for ending in ("", "-wal"):
        if Path(f"{path}{ending}").exists():
            os.replace(f"{path}{ending}", f"{path}.damaged{ending}")
