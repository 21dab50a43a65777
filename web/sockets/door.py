"""The one guarded door in: every browser's socket and every command it sends."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from socketio.exceptions import ConnectionRefusedError as Refusal  # type: ignore[import-untyped]  # no types

from controller.clock import speed_of
from controller.domain.accounts import Account
from controller.errors import SchoolbellError
from web.account.logins import Login, Logins
from web.guard import COMMANDS, TOPICS, decide_command, decide_follow
from web.guarding.lesson import BY_ITSELF
from web.guarding.rules import Refused
from web.outbox import DESK, EVERYONE, Later, Outbox
from web.payloads import MALFORMED, Payload
from web.ports import Services

log = logging.getLogger(__name__)

BEAT_S = 5.0
TOPICS_AT_MOST = 24
"""A page follows one to five; names that somebody makes up must not fill the server's memory."""
Ack = dict[str, object]


@dataclass(frozen=True, slots=True)
class Caller:
    """One open page. `sid` is also its private room in the outbox."""

    sid: str
    account: Account
    login: Login


Handler = Callable[[Caller, Any], dict[str, object] | None]
"""Given the validated payload of its command. What it returns is added to the page's answer.

A SchoolbellError that it raises is shown to the person at the page.
"""
FirstLook = Callable[[Caller, str], Iterable[tuple[str, object]]]
"""Given a topic, the (event, payload) pairs that bring a newly opened page up to date."""
Leave = Callable[[Caller], None]
ReadLogin = Callable[[dict[str, Any]], Login | None]


