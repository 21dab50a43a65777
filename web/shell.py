"""What a desk is given to attach itself to."""

from dataclasses import dataclass, field

from flask import Flask, current_app

from controller.domain.accounts import Account, Role, holds_post
from device_rules.vocabulary import Authoriser
from web.account.destinations import DESK_OF
from web.account.logins import Logins
from web.outbox import Outbox
from web.ports import Services
from web.settings import WebSettings
from web.sockets.door import Door

_EXTENSION = "schoolbell"


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry in the desk navigation, for some roles and posts; `icon` is one of templates/icons.html."""

    label: str
    path: str
    icon: str
    roles: frozenset[Role]
    posts: frozenset[Authoriser] = frozenset()

    def is_for(self, account: Account) -> bool:
        return account.role in self.roles or holds_post(account, self.posts)


@dataclass(frozen=True, slots=True)
class Shell:
    app: Flask
    services: Services
    settings: WebSettings
    logins: Logins
    outbox: Outbox
    door: Door
    _tabs: list[Tab] = field(default_factory=list)

    def add_tab(
        self, label: str, path: str, icon: str, *roles: Role, posts: frozenset[Authoriser] = frozenset()
    ) -> None:
        self._tabs.append(Tab(label, path, icon, frozenset(roles), posts))

    def tabs_for(self, account: Account | None) -> list[Tab]:
        return [tab for tab in self._tabs if account and tab.is_for(account)]

    def landing(self, account: Account) -> str:
        """The role's own desk; the page about oneself where that desk is not part of this installation."""
        desk = DESK_OF[account.role]
        return desk if any(tab.path == desk for tab in self.tabs_for(account)) else "/account"


def keep_shell(shell: Shell) -> None:
    shell.app.extensions[_EXTENSION] = shell


def shell_of(app: Flask) -> Shell:
    shell: Shell = app.extensions[_EXTENSION]
    return shell


def current_shell() -> Shell:
    return shell_of(current_app)
