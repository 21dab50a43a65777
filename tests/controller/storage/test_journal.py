import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.orm import Session

from controller.bootstrap import Services
from controller.storage.base import Base
from controller.storage.journal import Break, Fact, append, verify
from controller.storage.tables.records import JournalRow

NINE = datetime(2025, 10, 6, 9, 0, tzinfo=UTC)
COLUMNS = ("at", "kind", "actor", "subject", "data", "previous_hash", "hash")


def fact(number: int = 0, **data: object) -> Fact:
    return Fact("pouch.released", "station:north-1", f"pouch:NG-{number:04}", data)


def write(services: Services, count: int) -> None:
    with services.database.write() as session:
        for number in range(count):
            append(session, NINE + timedelta(minutes=number), fact(number))


def checked(services: Services) -> Break | int:
    with services.database.read() as session:
        return verify(session)


def spoil(services: Services, sql: str, **values: object) -> Break | int:
    """What `verify` says after somebody with the database in hand has run `sql`."""
    with services.database.engine.begin() as connection:
        connection.execute(text(sql), values)
    return checked(services)


def test_an_empty_journal_is_whole(services: Services) -> None:
    assert checked(services) == 0


def test_rows_follow_from_one_another(services: Services) -> None:
    write(services, 3)
    with services.database.read() as session:
        rows = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    assert [row.id for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == [bytes(32), rows[0].hash, rows[1].hash]
    assert checked(services) == 3


def test_a_fact_goes_with_the_state_that_it_is_about(services: Services) -> None:
    write(services, 1)
    with pytest.raises(ZeroDivisionError), services.database.write() as session:
        append(session, NINE, fact()).id // 0
    write(services, 1)
    assert checked(services) == 2


@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 10, 6, 10, 0, tzinfo=ZoneInfo("Europe/London")),
        datetime(2025, 10, 6, 10, 0, 0, 123, tzinfo=UTC),
        datetime(2025, 10, 26, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1),
    ],
)
def test_the_hash_holds_whatever_the_zone_and_the_microseconds(services: Services, at: datetime) -> None:
    with services.database.write() as session:
        append(session, at, fact())
    assert checked(services) == 1


def test_a_hostile_name_can_be_written_and_read(services: Services) -> None:
    hostname = 'PC\x00\x1b[2J\ud800"; DROP TABLE journal; -- ü 😀'
    with services.database.write() as session:
        append(session, NINE, fact(hostname=hostname))
    assert checked(services) == 1
    with services.database.read() as session:
        assert json.loads(session.scalars(select(JournalRow.data)).one()) == {"hostname": hostname}


def test_the_same_data_is_written_the_same_way_in_any_order(services: Services) -> None:
    with services.database.write() as session:
        one = append(session, NINE, fact(a=1, b={"y": 1, "x": 2}))
        other = append(session, NINE, fact(b={"x": 2, "y": 1}, a=1))
    assert one.data == other.data == '{"a":1,"b":{"x":2,"y":1}}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_write_is_refused(services: Services, number: float) -> None:
    with pytest.raises(ValueError, match="JSON"), services.database.write() as session:
        append(session, NINE, fact(seconds=number))
    assert checked(services) == 0


def test_rows_taken_from_the_end_are_missed(services: Services) -> None:
    write(services, 5)
    found = spoil(services, "DELETE FROM journal WHERE id > 3")
    assert found == Break(4, "Row 4 is missing: 5 rows were written, and 3 are left.")


def test_an_emptied_journal_is_noticed(services: Services) -> None:
    write(services, 2)
    assert isinstance(spoil(services, "DELETE FROM journal"), Break)


def test_a_sentence_names_the_row_that_was_changed(services: Services) -> None:
    write(services, 3)
    found = spoil(services, "UPDATE journal SET actor = 'account:nobody' WHERE id = 2")
    assert found == Break(
        2, "Row 2 (pouch.released, 06 Oct 2025 09:01 UTC) was changed after it was written."
    )


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["not what was there", 7, b"\x00"])
def test_whatever_is_written_into_a_column_is_found(services: Services, column: str, value: object) -> None:
    write(services, 3)
    assert isinstance(spoil(services, f"UPDATE journal SET {column} = :v WHERE id = 2", v=value), Break)


