"""Staff accounts: argon2id passwords, a limit on tries, and no default password anywhere."""

import hashlib
import math
import secrets
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account, Role, as_kept, from_kept, is_username
from controller.errors import Refused
from controller.services.loop import beside_the_loop
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from device_rules.vocabulary import Authoriser

TRIES, WINDOW_S = 5, 60.0
TRIES_FROM_ONE_PLACE = 40
"""Wrong passwords for whatever names: each takes this process as long as many pictures, and a journal row."""
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another when read from paper


class TooManyTries(Refused):
    """`wait_s`: seconds until the next try is listened to."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("login.too-many-tries", f"Too many tries. Wait {wait_s} seconds, then try again.")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class NewPassword:
    """Shown once to whoever asked for it, and never kept."""

    username: str
    password: str = field(repr=False)


class TryLimit:
    """At most so many failures in `WINDOW_S` seconds for each key."""

    def __init__(self, clock: Clock, tries: int = TRIES) -> None:
        self._clock, self._tries = clock, tries
        self._failures: dict[str, deque[float]] = defaultdict(deque)

    def check(self, key: str) -> None:
        failures, now = self._failures[key], self._clock.monotonic()
        while failures and now - failures[0] > WINDOW_S:
            failures.popleft()
        if not failures:
            del self._failures[key]
        elif len(failures) >= self._tries:
            raise TooManyTries(max(1, math.ceil(WINDOW_S - (now - failures[0]))))

    def failed(self, key: str) -> None:
        now = self._clock.monotonic()
        self._failures[key].append(now)
        for old in [k for k, failures in self._failures.items() if now - failures[-1] > WINDOW_S]:
            del self._failures[old]  # names that nobody tries again would be kept for ever

    def succeeded(self, key: str) -> None:
        self._failures.pop(key, None)


class Accounts:
    def __init__(self, database: Database, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._database, self._clock = database, clock
        self._hasher = hasher or PasswordHasher()
        self._limit, self._places = TryLimit(clock), TryLimit(clock, TRIES_FROM_ONE_PLACE)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def verify(self, username: str, password: str, source: str = "") -> Account | None:
        """None when the two do not belong together; as slow for an unknown name. Raises TooManyTries.

        `source` is where the try came from: a pupil who guesses at one PC must not lock a teacher out
        at another.
        """
        name = _as_kept(username)
        key = f"{name[:80]}|{source}"
        self._places.check(source)
        self._limit.check(key)
        self._limit.failed(key)  # until the password is found right, so that tries at once count as well
        row = self._usable(name)
        stored = row.password_hash if row and row.password_hash else self._nobody
        if not self._matches(stored, password) or row is None:
            self._places.failed(source)
            subject = f"account:{row.username}" if row else "account:unknown"
            self._record(Fact("login.failed", "visitor", subject, {"from": source}))
            return None
        self._limit.succeeded(key)
        who = f"account:{row.username}"
        self._record(Fact("login.succeeded", who, who, {"from": source}))
        return _account(row)

    def get(self, account_id: int) -> Account | None:
        with self._database.read() as session:
            row = session.get(AccountRow, account_id)
        return _account(row) if row and row.disabled_at is None else None

    def add(
        self, username: str, display_name: str, role: Role, posts: Iterable[Authoriser] = ()
    ) -> NewPassword:
        """Raises Refused when the name is taken or cannot be one."""
        name = _as_kept(username)
        if not is_username(name):
            raise Refused(
                "account.bad-name", f"`{name[:64]}` cannot be a username: use letters, digits and . _ - @."
            )
        new = _new_password(name)
        row = AccountRow(username=name, display_name=display_name, role=role.value)
        row.password_hash, row.posts = self._hasher.hash(new.password), as_kept(posts)
        with self._database.write() as session:
            if _row(session, name):
                raise Refused(
                    "account.name-taken", f"There is already an account `{name}`: choose another name."
                )
            session.add(row)
            said = {"role": role.value, "posts": row.posts}
            fact = Fact("account.added", "cli", f"account:{name}", said)
            append(session, self._clock.now(), fact)
        return new

    def new_password(self, username: str) -> NewPassword:
        """Gives the account a new password made here. Raises Refused when there is no such account."""
        new = _new_password(_as_kept(username))
        password_hash = self._hasher.hash(new.password)
        with self._database.write() as session:
            row = _known(session, new.username)
            row.password_hash = password_hash
            fact = Fact("account.password-made", "cli", f"account:{new.username}", {})
            append(session, self._clock.now(), fact)
        return new

    def set_posts(self, username: str, posts: Iterable[Authoriser]) -> None:
        """The posts that the account has from now on, instead of any before. Raises Refused likewise."""
        with self._database.write() as session:
            row = _known(session, _as_kept(username))
            before, row.posts = row.posts, as_kept(posts)
            said = {"before": before, "posts": row.posts}
            append(session, self._clock.now(), Fact("account.posts", "cli", f"account:{row.username}", said))

    def all(self) -> list[Account]:
        with self._database.read() as session:
            return [
                _account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.username))
            ]

    def _usable(self, username: str) -> AccountRow | None:
        if not is_username(username):  # not every database takes every character
            return None
        query = select(AccountRow).where(
            AccountRow.username == username,
            AccountRow.password_hash.is_not(None),
            AccountRow.disabled_at.is_(None),
        )
        with self._database.read() as session:
            return session.scalars(query).first()

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return beside_the_loop(lambda: self._hasher.verify(stored, password[:1000]))
        except VerificationError:
            return False

    def _record(self, fact: Fact) -> None:
        with self._database.write() as session:
            append(session, self._clock.now(), fact)


def _as_kept(username: str) -> str:
    return username.strip().lower()


def _new_password(username: str) -> NewPassword:
    """16 letters in fours: 79 bits."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
    return NewPassword(username, "-".join(groups))


def _row(session: Session, username: str) -> AccountRow | None:
    return session.scalars(select(AccountRow).where(AccountRow.username == username)).first()


def _known(session: Session, username: str) -> AccountRow:
    row = _row(session, username)
    if row is None:
        raise Refused(
            "account.unknown",
            f"There is no account `{username[:64]}`: `schoolbell account list` shows all.",
        )
    return row


def _account(row: AccountRow) -> Account:
    credential = hashlib.sha256((row.password_hash or "").encode()).hexdigest()[:16]
    return Account(row.id, row.username, row.display_name, Role(row.role), credential, from_kept(row.posts))
