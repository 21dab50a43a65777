"""Attaches the pouch desk: its pages, its commands, and the news that they are told."""

from flask import Blueprint

from controller.domain.accounts import Role
from web.access import keep_for
from web.pouch_services import pouch_services
from web.pouches.commands import PouchCommands
from web.pouches.feed import ROUND, TOPIC, PouchFeed
from web.pouches.files import FilePages
from web.pouches.pages import PouchPages
from web.pouches.round_commands import RoundCommands
from web.shell import Shell

PATH = "/pouches"


def attach(shell: Shell) -> None:
    services = pouch_services(shell)
    register = services.pouches
    feed = PouchFeed(register, shell.outbox)
    feed.subscribe(services.bus)
    shell.door.on_follow(TOPIC, feed.follow)
    shell.door.on_follow(ROUND, feed.follow_round)
    shell.door.on_leave(feed.leave)
    PouchCommands(register, services.reception.clones, feed).attach(shell.door)
    RoundCommands(register.rounds).attach(shell.door)
    pages = keep_for(Blueprint("pouches", __name__, url_prefix=PATH), Role.RECEPTION, Role.ADMIN)
    desk, files = PouchPages(register, services.reception.stations), FilePages(register.imports)
    pages.get("", endpoint="page")(desk.show)
    pages.get("/issue/<int:number>", endpoint="round")(desk.round)
    pages.get("/export.csv", endpoint="export")(files.export)
    pages.get("/import", endpoint="import")(files.form)
    pages.post("/import", endpoint="upload")(files.upload)
    pages.get("/import/<int:number>", endpoint="differences")(files.differences)
    pages.post("/import/<int:number>", endpoint="take")(files.take)
    shell.app.register_blueprint(pages)
    shell.add_tab("Pouches", PATH, "pouch", Role.RECEPTION, Role.ADMIN)
