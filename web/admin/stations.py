"""Attaches the station desk: stations to adopt and look after, messages that were not taken, the journal."""

from flask import Blueprint

from controller.domain import events
from controller.domain.accounts import Role
from web.access import keep_for
from web.admin.letter_commands import LetterCommands
from web.admin.station_commands import StationCommands
from web.admin.station_feed import TOLD_AT, TOPIC, StationsFeed
from web.admin.station_pages import StationPages
from web.reception_services import reception_services
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    feed = StationsFeed(services.reception, shell.outbox)
    for kind in TOLD_AT:
        services.bus.subscribe(kind, feed.stations_changed)
    for told in (events.DeadLetterParked, events.DeadLettersDismissed):
        services.bus.subscribe(told, feed.letters_changed)
    services.bus.subscribe(events.TagSeenTwice, feed.tags_changed)
    services.bus.subscribe(events.StationLogRead, feed.log_read)
    shell.door.on_follow(TOPIC, feed.follow)
    StationCommands(services.reception, feed).attach(shell.door)
    LetterCommands(services.reception, services.database).attach(shell.door)
    station = StationPages(services.reception, services.clock)
    pages = keep_for(Blueprint("stations", __name__, url_prefix="/admin/stations"), Role.ADMIN)
    pages.get("", endpoint="page")(station.show)
    pages.get("/<name>/log", endpoint="log")(station.log)
    pages.get("/<name>/log.csv", endpoint="log_csv")(station.log_csv)
    pages.get("/letters.jsonl", endpoint="letters")(station.letters)
    shell.app.register_blueprint(pages)
    shell.add_tab("Stations", "/admin/stations", "gate", Role.ADMIN)
