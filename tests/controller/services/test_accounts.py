from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account, Role
from controller.errors import Refused
from controller.services.accounts import (
    TRIES,
    TRIES_FROM_ONE_PLACE,
    WINDOW_S,
    Accounts,
    NewPassword,
    TooManyTries,
    TryLimit,
)
from controller.storage.tables.people import AccountRow
from controller.storage.tables.records import JournalRow

LAB, OFFICE = "10.0.1.7", "10.0.2.9"


@pytest.fixture
def accounts(services: Services) -> Accounts:
    """With a hash that is quick to make: what is tested is not argon2."""
    return Accounts(services.database, services.clock, PasswordHasher(1, 8, 1))


@pytest.fixture
def okafor(accounts: Accounts) -> NewPassword:
    return accounts.add("M.Okafor ", "Mrs M. Okafor", Role.TEACHER)


def kinds(services: Services) -> list[str]:
    with services.database.read() as session:
        return list(session.scalars(select(JournalRow.kind).order_by(JournalRow.id)))


def try_wrongly(accounts: Accounts, times: int, source: str = LAB) -> None:
    for _ in range(times):
        assert accounts.verify("m.okafor", "guess", source) is None


def test_the_right_password_opens(accounts: Accounts, okafor: NewPassword) -> None:
    account = accounts.verify("m.okafor", okafor.password)
    assert account == Account(1, "m.okafor", "Mrs M. Okafor", Role.TEACHER)
    assert accounts.get(1) == account


@pytest.mark.parametrize("typed", ["M.OKAFOR", " m.okafor "])
def test_a_name_may_be_typed_in_capitals(accounts: Accounts, okafor: NewPassword, typed: str) -> None:
    assert accounts.verify(typed, okafor.password) is not None


@pytest.mark.parametrize("username", ["nobody", "", "m.okafor\x00", "m.okafor' OR 1=1 --", "ü" * 10_000])
def test_no_other_name_opens(accounts: Accounts, okafor: NewPassword, username: str) -> None:
    assert accounts.verify(username, okafor.password) is None


@pytest.mark.parametrize("password", ["", "guess", "x" * 1_000_000, "\x00"])
def test_no_other_password_opens(accounts: Accounts, okafor: NewPassword, password: str) -> None:
    assert accounts.verify("m.okafor", password) is None


def test_passwords_are_strong_and_never_the_same(accounts: Accounts, okafor: NewPassword) -> None:
    again = accounts.new_password("m.okafor")
    assert again.password != okafor.password
    assert len(again.password) == 19
    assert accounts.verify("m.okafor", okafor.password) is None
    assert accounts.verify("m.okafor", again.password) is not None


def test_a_password_is_kept_only_as_a_hash_and_not_shown_by_accident(
    services: Services, okafor: NewPassword
) -> None:
    with services.database.read() as session:
        stored = session.scalars(select(AccountRow.password_hash)).one()
        journal = " ".join(session.scalars(select(JournalRow.data)))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert okafor.password not in stored + journal + repr(okafor)


def test_a_new_password_is_another_credential_which_tells_nothing(
    accounts: Accounts, okafor: NewPassword
) -> None:
    before, again = accounts.get(1), accounts.get(1)
    accounts.new_password("m.okafor")
    after = accounts.get(1)
    assert before
    assert again
    assert after
    assert before.credential == again.credential != after.credential
    assert "credential" not in repr(after)


def test_a_new_password_finds_the_account_as_it_is_typed(accounts: Accounts, okafor: NewPassword) -> None:
    assert accounts.new_password(" M.Okafor").username == okafor.username


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda accounts: accounts.add("m.okafor", "Another", Role.ADMIN), "account.name-taken"),
        (lambda accounts: accounts.add("M.OKAFOR", "Another", Role.ADMIN), "account.name-taken"),
        (lambda accounts: accounts.add("", "Nameless", Role.ADMIN), "account.bad-name"),
        (lambda accounts: accounts.add("two words", "Two", Role.ADMIN), "account.bad-name"),
        (lambda accounts: accounts.new_password("nobody"), "account.unknown"),
    ],
)
def test_what_is_refused_changes_nothing(
    accounts: Accounts, okafor: NewPassword, ask: Callable[[Accounts], object], code: str
) -> None:
    before = accounts.all()
    with pytest.raises(Refused) as refused:
        ask(accounts)
    assert refused.value.code == code
    assert accounts.all() == before
    assert accounts.verify("m.okafor", okafor.password) is not None