def test_several_programs_append_to_one_chain(services: Services) -> None:
    """The command line while the controller runs."""
    program = (
        "import sys; from datetime import *; from controller.storage.database import Database;"
        "from controller.storage.journal import *; database = Database(sys.argv[1])\n"
        "for n in range(25):\n"
        "    with database.write() as s: append(s, datetime.now(UTC), Fact('a.b', 'c', 'd', {'n': n}))\n"
    )
    url = f"sqlite:///{services.settings.database}"
    others = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(3)]
    for number in range(25):
        with services.database.write() as session:
            append(session, NINE, fact(number))
    assert [other.wait(60) for other in others] == [0, 0, 0]
    assert checked(services) == 100


# Any spoiling of the rows, tried in one in-memory database for the speed of it.

Row = Mapping[str, object]
Spoil = Callable[[list[Row]], list[Row]]

spoilings = st.one_of(
    st.builds(lambda i: lambda rows: rows[: i % len(rows)] + rows[i % len(rows) + 1 :], st.integers(0, 99)),
    st.builds(lambda i: lambda rows: swapped(rows, i % len(rows)), st.integers(0, 99)),
    st.builds(lambda i: lambda rows: repeated(rows, i % len(rows)), st.integers(0, 99)),
    st.builds(
        lambda i, column, value: lambda rows: changed(rows, i % len(rows), column, value),
        st.integers(0, 99),
        st.sampled_from(["at", "kind", "actor", "subject", "data"]),
        st.text(max_size=5),
    ),
)


def swapped(rows: list[Row], i: int) -> list[Row]:
    j = (i + 1) % len(rows)
    contents = [dict(row) for row in rows]
    contents[i], contents[j] = ({**contents[j], "id": i + 1}, {**contents[i], "id": j + 1})
    return list(contents)


def repeated(rows: list[Row], i: int) -> list[Row]:
    """The row once more, those after it moved up."""
    moved = [{**row, "id": n + 2} for n, row in enumerate(rows) if n >= i]
    return [*rows[: i + 1], *moved]


def changed(rows: list[Row], i: int, column: str, value: str) -> list[Row]:
    return [{**row, column: f"{row[column]}{value} "} if n == i else row for n, row in enumerate(rows)]


@settings(max_examples=150, deadline=None)
@given(count=st.integers(2, 8), spoiling=spoilings)
def test_any_change_removal_insertion_or_reordering_is_found(count: int, spoiling: Spoil) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        with Session(connection) as session:
            for number in range(count):
                append(session, NINE + timedelta(minutes=number), fact(number))
            session.commit()
    with engine.begin() as connection:
        before = kept(connection)
        replace(connection, spoiling(before))
        with Session(connection) as session:
            assert isinstance(verify(session), Break)
        replace(connection, before)
        with Session(connection) as session:
            assert verify(session) == count
    engine.dispose()


def kept(connection: Connection) -> list[Row]:
    return [dict(row) for row in connection.execute(text("SELECT * FROM journal ORDER BY id")).mappings()]


def replace(connection: Connection, rows: list[Row]) -> None:
    """Puts `rows` in place of what there is; a hash twice would be refused by the table itself."""
    connection.execute(text("DELETE FROM journal"))
    connection.execute(text("DROP TABLE journal"))
    connection.execute(
        text(
            "CREATE TABLE journal (id INTEGER PRIMARY KEY, at DATETIME, kind VARCHAR, actor VARCHAR,"
            " subject VARCHAR, data VARCHAR, previous_hash BLOB, hash BLOB)"
        )
    )
    for row in rows:
        connection.execute(
            text(
                "INSERT INTO journal VALUES (:id, :at, :kind, :actor, :subject, :data, :previous_hash, :hash)"
            ),
            dict(row),
        )
