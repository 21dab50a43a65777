from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import DateTime, inspect, make_url, text
from sqlalchemy.schema import CreateTable

from controller.bootstrap import Services
from controller.storage import schema
from controller.storage.base import Base
from controller.storage.database import Database
from controller.storage.errors import StorageError

POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_the_migrations_make_what_the_models_say(services: Services) -> None:
    assert schema.differences(services.database.engine) == []
    assert tables(services.database) == set(Base.metadata.tables)


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(school: Services) -> None:
    before = school.roster.settings()
    schema.upgrade(school.database.engine)
    schema.upgrade(school.database.engine)
    assert school.roster.settings() == before


def test_a_downgrade_takes_everything_away_and_an_upgrade_brings_it_back(school: Services) -> None:
    schema.downgrade(school.database.engine, "base")
    assert tables(school.database) == set()
    schema.upgrade(school.database.engine)
    assert schema.differences(school.database.engine) == []


def test_foreign_keys_are_watched_again_after_an_upgrade(services: Services) -> None:
    with services.database.read() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_database_of_a_newer_version_is_left_alone(services: Services) -> None:
    with services.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="written by a newer Schoolbell"):
        schema.upgrade(services.database.engine)


def test_programs_that_start_together_make_one_database(tmp_path: Path) -> None:
    def start(_: int) -> list[object]:
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        schema.upgrade(database.engine)
        found = schema.differences(database.engine)
        database.close()
        return found

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(start, range(16))) == [[]] * 16


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_table_can_be_written_for_postgresql(name: str) -> None:
    compiled = CreateTable(Base.metadata.tables[name]).compile(dialect=POSTGRESQL)
    assert str(compiled).strip().startswith("CREATE TABLE")


def test_every_time_is_kept_as_utc() -> None:
    plain = [
        str(column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if type(column.type) is DateTime
    ]
    assert plain == []
