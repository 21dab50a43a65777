from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import StatementError

from controller.bootstrap import Services
from controller.storage.tables.records import JournalRow
from controller.storage.types import UtcDateTime

LONDON = ZoneInfo("Europe/London")


def through(services: Services, at: datetime) -> datetime:
    """What comes back when `at` goes into the database."""
    with services.database.write() as session:
        session.add(
            JournalRow(id=1, at=at, kind="", actor="", subject="", data="", previous_hash=b"", hash=b"")
        )
    with services.database.read() as session:
        return session.scalars(select(JournalRow.at)).one()


@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 10, 6, 9, 0, tzinfo=UTC),
        datetime(2025, 10, 6, 10, 5, 0, 1, tzinfo=LONDON),
        datetime(2025, 10, 26, 1, 30, tzinfo=LONDON, fold=0),
        datetime(2025, 10, 26, 1, 30, tzinfo=LONDON, fold=1),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(services: Services, at: datetime) -> None:
    back = through(services, at)
    assert back.timestamp() == at.timestamp()
    assert back.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(services: Services) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        through(services, datetime(2025, 10, 6, 9, 0))


def test_order_in_the_database_is_order_in_time(services: Services) -> None:
    moments = [datetime(2025, 10, 26, 0, 59, 59, n, tzinfo=UTC) for n in (0, 1, 999_999)]
    with services.database.write() as session:
        for id, at in enumerate(reversed(moments), start=1):
            session.add(
                JournalRow(
                    id=id, at=at, kind="", actor="", subject="", data="", previous_hash=b"", hash=bytes([id])
                )
            )
    with services.database.read() as session:
        assert list(session.scalars(select(JournalRow.at).order_by(JournalRow.at))) == moments
        after = select(JournalRow.at).where(JournalRow.at > moments[0].astimezone(LONDON))
        assert len(session.scalars(after).all()) == 2


def test_nothing_stays_nothing() -> None:
    column, dialect = UtcDateTime(), SQLiteDialect()
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None