class Door:
    def __init__(
        self,
        server: Any,
        services: Services,
        logins: Logins,
        outbox: Outbox,
        later: Later,
        read_login: ReadLogin,
        origins: tuple[str, ...],
    ) -> None:
        self._server, self._services, self._logins, self._outbox = server, services, logins, outbox
        self._later, self._read_login, self._origins = later, read_login, origins
        self._callers: dict[str, Caller] = {}
        self._followed: dict[str, set[str]] = {}
        self._handlers: dict[str, Handler] = {}
        self._first_looks: dict[str, FirstLook] = {}
        self._leaves: list[Leave] = []
        self._beating = False
        for event in ("connect", "disconnect", "unfollow"):
            server.on(event, getattr(self, f"_{event}"), namespace=DESK)
        for event, take in (("command", self._command), ("follow", self._follow)):
            server.on(event, _answered(take), namespace=DESK)

    def on(self, command: str, handler: Handler) -> None:
        """Raises KeyError for a command without a rule in the guard."""
        COMMANDS[command]
        self._handlers[command] = handler

    def on_follow(self, kind: str, first_look: FirstLook) -> None:
        """Raises KeyError for a kind of topic without a rule in the guard."""
        TOPICS[kind]
        self._first_looks[kind] = first_look

    def on_leave(self, leave: Leave) -> None:
        """Called when a page closes, is lost or is logged out."""
        self._leaves.append(leave)

    def end_login(self, login_id: str, sentence: str) -> None:
        for caller in [c for c in self._callers.values() if c.login.id == login_id]:
            self._outbox.tell(caller.sid, "signed-out", {"sentence": sentence})
            self._server.disconnect(caller.sid, namespace=DESK)

    def beat(self) -> None:
        """Tell the open pages the school's time, and close those whose login no longer holds."""
        for caller in list(self._callers.values()):
            if not self._logins.holds(caller.login):
                self.end_login(caller.login.id, "You were logged out because nobody used this screen.")
            elif self._has_changed(caller):
                self.end_login(caller.login.id, "Your login was changed. Log in again.")
        if not self._callers:
            self._beating = False
            return
        self._outbox.tell(EVERYONE, "time", self._time())
        self._later(BEAT_S, self.beat)

    def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        if environ.get("HTTP_ORIGIN", "").lower() not in self._origins:
            log.warning("socket refused origin=%r", environ.get("HTTP_ORIGIN"))
            sentence = "This page was not served by this server, so it may not connect."
            raise Refusal(sentence, {"code": "socket.foreign-origin"})
        login = self._read_login(environ)
        account = self._account(login)
        if login is None or account is None:
            raise Refusal("Your login has ended. Log in again.", {"code": "login.ended"})
        self._callers[sid] = Caller(sid, account, login)
        self._followed[sid] = set()
        self._server.enter_room(sid, EVERYONE, namespace=DESK)
        self._outbox.tell(sid, "time", self._time())
        if not self._beating:
            self._beating = True
            self._later(BEAT_S, self.beat)

    def _disconnect(self, sid: str, reason: object = None) -> None:
        caller = self._callers.pop(sid, None)
        self._followed.pop(sid, None)
        if caller is None:
            return
        for leave in self._leaves:
            leave(caller)

    def _command(self, sid: str, message: object = None, *_: object) -> Ack:
        caller = self._current(sid)
        if isinstance(caller, Refused):
            return _refusal(caller)
        if not isinstance(message, dict) or not isinstance(name := message.get("name"), str):
            return _refusal(Refused("command.malformed", MALFORMED))
        if name not in BY_ITSELF:
            self._logins.touch(caller.login)
        standing = self._services.standings.of(caller.account)
        decision = decide_command(caller.account, name, message.get("payload"), standing)
        if isinstance(decision, Refused):
            log.info(
                "command refused name=%r account=%s code=%s", name[:60], caller.account.id, decision.code
            )
            return _refusal(decision)
        return self._obey(name, caller, decision.payload)

    def _obey(self, name: str, caller: Caller, payload: Payload) -> Ack:
        handler = self._handlers.get(name)
        if handler is None:
            return _refusal(Refused("command.unknown", "This installation has no desk for that command."))
        try:
            return {"ok": True} | (handler(caller, payload) or {})
        except SchoolbellError as error:
            return _refusal(Refused(error.code, error.sentence))
        except Exception:  # a socket must answer; the stack trace is for the log only
            log.exception("command failed name=%s account=%s", name, caller.account.id)
            return _refusal(
                Refused("command.failed", "That did not work. Look at what changed before you try again.")
            )

    def _follow(self, sid: str, topic: object = None, *_: object) -> Ack:
        caller = self._current(sid)
        if isinstance(caller, Refused):
            return _refusal(caller)
        if not isinstance(topic, str):
            return _refusal(Refused("follow.malformed", MALFORMED))
        refused = decide_follow(caller.account, topic, self._services.standings.of(caller.account))
        if refused:
            return _refusal(refused)
        followed = self._followed.get(sid, set())
        if len(followed | {topic}) > TOPICS_AT_MOST:
            return _refusal(Refused("follow.too-many", "This page watches too much at once. Reload it."))
        followed.add(topic)
        self._server.enter_room(sid, topic, namespace=DESK)
        try:
            self._look(caller, topic)
        except SchoolbellError:
            self._unfollow(sid, topic)
            raise
        return {"ok": True}

    def _look(self, caller: Caller, topic: str) -> None:
        look = self._first_looks.get(topic.partition(":")[0])
        for event, payload in look(caller, topic) if look else ():
            self._outbox.tell(caller.sid, event, payload)

    def _unfollow(self, sid: str, topic: object = None, *_: object) -> Ack:
        followed = self._followed.get(sid, set())
        if isinstance(topic, str) and topic in followed:
            followed.discard(topic)
            self._server.leave_room(sid, topic, namespace=DESK)
        return {"ok": True}

    def _current(self, sid: str) -> Caller | Refused:
        """The caller as their account is now: a role may have changed since the page was opened."""
        caller = self._callers.get(sid)
        account = self._account(caller.login if caller else None)
        if caller is None or account is None:
            return Refused("login.ended", "Your login has ended. Log in again.")
        return Caller(sid, account, caller.login)

    def _account(self, login: Login | None) -> Account | None:
        if login is None or not self._logins.holds(login):
            return None
        account = self._services.accounts.get(login.account_id)
        return account if account and login.is_of(account) else None

    def _has_changed(self, caller: Caller) -> bool:
        """Closed, given a new password or another role; what cannot be looked up now ends nobody's login."""
        try:
            account = self._account(caller.login)
        except SchoolbellError:
            return False
        return account is None or account.role is not caller.account.role

    def _time(self) -> dict[str, object]:
        """A simulated day may go faster; its pages must not lag behind from one beat to the next."""
        clock = self._services.clock
        speed = speed_of(clock)
        return {"now": clock.now().isoformat()} | ({} if speed == 1 else {"speed": speed})


def _answered(take: Callable[..., Ack]) -> Callable[..., Ack]:
    """A page is answered also when the database cannot be read to see who it is."""

    def answer(sid: str, *said: object) -> Ack:
        try:
            return take(sid, *said)
        except SchoolbellError as error:
            return _refusal(Refused(error.code, error.sentence))

    return answer


def _refusal(refused: Refused) -> Ack:
    return {"ok": False, "code": refused.code, "sentence": refused.sentence}
