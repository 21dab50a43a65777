"""A login: who, since when, and whether it still holds. Kept in the signed session cookie."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from controller.clock import Clock
from controller.domain.accounts import Account

COOKIE_KEY = "login"
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Login:
    """`credential` is the account's when it logged in: a new password ends the logins by the old one."""

    id: str
    account_id: int
    credential: str
    since: datetime
    seen: datetime

    def to_cookie(self) -> dict[str, object]:
        stamps = {"since": self.since.isoformat(), "seen": self.seen.isoformat()}
        return {"id": self.id, "account": self.account_id, "credential": self.credential} | stamps

    def is_of(self, account: Account) -> bool:
        return self.account_id == account.id and self.credential == account.credential


def login_from(session: Mapping[str, object]) -> Login | None:
    """None without a login. The cookie is signed, so its shape is ours; an older shape ends here."""
    kept = session.get(COOKIE_KEY)
    if not isinstance(kept, dict):
        return None
    try:
        since, seen = (datetime.fromisoformat(kept[key]) for key in ("since", "seen"))
        return Login(str(kept["id"]), int(kept["account"]), str(kept["credential"]), since, seen)
    except (KeyError, TypeError, ValueError):
        return None


class Ended(Protocol):
    """Logins that were ended early, kept over a restart."""

    def add(self, login_id: str, at: datetime, lives: timedelta) -> None: ...
    def __contains__(self, login_id: str) -> bool: ...


class Logins:
    """Remembers who was active lately, on a page or on a socket.

    Real time, also where the school's clock is a simulated one: this guards a real, unattended screen.
    """

    def __init__(self, clock: Clock, ended: Ended, idle_after: timedelta, longest: timedelta) -> None:
        self._clock, self._ended = clock, ended
        self.idle_after, self._longest = idle_after, longest
        self._seen: dict[str, datetime] = {}

    def start(self, account: Account) -> Login:
        self._forget_old()
        now = self._clock.now()
        return Login(secrets.token_urlsafe(16), account.id, account.credential, now, now)

    def holds(self, login: Login) -> bool:
        now = self._clock.now()
        seen = max(login.seen, self._seen.get(login.id, login.seen))
        fresh = now - seen < self.idle_after and now - login.since < self._longest
        return fresh and login.id not in self._ended

    def touch(self, login: Login) -> Login | None:
        """Note activity. Returns the login to put in the cookie when the one there has grown old."""
        now = self._seen[login.id] = self._clock.now()
        if now - login.seen < TOUCH_EVERY:
            return None
        return replace(login, seen=now)

    def end(self, login: Login) -> None:
        self._ended.add(login.id, self._clock.now(), self._longest)
        self._seen.pop(login.id, None)

    def _forget_old(self) -> None:
        limit = self._clock.now() - self._longest
        for login_id in [key for key, at in self._seen.items() if at < limit]:
            del self._seen[login_id]
