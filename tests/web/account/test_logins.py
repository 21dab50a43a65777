from datetime import timedelta

import pytest

from controller.clock import ManualClock
from tests.web.conftest import NINE
from tests.web.fakes import TEACHER, FakeEnded
from web.account.logins import COOKIE_KEY, Logins, login_from


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NINE)


@pytest.fixture
def logins(clock: ManualClock) -> Logins:
    return Logins(clock, FakeEnded(), idle_after=timedelta(hours=1), longest=timedelta(hours=12))


def test_the_cookie_holds_the_whole_login(logins: Logins) -> None:
    login = logins.start(TEACHER)
    assert login_from({COOKIE_KEY: login.to_cookie()}) == login


@pytest.mark.parametrize("kept", [None, "text", {}, {"id": 1, "account": "x", "since": "now", "seen": "now"}])
def test_a_cookie_of_another_shape_is_no_login(kept: object) -> None:
    assert login_from({COOKIE_KEY: kept}) is None


def test_activity_elsewhere_keeps_an_old_cookie_alive(logins: Logins, clock: ManualClock) -> None:
    login = logins.start(TEACHER)
    clock.advance(timedelta(minutes=50))
    logins.touch(login)
    clock.advance(timedelta(minutes=50))
    assert logins.holds(login)


def test_the_cookie_is_renewed_at_most_once_a_minute(logins: Logins, clock: ManualClock) -> None:
    login = logins.start(TEACHER)
    clock.advance(59)
    assert logins.touch(login) is None
    clock.advance(1)
    renewed = logins.touch(login)
    assert renewed
    assert renewed.since == login.since
    assert renewed.seen == clock.now()


def test_an_ended_login_is_remembered_as_long_as_its_cookie_could_live(
    logins: Logins, clock: ManualClock
) -> None:
    login = logins.start(TEACHER)
    logins.end(login)
    clock.advance(timedelta(hours=11))
    logins.start(TEACHER)
    assert not logins.holds(login)
    clock.advance(timedelta(hours=2))
    assert not logins.holds(login)
