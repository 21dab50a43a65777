"""Attaches evacuate and lockdown, and the reports of what became of them, to the desks that may order it."""

from flask import Blueprint

from controller.domain import events
from web.access import keep_for
from web.drills.commands import EmergencyCommands
from web.drills.feed import TOPIC, ModesFeed
from web.drills.pages import DrillPages
from web.guarding.rules import EMERGENCY
from web.reception_services import reception_services
from web.shell import Shell

PATH = "/drills"


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    feed = ModesFeed(services.reception, shell.outbox)
    services.bus.subscribe(events.ModesChanged, feed.changed)
    services.bus.subscribe(events.StationChanged, feed.station_changed)
    shell.door.on_follow(TOPIC, feed.follow)
    EmergencyCommands(services.reception).attach(shell.door)
    drills = DrillPages(services.reception, services.clock)
    pages = keep_for(Blueprint("drills", __name__, url_prefix=PATH), *EMERGENCY)
    pages.get("", endpoint="page")(drills.listed)
    pages.get("/<int:number>", endpoint="report")(drills.report)
    pages.get("/<int:number>.csv", endpoint="csv")(drills.csv)
    shell.app.register_blueprint(pages)
    shell.add_tab("Drills", PATH, "bell", *EMERGENCY)
