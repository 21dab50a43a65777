"""Attaches the reception desk: its page, its commands, and the news that it is told."""

from flask import Blueprint, render_template

from controller.domain.accounts import Role
from web.access import keep_for
from web.reception.commands import ReceptionCommands
from web.reception.feed import ReceptionFeed
from web.reception.holds import HoldCommands
from web.reception.leave_commands import LeaveCommands
from web.reception_services import reception_services
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    feed = ReceptionFeed(services.reception, services.clock, shell.outbox)
    feed.subscribe(services.bus)
    services.ticker.add(feed.tick)
    shell.door.on_follow("reception", feed.follow)
    shell.door.on_leave(feed.leave)
    ReceptionCommands(services.reception, services.clock).attach(shell.door)
    LeaveCommands(services.reception, services.clock).attach(shell.door)
    HoldCommands(services.reception.holds).attach(shell.door)
    pages = keep_for(Blueprint("reception", __name__), Role.RECEPTION)
    pages.get("/reception", endpoint="page")(show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Reception", "/reception", "gate", Role.RECEPTION)


def show() -> str:
    return render_template("reception/reception.html")
