"""Who may open which page. An endpoint that declares nothing is open to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, g

from controller.domain.accounts import Account, Role

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_schoolbell_access"


@dataclass(frozen=True, slots=True)
class Access:
    """`roles` may enter; `anyone` may even without a login."""

    roles: frozenset[Role] = frozenset()
    anyone: bool = False

    def admits(self, account: Account | None) -> bool:
        return self.anyone or (account is not None and account.role in self.roles)


ANYONE = Access(anyone=True)
SIGNED_IN = Access(frozenset(Role))
_FLASK_OWN = {"static": ANYONE}


def open_to_anyone(view: View) -> View:
    return _mark(view, ANYONE)


def open_to_signed_in(view: View) -> View:
    return _mark(view, SIGNED_IN)


def require_role(*roles: Role) -> Callable[[View], View]:
    return lambda view: _mark(view, Access(frozenset(roles)))


def keep_for(blueprint: Blueprint, *roles: Role) -> Blueprint:
    """All of a desk's pages, unless one declares its own access."""
    setattr(blueprint, _MARK, Access(frozenset(roles)))
    return blueprint


def access_of(app: Flask, endpoint: str) -> Access | None:
    """None where nothing is declared, which admits nobody."""
    own: Access | None = getattr(app.view_functions.get(endpoint), _MARK, None)
    blueprint = app.blueprints.get(endpoint.rpartition(".")[0])
    return own or getattr(blueprint, _MARK, None) or _FLASK_OWN.get(endpoint)


def visitor() -> Account | None:
    """Whoever sent this request; None without a login."""
    account: Account | None = g.get("account")
    return account


def current_account() -> Account:
    """For pages behind a login, where the door has already made sure of one."""
    account = visitor()
    assert account is not None, "this page is not behind a login"
    return account


def _mark(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view
