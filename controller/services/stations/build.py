"""The reception desk's services, put together: stations and their gateway, releases, grants, pouches."""

import logging
from dataclasses import dataclass

from controller.clock import Clock
from controller.domain.events import (
    HoldChanged,
    NeedChanged,
    PouchChanged,
    PouchReleased,
    ReleaseChanged,
    StationRevoked,
    StationTrouble,
)
from controller.errors import SchoolbellError
from controller.services.bus import EventBus
from controller.services.pouches.round_taps import RoundTaps
from controller.services.rules import Rules
from controller.services.stations import drills
from controller.services.stations.adoption import Adopting
from controller.services.stations.authorities import Authorities
from controller.services.stations.clearings import Clearings
from controller.services.stations.clones import Clones
from controller.services.stations.day_end import DayEnd
from controller.services.stations.dead_letters import DeadLetters
from controller.services.stations.drill_reports import DrillReports
from controller.services.stations.events import StationEvents
from controller.services.stations.exemptions import Exemptions
from controller.services.stations.feed import Feed
from controller.services.stations.gateway import Gateway, Takers
from controller.services.stations.grants import Grants
from controller.services.stations.greeting import Greeting
from controller.services.stations.health import Health
from controller.services.stations.holds import Holds
from controller.services.stations.intake import Intake
from controller.services.stations.keys import Keys
from controller.services.stations.leave_desk import LeaveDesk, build_leave
from controller.services.stations.letters import Letters
from controller.services.stations.levelling import Levelling
from controller.services.stations.link import MakeLink, StationLink
from controller.services.stations.log_lines import LogLines
from controller.services.stations.logs import StationLogs
from controller.services.stations.mode_telling import ModeTelling
from controller.services.stations.modes import Modes
from controller.services.stations.pouch_rule import PouchRule
from controller.services.stations.pouches import Pouches
from controller.services.stations.registry import Stations
from controller.services.stations.releases import Releases
from controller.services.stations.replacement import Replacing
from controller.services.stations.standing import StandingExceptions
from controller.services.stations.strangers import Strangers
from controller.services.stations.tallies import Tallies
from controller.services.stations.taps import Taps
from controller.services.ticker import Ticker
from controller.storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    rules: Rules
    authorities: Authorities
    stations: Stations
    adopting: Adopting
    strangers: Strangers
    replacing: Replacing
    keys: Keys
    logs: StationLogs
    log_lines: LogLines
    clones: Clones
    drills: DrillReports
    dead_letters: DeadLetters
    letters: Letters
    exemptions: Exemptions
    holds: Holds
    grants: Grants
    leave: LeaveDesk
    releases: Releases
    day_end: DayEnd
    taps: Taps
    events: StationEvents
    feed: Feed
    pouches: Pouches
    health: Health
    greeting: Greeting
    levelling: Levelling
    modes: Modes
    mode_telling: ModeTelling
    gateway: Gateway
    intake: Intake
    link: StationLink

    @property
    def tallies(self) -> Tallies:
        return self.day_end.tallies

    def start(self, site: str, make_link: MakeLink, bus: EventBus, ticker: Ticker) -> None:
        """Connects to the broker (and goes on trying) and begins to look after what ends by itself."""
        bus.subscribe(ReleaseChanged, lambda _: self.levelling.level_all())
        bus.subscribe(HoldChanged, lambda _: self._tell_stations())
        bus.subscribe(NeedChanged, lambda _: self._tell_stations())
        bus.subscribe(PouchChanged, lambda _: self._pouches_changed())
        bus.subscribe(StationRevoked, lambda event: self.greeting.revoked(event.station))
        self.authorities.keep_valid()
        self._read_policy()
        for task in (
            self.authorities.keep_valid,
            self.stations.sweep,
            self.releases.sweep,
            self.levelling.level_all,
            self.mode_telling.tell_all,
            self.keys.tell_all,
            self.logs.sweep,
            self.leave.standing.tick,
            self.leave.returns.tick,
            self.day_end.clearings.keep,
            self.pouches.finder.keep_ready,
        ):
            ticker.add(task)
        self.link.start(site, make_link, self.intake.received, self.gateway.link_changed)

    def _pouches_changed(self) -> None:
        self.releases.relist()
        self._tell_stations()

    def _tell_stations(self) -> None:
        """At once, and not with the next tick: the pupil may be on the way to the gate."""
        self.authorities.keep_valid()
        self.levelling.level_all()

    def _read_policy(self) -> None:
        """A mistake in it must be seen now, and not by the first pupil who taps."""
        try:
            log.info("policy=%s version=%s", self.rules.policy.name, self.rules.policy.version)
        except SchoolbellError as error:
            log.error("policy=unreadable code=%s %s", error.code, error.sentence)
            self.health.policy(error.sentence)

    def stop(self) -> None:
        self.link.stop()
        self.intake.stop()


def _tallies(database: Database, clock: Clock, bus: EventBus) -> Tallies:
    """Told of what counts before any desk is, since those subscribe later."""
    tallies = Tallies(database, clock)
    for kind in (PouchReleased, StationTrouble, ReleaseChanged):
        bus.subscribe(kind, lambda _: tallies.forget())
    return tallies


def build_reception(
    database: Database, clock: Clock, bus: EventBus, rules: Rules, tag_key: bytes
) -> Reception:
    authorities = Authorities(database, clock, StandingExceptions(rules))
    exemptions = Exemptions(database, clock, bus)
    dead_letters, rule = DeadLetters(database, clock, bus), PouchRule(rules, exemptions, clock)
    grants, leave = Grants(database, clock, bus, rule), build_leave(database, clock, bus, rule)
    stations, adopting = Stations(database, clock, bus, authorities), Adopting(database, clock, bus)
    taps, clones = Taps(database, clock, bus, rule, grants), Clones(database, clock, bus)
    watches = drills.watch, RoundTaps(clock).watch, clones.watch, leave.returns.watch
    events = StationEvents(database, clock, bus, grants, dead_letters, watches)
    link, tallies = StationLink(clock), _tallies(database, clock, bus)
    greeting, levelling = Greeting(clock, link, adopting, tag_key), Levelling(database, link)
    health, mode_telling = Health(clock, bus), ModeTelling(database, clock, bus, link)
    keys, logs = Keys(database, clock, bus, link), StationLogs(database, clock, bus, link)
    told = adopting, stations, taps, events, greeting, levelling, mode_telling, keys, logs, dead_letters
    gateway = Gateway(clock, link, Takers(*told, health))
    return Reception(
        rules=rules,
        authorities=authorities,
        stations=stations,
        adopting=adopting,
        strangers=Strangers(database, clock, bus),
        replacing=Replacing(database, clock, bus),
        keys=keys,
        logs=logs,
        log_lines=LogLines(database, logs),
        clones=clones,
        drills=DrillReports(database, clock),
        dead_letters=dead_letters,
        letters=Letters(database, clock, bus),
        exemptions=exemptions,
        holds=Holds(database, clock, bus, rules, exemptions),
        grants=grants,
        leave=leave,
        releases=Releases(database, clock, bus, rules, authorities),
        day_end=DayEnd(database, clock, tallies, stations, Clearings(database, clock, tallies)),
        taps=taps,
        events=events,
        feed=Feed(database, clock),
        pouches=Pouches(database, clock, rule, grants),
        health=health,
        greeting=greeting,
        levelling=levelling,
        modes=Modes(database, clock, bus, mode_telling),
        mode_telling=mode_telling,
        gateway=gateway,
        intake=Intake(gateway.take),
        link=link,
    )
