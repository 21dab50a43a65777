"""A small school behind the web's ports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from controller.clock import ManualClock
from controller.domain.accounts import Account, Role
from controller.services.accounts import TooManyTries
from web.standing import NOTHING, Standing

PASSWORD = "correct horse battery"

TEACHER = Account(1, "okafor", "Ms Okafor", Role.TEACHER)
RECEPTION = Account(2, "patel", "Mr Patel", Role.RECEPTION)
EXAMS = Account(3, "reid", "Mrs Reid", Role.EXAMS_OFFICER)
SAFEGUARDING = Account(4, "lindqvist", "Dr Lindqvist", Role.SAFEGUARDING)
ADMIN = Account(5, "tech", "Sam Hughes", Role.ADMIN)
INVIGILATOR = Account(6, "reed", "Mrs Reed", Role.INVIGILATOR)
EVERYBODY = (TEACHER, RECEPTION, EXAMS, SAFEGUARDING, ADMIN, INVIGILATOR)

LESSON = Standing(lesson="4711", room="lab-1", seats=frozenset({"pc-01", "pc-02"}))
FRONT_DESK = Standing(stations=frozenset({"north", "south"}))


class FakeAccounts:
    """Three wrong tries close a username until `wait_s` is set back."""

    def __init__(self, accounts: tuple[Account, ...] = EVERYBODY) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.wrong = 0

    def verify(self, username: str, password: str, source: str = "") -> Account | None:
        if self.wrong >= 3:
            raise TooManyTries(30)
        for account in self.accounts.values():
            if account.username == username and password == PASSWORD:
                return account
        self.wrong += 1
        return None

    def get(self, account_id: int) -> Account | None:
        return self.accounts.get(account_id)


class FakeStandings:
    def of(self, account: Account) -> Standing:
        return {Role.TEACHER: LESSON, Role.RECEPTION: FRONT_DESK}.get(account.role, NOTHING)


class FakeEnded(set[str]):
    def add(self, login_id: str, at: datetime, lives: timedelta) -> None:  # type: ignore[override]  # its port
        super().add(login_id)


@dataclass
class FakeServices:
    clock: ManualClock
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    standings: FakeStandings = field(default_factory=FakeStandings)
    ended_logins: FakeEnded = field(default_factory=FakeEnded)


class FakeLater:
    """Keeps what is to be done later until the test says that its time has come."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay_s: float, do: Callable[[], None]) -> None:
        self.waiting.append((delay_s, do))

    def run(self) -> None:
        due, self.waiting = self.waiting, []
        for _, do in due:
            do()
