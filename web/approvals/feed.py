"""Tells each page what waits for the person at it: nobody hears of what is another's to decide."""

from collections.abc import Iterable
from functools import partial
from threading import Lock

from controller.clock import Clock
from controller.domain.accounts import Account, Role
from controller.services.stations.approvals import Approvals
from device_rules.vocabulary import Authoriser
from web.outbox import Outbox
from web.reception.leave_shown import request
from web.sockets.door import Caller

Json = dict[str, object]


class ApprovalFeed:
    def __init__(self, approvals: Approvals, clock: Clock, outbox: Outbox) -> None:
        self._approvals, self._clock, self._outbox = approvals, clock, outbox
        self._pages: dict[str, Account] = {}
        self._lock = Lock()

    def follow(self, caller: Caller, _topic: str) -> Iterable[tuple[str, object]]:
        with self._lock:
            self._pages[caller.sid] = caller.account
        return [("approvals", self._waiting(caller.account))]

    def leave(self, caller: Caller) -> None:
        with self._lock:
            self._pages.pop(caller.sid, None)

    def changed(self, _: object) -> None:
        with self._lock:
            pages = list(self._pages.items())
        for sid, account in pages:
            self._outbox.tell_soon(sid, "approvals", partial(self._waiting, account))

    def _waiting(self, account: Account) -> Json:
        now, why = self._clock.now(), account.role is Role.SAFEGUARDING or Authoriser.DSL in account.posts
        return {"requests": [request(one, now, why=why) for one in self._approvals.waiting_for(account)]}
