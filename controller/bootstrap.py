"""The one place that knows every part: builds them from the settings and starts them."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial

from argon2 import PasswordHasher
from flask import Flask
from flask_socketio import SocketIO  # type: ignore[import-untyped]  # ships no types

from controller.clock import Clock, SystemClock, clock_from_spec
from controller.config import Settings
from controller.domain.accounts import Role
from controller.domain.events import ExamChanged, HidingsChanged, PcTroubled, SeatsChanged
from controller.errors import SchoolbellError
from controller.secrets import kept_secret, prepare_data_dir
from controller.services.accounts import Accounts
from controller.services.bus import EventBus
from controller.services.checks.build import Checks, build_checks
from controller.services.custody.build import Custody, build_custody
from controller.services.ended_logins import EndedLogins
from controller.services.exams.build import Exams, build_exams
from controller.services.exams.obeying import Obeying
from controller.services.exams.pc_hearing import LOOK_S
from controller.services.exams.pcs import ExamPcs
from controller.services.lab.build import Lab, build_lab
from controller.services.lab.live.build import Kept, LiveSessions, build_live
from controller.services.messages.build import Messages, build_messages
from controller.services.policies import Policies
from controller.services.policy_reviews import PolicyReviews
from controller.services.pouches.build import PouchRegister, build_pouch_register
from controller.services.reports.build import Reporting, build_reporting
from controller.services.roster import Roster
from controller.services.rules import Rules
from controller.services.school_days import SchoolDays
from controller.services.stations.build import Reception, build_reception
from controller.services.stations.leave_keeping import LeaveKeeping
from controller.services.stations.link import OnLink, OnMessage
from controller.services.ticker import Ticker
from controller.storage import schema
from controller.storage.database import Database
from firmware_bridge.transport.broker import BrokerUrlError, parse_broker, read_ca
from firmware_bridge.transport.mqtt import MqttLink
from web.app import create_app
from web.settings import WebSettings
from web.standings import SchoolStandings, every_station, own_lesson, todays_sittings


@dataclass(frozen=True)
class Services:
    """What a desk may ask for. One of each, built when first used.

    `link` is the real clock, for what travels on wires, also where the school's is a simulated one.
    `quick` is for what has to be seen in less than a second.
    """

    settings: Settings
    clock: Clock
    database: Database
    bus: EventBus
    ticker: Ticker
    link: Clock = field(default_factory=SystemClock)
    quick: Ticker = field(default_factory=partial(Ticker, LOOK_S))
    hasher: PasswordHasher = field(default_factory=PasswordHasher)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.database, self.clock, self.hasher)

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.database, self.clock)

    @cached_property
    def policies(self) -> Policies:
        return Policies(self.database, self.clock, self.rules)

    @cached_property
    def policy_reviews(self) -> PolicyReviews:
        return PolicyReviews(self.database, self.clock, self.policies)

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.database, self.clock, self.tag_key)

    @cached_property
    def ended_logins(self) -> EndedLogins:
        return EndedLogins(self.database)

    @cached_property
    def school_days(self) -> SchoolDays:
        return SchoolDays(self.database, self.clock)

    @cached_property
    def lab(self) -> Lab:
        secret = partial(kept_secret, self.settings.data_dir)
        targets = self.settings.wake_targets
        return build_lab(self.database, (self.clock, self.link), self.bus, self.ticker, secret, targets)

    @cached_property
    def live(self) -> LiveSessions:
        kept = Kept(self.settings.data_dir, timedelta(days=self.settings.screenshot_days))
        lab = self.lab
        live = build_live(self.database, self.clock, self.link, self.bus, lab.presence, lab.seats, kept)
        hidden = lab.pupils.hidings.hidden
        self.bus.subscribe(HidingsChanged, lambda event: live.shows.hidden(event.room, hidden))
        for task in live.ticks:
            self.ticker.add(task)
        return live

    @cached_property
    def reception(self) -> Reception:
        return build_reception(self.database, self.clock, self.bus, self.rules, self.tag_key)

    @cached_property
    def checks(self) -> Checks:
        kept = timedelta(days=self.settings.check_days)
        checks = build_checks(self.database, self.clock, self.bus, self.lab.lessons, kept)
        self.ticker.add(checks.keeping.tick)
        return checks

    @cached_property
    def pouches(self) -> PouchRegister:
        modes, releases = self.reception.modes, self.reception.releases
        register = build_pouch_register(self.database, self.clock, self.bus, self.tag_key, modes, releases)
        self.ticker.add(register.rounds.sweep)
        return register

    @cached_property
    def custody(self) -> Custody:
        years = self.settings.custody_years
        return build_custody(self.database, self.clock, self.bus, self.reception, years)

    @cached_property
    def exams(self) -> Exams:
        return build_exams(self.database, (self.clock, self.link), self.bus, self.lab)

    @cached_property
    def exams_obeyed(self) -> Obeying:
        """Stations and releases that follow the exams."""
        reception = self.reception
        obeying = Obeying(self.database, self.clock, self.accounts, reception.modes, reception.releases)
        self.bus.subscribe(ExamChanged, obeying.changed)
        self.ticker.add(obeying.tick)
        return obeying

    @cached_property
    def exam_pcs(self) -> ExamPcs:
        """PCs that follow the exams, and are watched while they do."""
        pcs, watch = self.exams.pcs, self.exams.pc_watch
        self.bus.subscribe(ExamChanged, pcs.changed)
        self.bus.subscribe(SeatsChanged, watch.changed)
        self.bus.subscribe(PcTroubled, watch.troubled)
        self.ticker.add(pcs.tick)
        self.ticker.add(watch.tick)
        self.quick.add(watch.listen)
        return pcs

    @cached_property
    def reporting(self) -> Reporting:
        least = self.settings.report_least
        return build_reporting(self.database, self.clock, self.policies, self.reception, least)

    @cached_property
    def messages(self) -> Messages:
        return build_messages(self.database, self.clock, self.bus, self.lab.lessons, self.ticker)

    @cached_property
    def standings(self) -> SchoolStandings:
        return SchoolStandings(
            {
                Role.TEACHER: own_lesson(self.lab.lessons, self.lab.seats, self.lab.visits, self.clock),
                Role.ADMIN: every_station(self.reception.stations),
                Role.INVIGILATOR: todays_sittings(self.exams.sittings),
            }
        )

    @cached_property
    def tag_key(self) -> bytes:
        return kept_secret(self.settings.data_dir, "tag-key")

    @cached_property
    def session_key(self) -> bytes:
        given = self.settings.secret_key.get_secret_value()
        return given.encode() if given else kept_secret(self.settings.data_dir, "session-key")

    def start(self) -> None:
        """Connects to the broker, and begins to look after what ends by itself."""
        site = self.roster.settings().get("site", "")
        self.reception.start(site, self._station_link, self.bus, self.ticker)
        self.reception.intake.start()
        assert self.lab
        assert self.live
        assert self.pouches
        assert self.checks
        assert self.exams_obeyed
        self.ticker.add(self.exams.keeping.tick)
        assert self.exam_pcs
        assert self.messages
        self.ticker.add(self.custody.purging.tick)
        self.ticker.add(LeaveKeeping(self.database, self.clock, self.settings.custody_years).tick)
        self.ticker.start()
        self.quick.start()

    def close(self) -> None:
        self.quick.stop()
        self.ticker.stop()
        if "reception" in self.__dict__:
            self.reception.stop()
        self.database.close()

    def _station_link(self, on_message: OnMessage, on_link: OnLink) -> MqttLink:
        settings = self.settings
        password = settings.broker_password.get_secret_value()
        try:
            ca = read_ca(settings.broker_ca)
            broker = parse_broker(settings.broker_url, settings.broker_username, password, ca)
        except BrokerUrlError as error:
            raise SchoolbellError(
                "broker.settings", f"The broker's settings cannot be used: {error}."
            ) from error
        return MqttLink(broker, "schoolbell-controller", on_message=on_message, on_link=on_link, clean=False)


def build(settings: Settings, clock: Clock | None = None) -> Services:
    """Opens (and if need be brings up to date) everything that the settings name. Raises SchoolbellError."""
    prepare_data_dir(settings.data_dir)
    database = Database(settings.database)
    schema.upgrade(database.engine)
    return Services(settings, clock or clock_from_spec(settings.clock), database, EventBus(), Ticker())


def web_app(services: Services) -> tuple[Flask, SocketIO]:
    """The pages and sockets in front of the services."""
    settings = services.settings
    name = services.roster.settings().get("name", "Your school")
    return create_app(
        services,
        WebSettings(
            school_name=name,
            secret_key=services.session_key,
            public_url=settings.address,
            proxies=settings.proxies,
        ),
    )
