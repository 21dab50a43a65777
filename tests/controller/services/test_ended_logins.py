from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.services.ended_logins import EndedLogins
from controller.storage.tables.people import EndedLoginRow

NOON = datetime(2025, 10, 6, 12, tzinfo=UTC)
LIVES = timedelta(hours=12)


def test_an_ended_login_is_known_also_after_a_restart(services: Services) -> None:
    services.ended_logins.add("abc", NOON, LIVES)
    services.ended_logins.add("abc", NOON, LIVES)
    for one in (services.ended_logins, EndedLogins(services.database)):
        assert "abc" in one
        assert "abd" not in one


def test_what_no_cookie_can_name_any_more_is_forgotten(services: Services) -> None:
    services.ended_logins.add("old", NOON, LIVES)
    services.ended_logins.add("new", NOON + LIVES + timedelta(seconds=1), LIVES)
    assert "old" not in EndedLogins(services.database)
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(EndedLoginRow)) == 1
