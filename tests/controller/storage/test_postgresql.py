"""What PostgreSQL does otherwise than SQLite, on a real one. What both must do is marked `on_both`."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from controller.bootstrap import Services
from controller.storage import schema
from controller.storage.base import Base
from controller.storage.database import Database
from controller.storage.errors import StorageError
from controller.storage.journal import Fact, append, verify
from controller.storage.tables.records import SettingRow
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.desks import FrontDesk
from tests.postgres import Cluster
from tests.schools import POSTGRES

NINE = datetime(2025, 10, 6, 9, 0, tzinfo=UTC)
HUGE = 2**53 - 1  # the greatest number of the protocol
on_postgres = pytest.mark.parametrize("school", [POSTGRES], indirect=True)


@pytest.fixture
def database(postgres: Cluster) -> Iterator[Database]:
    """New, with all tables."""
    made = Database(postgres.database())
    schema.upgrade(made.engine)
    yield made
    made.close()


def put(database: Database, name: str, value: str) -> None:
    with database.write() as session:
        session.merge(SettingRow(name=name, value=value))


def test_the_migrations_make_what_the_models_say_there_and_back(database: Database) -> None:
    assert schema.differences(database.engine) == []
    schema.downgrade(database.engine, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    schema.upgrade(database.engine)
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_programs_that_start_together_make_one_database(postgres: Cluster) -> None:
    url = postgres.database()

    def start(_: int) -> list[object]:
        made = Database(url)
        schema.upgrade(made.engine)
        found = schema.differences(made.engine)
        made.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [[]] * 4


def test_a_commit_is_on_the_disk_before_it_is_believed(database: Database) -> None:
    """The server's own settings decide; nothing of ours may soften them."""
    with database.write() as session:
        ours = session.scalar(text("SHOW synchronous_commit"))
        server = session.scalar(text("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'"))
    assert ours == server


def test_a_read_sees_one_moment_while_others_write(database: Database) -> None:
    put(database, "name", "before")
    with database.read() as session:
        assert session.get_one(SettingRow, "name").value == "before"
        put(database, "name", "after")
        session.expire_all()
        assert session.get_one(SettingRow, "name").value == "before"


def test_two_programs_write_one_chain(database: Database, postgres: Cluster) -> None:
    """They share no lock of ours, and one looks at the chain while the other adds to it."""
    other = Database(str(database.engine.url.render_as_string()))

    def write(mine: Database) -> object:
        with mine.write() as session:
            append(session, NINE, Fact("pouch.released", "station:north-1", "pouch:NG-0001", {}))
        with mine.read() as session:
            return verify(session)

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(write, [database, other] * 20))
    other.close()
    assert all(isinstance(one, int) for one in seen)
    assert max(one for one in seen if isinstance(one, int)) == 40


def test_a_broken_rule_is_a_mistake_of_ours_and_leaves_nothing_behind(database: Database) -> None:
    def twice() -> None:
        with database.write() as session:
            session.execute(text("INSERT INTO settings VALUES ('a', '1')"))
            session.execute(text("INSERT INTO settings VALUES ('a', '2')"))

    with pytest.raises(IntegrityError):
        twice()
    put(database, "a", "3")
    with database.read() as session:
        assert session.get_one(SettingRow, "a").value == "3"


def test_a_server_that_crashed_is_one_sentence_and_is_found_again(
    database: Database, postgres: Cluster
) -> None:
    put(database, "name", "Northgate")
    postgres.crash()
    for _ in range(2):
        with pytest.raises(StorageError, match="Nothing was changed"):
            put(database, "name", "Southgate")
    postgres.start()
    with database.read() as session:
        assert session.get_one(SettingRow, "name").value == "Northgate"


def test_a_wrong_address_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not answer") as refused:
        schema.upgrade(Database(f"postgresql+psycopg://bell:hunter2@/school?host={tmp_path}").engine)
    assert refused.value.code == "database.unreachable"
    assert "hunter2" not in refused.value.sentence


@on_postgres
def test_the_greatest_numbers_of_the_protocol_are_kept(school: Services, desk: FrontDesk) -> None:
    desk.adopt(desk.north)
    event = desk.north.event(What.TAMPERED, Reason.NONE, seq=HUGE, uptime_ms=HUGE, authority_version=HUGE)
    desk.north.say(event)
    desk.north.beat(waiting=HUGE)
    assert desk.north.acknowledged(event) == 1
    assert desk.reception.dead_letters.count() == 0
    north = next(one for one in desk.reception.stations.all() if one.id == "north-1")
    assert north.waiting == HUGE


@on_postgres
def test_a_character_that_no_text_there_may_hold_costs_only_its_message(
    school: Services, desk: FrontDesk
) -> None:
    desk.adopt(desk.north)
    desk.wire.deliver("pouch/1/northgate/nor\0th/event", b"\0", False)
    (letter,) = desk.reception.dead_letters.newest()
    assert letter.code == "bad-address"
    event = desk.north.event(What.TAMPERED, Reason.NONE)
    desk.north.say(event)
    assert desk.north.acknowledged(event) == 1
