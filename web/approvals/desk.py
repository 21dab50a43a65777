"""The page of what waits for a second person; and, on every page, how much waits for who looks at it."""

from functools import partial

from flask import Blueprint, render_template

from controller.domain.accounts import EVERYONE, Account, Role
from controller.domain.events import LeaveRequestChanged
from controller.services.stations.approvals import Approvals
from web.access import keep_for, visitor
from web.approvals.feed import ApprovalFeed
from web.reception.leave_payloads import RequestDecided
from web.reception_services import reception_services
from web.shell import Shell
from web.sockets.door import Caller

PATH = "/approvals"


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    approvals = services.reception.leave.approvals
    feed = ApprovalFeed(approvals, services.clock, shell.outbox)
    services.bus.subscribe(LeaveRequestChanged, feed.changed)
    shell.door.on_follow("approvals", feed.follow)
    shell.door.on_leave(feed.leave)
    shell.door.on("approval.decide", partial(decide, approvals))
    pages = keep_for(Blueprint("approvals", __name__), *Role)
    pages.get(PATH, endpoint="page")(show)
    shell.app.register_blueprint(pages)
    shell.app.context_processor(lambda: {"approvals_waiting": _waiting(approvals, visitor())})


def decide(approvals: Approvals, caller: Caller, asked: RequestDecided) -> None:
    approvals.decide(caller.account, asked.request, asked.approves, asked.word)


def show() -> str:
    return render_template("approvals/page.html")


def _waiting(approvals: Approvals, account: Account | None) -> int | None:
    """How many wait for this person; None for who has no post, and would never be asked."""
    if account is None or account.posts <= EVERYONE:
        return None
    return len(approvals.waiting_for(account))
