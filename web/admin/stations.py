"""Stations to adopt and to revoke, messages that could not be taken, and whether the journal is whole."""

from collections.abc import Iterable

from flask import Blueprint, render_template

from controller.domain import events
from controller.domain.accounts import Role
from controller.services.stations.build import Reception
from controller.services.stations.dead_letters import DeadLetter
from controller.storage.database import Database
from controller.storage.journal import Break, verify
from web.access import keep_for
from web.outbox import Outbox
from web.payloads import Nothing, StationAdopt, StationNamed
from web.reception.snapshots import Json, station
from web.reception_services import reception_services
from web.shell import Shell
from web.sockets.door import Caller

TOPIC = "stations"
TOLD_AT = (events.StationChanged, events.ReleaseChanged, events.BrokerChanged, events.StorageChanged)


class StationsDesk:
    def __init__(self, reception: Reception, database: Database, outbox: Outbox) -> None:
        self._reception, self._database = reception, database
        self._outbox = outbox

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [("stations", self._stations()), ("letters", self._letters())]

    def stations_changed(self, _: object) -> None:
        self._outbox.tell_soon(TOPIC, "stations", self._stations)

    def letter_parked(self, _: events.DeadLetterParked) -> None:
        self._outbox.tell_soon(TOPIC, "letters", self._letters)

    def adopt(self, caller: Caller, asked: StationAdopt) -> None:
        self._reception.adopting.adopt(caller.account, asked.station, asked.pairing_code)

    def revoke(self, caller: Caller, asked: StationNamed) -> None:
        self._reception.adopting.revoke(caller.account, asked.station)

    def check_journal(self, _: Caller, __: Nothing) -> Json:
        with self._database.read() as session:
            result = verify(session)
        if isinstance(result, Break):
            return {"whole": False, "result": f"The journal is broken. {result.sentence}"}
        return {
            "whole": True,
            "result": f"The journal is whole: {result} rows, each following from the one before.",
        }

    def _stations(self) -> Json:
        everyone = self._reception.stations.all()
        return {
            "stations": [station(one) | {"firmware": one.firmware} for one in everyone],
            "sentences": self._reception.health.sentences(),
        }

    def _letters(self) -> Json:
        letters = self._reception.dead_letters
        return {"letters": [_letter(one) for one in letters.newest()], "parked": letters.count()}


def attach(shell: Shell) -> None:
    services = reception_services(shell)
    desk = StationsDesk(services.reception, services.database, shell.outbox)
    for kind in TOLD_AT:
        services.bus.subscribe(kind, desk.stations_changed)
    services.bus.subscribe(events.DeadLetterParked, desk.letter_parked)
    shell.door.on_follow(TOPIC, desk.follow)
    shell.door.on("station.adopt", desk.adopt)
    shell.door.on("station.revoke", desk.revoke)
    shell.door.on("journal.check", desk.check_journal)
    pages = keep_for(Blueprint("stations", __name__), Role.ADMIN)
    pages.get("/admin/stations", endpoint="page")(show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Stations", "/admin/stations", "gate", Role.ADMIN)


def show() -> str:
    return render_template("admin/stations.html")


def _letter(one: DeadLetter) -> Json:
    return {
        "id": one.id,
        "received_at": one.received_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "times": one.times,
        "topic": one.topic,
        "size": one.size,
        "code": one.code,
        "sentence": one.sentence,
    }
