"""The database: one writer at a time, durable commits, reads that never block.

SQLite runs in WAL with synchronous=FULL and BEGIN IMMEDIATE. SQLite's own busy wait is unfair under load,
so a lock in the process queues the writers. On PostgreSQL an advisory lock keeps the writers of several
processes in one queue, since the journal is one chain, and a read sees one moment, as it does on SQLite.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from controller.storage.errors import opening, plainly

WRITERS_QUEUE = 0x5C400BE11  # any number, the same in every process
WAIT_MS = 10_000
WAITS_FOR_WAL = 16  # writers that may go before us, each waited for up to the driver's timeout


class Database:
    """Raises StorageError, and keeps what it had, when the database cannot be reached or written."""

    def __init__(self, place: str | Path) -> None:
        """`place` is SQLAlchemy's URL, or the file that SQLite keeps."""
        with opening():
            self._url = _url(place)
            self.engine = _engine(self._url)
        self._writes = sessionmaker(self.engine, expire_on_commit=False)
        reads = self.engine.execution_options(reads=True, **_one_moment(self._url))
        self._reads = sessionmaker(reads, expire_on_commit=False)
        self._writer = threading.Lock()
        self._writing: int | None = None

    def __str__(self) -> str:
        return self._url.database or "" if _is_sqlite(self._url) else str(self._url)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and rolls back if it raises."""
        if self._writing == threading.get_ident():
            raise RuntimeError("a write inside a write would wait for itself for ever: pass the session on")
        with self._writer, plainly():
            self._writing = threading.get_ident()
            try:
                with self._writes.begin() as session:
                    yield session
            finally:
                self._writing = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        with plainly(), self._reads() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _url(place: str | Path) -> URL:
    return URL.create("sqlite", database=str(place)) if isinstance(place, Path) else make_url(place)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _one_moment(url: URL) -> dict[str, str]:
    return {} if _is_sqlite(url) else {"isolation_level": "REPEATABLE READ"}


def _engine(url: URL) -> Engine:
    if not _is_sqlite(url):
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    _make_private(url)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": WAIT_MS / 1000})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(url: URL) -> None:
    """The file holds names and keys: it and the WAL files, which SQLite makes like it, are its owner's."""
    file = Path(url.database or "")
    if not file.exists() and file.parent.is_dir():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reads(connection) else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not _reads(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_QUEUE})")


def _reads(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("reads", False))


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # We say BEGIN ourselves: the driver's own is deferred, and cannot wait for a writer.
    connection.isolation_level = None
    _keep_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _keep_wal(connection: sqlite3.Connection) -> None:
    """Changing the journal does not wait for a writer, as BEGIN IMMEDIATE does: so we wait in that queue."""
    for _ in range(WAITS_FOR_WAL):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
