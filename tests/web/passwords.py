"""One password for each account of a test: a new one would end the logins by the one before."""

from dataclasses import dataclass, field

from controller.services.accounts import Accounts


@dataclass
class Passwords:
    accounts: Accounts
    _known: dict[str, str] = field(default_factory=dict, repr=False)

    def of(self, username: str) -> str:
        if username not in self._known:
            self._known[username] = self.accounts.new_password(username).password
        return self._known[username]
