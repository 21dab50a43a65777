import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from controller.bootstrap import Services
from controller.errors import SchoolbellError
from controller.storage import schema
from controller.storage.database import Database
from controller.storage.errors import StorageError
from controller.storage.tables.records import SettingRow


@pytest.fixture
def database(services: Services) -> Database:
    return services.database


def put(database: Database, name: str, value: str) -> None:
    with database.write() as session:
        session.merge(SettingRow(name=name, value=value))


def put_and_fail(database: Database, name: str, value: str) -> None:
    with database.write() as session:
        session.merge(SettingRow(name=name, value=value))
        session.flush()
        raise ZeroDivisionError


def value(database: Database, name: str) -> str | None:
    with database.read() as session:
        row = session.get(SettingRow, name)
        return row.value if row else None


def hobble(database: Database, pragma: str) -> None:
    """From now on every connection is as poor as `pragma` makes it."""
    database.engine.dispose()
    event.listen(database.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))


def test_a_write_is_kept_and_a_failed_one_is_not(database: Database) -> None:
    put(database, "name", "Northgate")
    with pytest.raises(ZeroDivisionError):
        put_and_fail(database, "name", "Southgate")
    assert value(database, "name") == "Northgate"


def test_sqlite_is_set_for_durable_commits_and_free_reads(database: Database) -> None:
    with database.read() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_program_that_opens_a_new_file_waits_for_the_one_that_is_making_it(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    maker = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    maker.execute("CREATE TABLE kept (id INTEGER)")
    maker.execute("BEGIN IMMEDIATE")
    late = threading.Timer(0.2, maker.execute, ["COMMIT"])
    late.start()
    with Database(file).read() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    late.join()


def test_a_read_sees_one_moment_while_others_write(database: Database) -> None:
    put(database, "name", "before")
    with database.read() as session:
        assert session.get_one(SettingRow, "name").value == "before"
        put(database, "name", "after")
        session.expire_all()
        assert session.get_one(SettingRow, "name").value == "before"
    assert value(database, "name") == "after"


def test_no_update_is_lost_among_many_writers(database: Database) -> None:
    put(database, "count", "0")

    def count_up(_: int) -> None:
        with database.write() as session:
            row = session.get_one(SettingRow, "count")
            row.value = str(int(row.value) + 1)

    def look(_: int) -> str | None:
        return value(database, "count")

    with ThreadPoolExecutor(16) as pool:
        looks = pool.map(look, range(200))
        list(pool.map(count_up, range(200)))
        seen = [int(seen or 0) for seen in looks]
    assert value(database, "count") == "200"
    assert all(0 <= seen_count <= 200 for seen_count in seen)


def test_two_programs_on_one_file_lose_nothing_either(database: Database, services: Services) -> None:
    """Two `Database`s share no lock of ours, like the controller and the command line."""
    other = Database(services.settings.database)
    put(database, "count", "0")

    def count_up(mine: Database) -> None:
        with mine.write() as session:
            row = session.get_one(SettingRow, "count")
            row.value = str(int(row.value) + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, [database, other] * 25))
    other.close()
    assert value(database, "count") == "50"


def test_a_write_inside_a_write_is_a_mistake_and_not_a_wait_for_ever(database: Database) -> None:
    with pytest.raises(RuntimeError, match="pass the session on"), database.write(), database.write():
        pass
    put(database, "name", "still works")


def test_a_writer_that_fails_lets_the_next_one_in(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_fail(database, "name", "never")
    done = threading.Thread(target=put, args=(database, "name", "next"))
    done.start()
    done.join(10)
    assert value(database, "name") == "next"


def test_a_full_disk_is_one_sentence_and_loses_nothing(database: Database) -> None:
    put(database, "name", "Northgate")
    hobble(database, "max_page_count=1")
    with pytest.raises(StorageError) as refused:
        put(database, "story", "x" * 1_000_000)
    assert refused.value.code == "database.full"
    assert refused.value.sentence == (
        "The disk of the database is full: free some space. Nothing was changed."
    )
    assert (value(database, "name"), value(database, "story")) == ("Northgate", None)


def test_a_database_that_turns_read_only_is_one_sentence(database: Database) -> None:
    put(database, "name", "Northgate")
    hobble(database, "query_only=ON")
    with pytest.raises(StorageError, match="may not be written"):
        put(database, "name", "Southgate")
    assert value(database, "name") == "Northgate"


def test_a_file_that_is_damaged_while_running_is_one_sentence(services: Services) -> None:
    put(services.database, "name", "Northgate")
    services.database.close()
    file = Path(services.settings.database)
    file.write_bytes(b"SQLite format 3\x00" + bytes(100) + b"\xff" * 8000)
    with pytest.raises(StorageError, match="restore it from a backup"):
        value(services.database, "name")


def test_our_own_mistakes_are_not_blamed_on_the_machine(database: Database) -> None:
    with pytest.raises(OperationalError), database.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO settings (name) VALUES ('no value')"))


def test_a_storage_error_is_one_that_people_are_shown() -> None:
    assert issubclass(StorageError, SchoolbellError)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_the_files_are_their_owner_s_alone(database: Database, services: Services, suffix: str) -> None:
    put(database, "name", "Northgate")
    file = Path(f"{services.settings.database}{suffix}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_database_says_where_it_is_but_no_password(database: Database, services: Services) -> None:
    assert str(database) == str(services.settings.database)


def test_the_directory_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "50% of #1 ? ü"
    odd.mkdir()
    database = Database(odd / "schoolbell.db")
    schema.upgrade(database.engine)
    put(database, "name", "Northgate")
    assert value(database, "name") == "Northgate"
    database.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite", "address"),
        ("postgresql://host:port/schoolbell", "address"),
        ("postgresql+nosuchdriver://localhost/schoolbell", "no-driver"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence(url: str, code: str) -> None:
    with pytest.raises(StorageError) as refused:
        Database(url)
    assert refused.value.code == f"database.{code}"


def test_nothing_is_made_where_no_directory_is() -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        value(Database("sqlite:////nowhere/at/all.db"), "name")
