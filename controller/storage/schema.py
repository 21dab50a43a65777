"""Brings a database's tables to the version that this code expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text

from controller.storage import tables  # noqa: F401  (registers every table on the metadata)
from controller.storage.base import Base
from controller.storage.database import WAIT_MS
from controller.storage.errors import StorageError, plainly

MIGRATION_MS = 120_000
"""How long a program waits for another that brings the same database up to date."""


def upgrade(engine: Engine) -> None:
    """Raises StorageError: the database cannot be used, or was written by a newer Schoolbell."""
    if _version(engine) == _newest():
        return
    try:
        with _migrating(engine) as connection:
            command.upgrade(_config(connection), "head")
    except CommandError as error:  # the only one that an upgrade to the head can meet
        sentence = "The database was written by a newer Schoolbell: install that one again."
        raise StorageError("database.newer", sentence) from error


def downgrade(engine: Engine, revision: str) -> None:
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def differences(engine: Engine) -> list[object]:
    """What the migrations left unlike the models; empty when they agree."""
    with plainly(), engine.connect().execution_options(reads=True) as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def write_revision(engine: Engine, message: str, revision: str) -> None:
    """For developers: drafts a migration from the difference; name it after its one change and read it."""
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, rev_id=revision, autogenerate=True)


def _version(engine: Engine) -> str | None:
    with plainly(), engine.connect().execution_options(reads=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction. SQLite changes a table by copying it, which its foreign keys would not survive."""
    with plainly(), engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _set(connection, "foreign_keys=OFF", f"busy_timeout={MIGRATION_MS}")
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).first() if sqlite else None
                assert broken is None, f"the migration left {broken} without what it refers to"
        finally:
            if sqlite:
                _set(connection, "foreign_keys=ON", f"busy_timeout={WAIT_MS}")


def _set(connection: Connection, *pragmas: str) -> None:
    """Straight to the driver, since inside a transaction it would have no effect."""
    driver = connection.connection.driver_connection
    assert driver is not None
    for one in pragmas:
        driver.execute(f"PRAGMA {one}")


def _config(connection: Connection | None = None) -> Config:
    folder = str(files("controller.storage").joinpath("migrations"))
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
