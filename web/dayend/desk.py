"""Attaches the day-end desk: the one large screen for the minutes after the bell."""

from flask import Blueprint, render_template

from controller.domain.accounts import Role
from web.access import keep_for
from web.dayend.commands import DayEndCommands
from web.dayend.feed import DayEndFeed
from web.reception_services import reception_services
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    feed = DayEndFeed(services.reception, services.clock, shell.outbox)
    feed.subscribe(services.bus)
    services.ticker.add(feed.tick)
    shell.door.on_follow("day-end", feed.follow)
    shell.door.on_leave(feed.leave)
    DayEndCommands(services.reception).attach(shell.door)
    pages = keep_for(Blueprint("dayend", __name__), Role.RECEPTION)
    pages.get("/day-end", endpoint="page")(show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Day end", "/day-end", "bell", Role.RECEPTION)


def show() -> str:
    return render_template("dayend/day-end.html")
