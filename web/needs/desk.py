"""Attaches the page of standing needs, which safeguarding alone may open."""

from flask import Blueprint, render_template

from controller.domain.accounts import Role
from controller.domain.timetable import local
from web.access import keep_for
from web.needs.commands import NeedCommands
from web.needs.feed import TELLS, TOPIC, NeedsFeed
from web.needs.words import KINDS
from web.reception_services import reception_services
from web.shell import Shell

PATH = "/needs"


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    feed = NeedsFeed(services.reception, services.clock, shell.outbox)
    for kind in TELLS:
        services.bus.subscribe(kind, feed.happened)
    shell.door.on_follow(TOPIC, feed.follow)
    NeedCommands(services.reception, services.clock).attach(shell.door)
    pages = keep_for(Blueprint("needs", __name__), Role.SAFEGUARDING)

    def show() -> str:
        today = local(services.clock.now()).date()
        return render_template("safeguarding/needs.html", kinds=KINDS, today=today)

    pages.get(PATH, endpoint="page")(show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Needs", PATH, "shield", Role.SAFEGUARDING)