def test_a_closed_account_does_not_open(services: Services, accounts: Accounts, okafor: NewPassword) -> None:
    with services.database.write() as session:
        session.get_one(AccountRow, 1).disabled_at = datetime(2025, 10, 6, tzinfo=UTC)
    assert accounts.verify("m.okafor", okafor.password) is None
    assert accounts.get(1) is None


def test_staff_from_the_school_s_file_cannot_log_in_before_they_have_a_password(school: Services) -> None:
    assert school.accounts.verify("m.okafor", "") is None


def test_too_many_tries_are_not_listened_to_for_a_while(
    accounts: Accounts, okafor: NewPassword, clock: ManualClock
) -> None:
    try_wrongly(accounts, TRIES)
    clock.advance(WINDOW_S - 0.5)
    with pytest.raises(TooManyTries) as paused:
        accounts.verify("m.okafor", okafor.password, LAB)
    assert paused.value.wait_s == 1
    clock.advance(1)
    assert accounts.verify("m.okafor", okafor.password, LAB) is not None


def test_one_pc_cannot_lock_a_teacher_out_at_another(accounts: Accounts, okafor: NewPassword) -> None:
    try_wrongly(accounts, TRIES)
    assert accounts.verify("m.okafor", okafor.password, OFFICE) is not None


def test_one_pc_cannot_go_through_name_after_name(accounts: Accounts, okafor: NewPassword) -> None:
    """Each try is a hash that is slow on purpose, and everybody's pictures wait for it."""
    for number in range(TRIES_FROM_ONE_PLACE):
        assert accounts.verify(f"guess{number}", "guess", LAB) is None
    with pytest.raises(TooManyTries):
        accounts.verify("m.okafor", okafor.password, LAB)
    assert accounts.verify("m.okafor", okafor.password, OFFICE) is not None


def test_logging_in_forgets_the_failures(accounts: Accounts, okafor: NewPassword) -> None:
    for _ in range(3):
        try_wrongly(accounts, TRIES - 1)
        assert accounts.verify("m.okafor", okafor.password, LAB) is not None


def test_tries_at_the_same_time_are_counted_too(accounts: Accounts, okafor: NewPassword) -> None:
    def attempt(_: int) -> str:
        try:
            return str(accounts.verify("m.okafor", "guess", LAB))
        except TooManyTries:
            return "paused"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(20)))
    assert answers.count("None") == TRIES


def test_names_that_nobody_tries_again_are_forgotten(clock: ManualClock) -> None:
    limit = TryLimit(clock)
    for number in range(1000):
        limit.failed(f"guess {number}")
        clock.advance(1)
    assert len(limit._failures) <= WINDOW_S + 1


def test_every_try_is_in_the_journal(services: Services, accounts: Accounts, okafor: NewPassword) -> None:
    accounts.verify("m.okafor", "guess", LAB)
    accounts.verify("nobody", "guess", LAB)
    accounts.verify("m.okafor", okafor.password, OFFICE)
    assert kinds(services) == ["account.added", "login.failed", "login.failed", "login.succeeded"]
    with services.database.read() as session:
        failed, unknown, succeeded = session.scalars(select(JournalRow).where(JournalRow.id > 1)).all()
    assert (failed.actor, failed.subject) == ("visitor", "account:m.okafor")
    assert (unknown.actor, unknown.subject) == ("visitor", "account:unknown")
    assert (succeeded.actor, succeeded.subject) == ("account:m.okafor", "account:m.okafor")
