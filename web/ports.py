"""What the web asks of the school. `controller/bootstrap.py` builds the container that answers."""

from typing import Protocol

from controller.clock import Clock
from controller.domain.accounts import Account
from web.account.logins import Ended
from web.standing import Standing


class Accounts(Protocol):
    def verify(self, username: str, password: str, source: str = "") -> Account | None:
        """None for a wrong name or password alike, after equal work.

        Raises controller.services.accounts.TooManyTries. `source` is the address that the try came from.
        """

    def get(self, account_id: int) -> Account | None:
        """None once the account is closed, which ends its logins."""


class Standings(Protocol):
    def of(self, account: Account) -> Standing:
        """What is this person's to command right now; asked again for every command."""


class Services(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def ended_logins(self) -> Ended: ...
