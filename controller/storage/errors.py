"""What a database says when it cannot be used, in sentences for the person who can mend it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from controller.errors import SchoolbellError

SQLITE = {
    "SQLITE_FULL": ("full", "The disk of the database is full: free some space."),
    "SQLITE_READONLY": ("read-only", "The database may not be written: change who may write it."),
    "SQLITE_PERM": ("read-only", "The database may not be written: change who may write it."),
    "SQLITE_CANTOPEN": ("unreachable", "The database cannot be opened: check its path and who may use it."),
    "SQLITE_BUSY": ("busy", "Another program is holding the database: try again when it has finished."),
    "SQLITE_IOERR": ("disk", "The disk of the database does not work: free some space, or see to the disk."),
    "SQLITE_CORRUPT": ("damaged", "The database is damaged: restore it from a backup."),
    "SQLITE_NOTADB": ("damaged", "The file of the database is something else: restore it from a backup."),
}
NOTHING_CHANGED = "Nothing was changed."


class StorageError(SchoolbellError):
    """The database cannot be used now. What was being written is not kept, what was kept is safe."""


@contextmanager
def plainly() -> Iterator[None]:
    """Says as a StorageError what only the person who looks after the machine can mend; no fault of ours."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if (storage_error := _translated(error)) is None:
            raise
        raise storage_error from error


@contextmanager
def opening() -> Iterator[None]:
    """As `plainly`, for what can go wrong before there is a connection."""
    try:
        yield
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        sentence = (
            f"The driver of the database is not installed ({error}): pip install 'schoolbell[postgres]'."
        )
        raise StorageError("database.no-driver", sentence) from error
    except (ArgumentError, ValueError) as error:
        sentence = "The address of the database cannot be read: see `database_url` in docs/settings.md."
        raise StorageError("database.address", sentence) from error
    except OSError as error:
        raise StorageError(
            "database.unreachable", f"The database cannot be opened ({error.strerror})."
        ) from error


def _translated(error: DBAPIError | sqlite3.Error) -> StorageError | None:
    """None for a broken constraint or a mistake in our SQL, which are not about the machine."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "")  # such as SQLITE_IOERR_WRITE
        known = SQLITE.get("_".join(name.split("_")[:2]))
        return StorageError(f"database.{known[0]}", f"{known[1]} {NOTHING_CHANGED}") if known else None
    if not isinstance(error, OperationalError):
        return None
    first_line = str(original).strip().partition("\n")[0]
    return StorageError(
        "database.unreachable", f"The database does not answer ({first_line}). {NOTHING_CHANGED}"
    )
