"""The one place that knows every part: builds them from the settings and starts them."""

from dataclasses import dataclass, field
from functools import cached_property

from controller.clock import Clock, SystemClock, clock_from_spec
from controller.config import Settings
from controller.domain.accounts import Role
from controller.secrets import kept_secret, prepare_data_dir
from controller.services.accounts import Accounts
from controller.services.bus import EventBus
from controller.services.lab import Lab, build_lab
from controller.services.reception import Reception, build_reception
from controller.services.roster import Roster
from controller.services.rules import Rules
from controller.services.ticker import Ticker
from controller.storage import schema
from controller.storage.database import Database
from web.standings import SchoolStandings, own_lesson


@dataclass(frozen=True)
class Services:
    """What a desk may ask for. One of each, built when first used.

    `link` is the real clock, for what travels on wires, also where the school's is a simulated one.
    """

    settings: Settings
    clock: Clock
    database: Database
    bus: EventBus
    ticker: Ticker
    link: Clock = field(default_factory=SystemClock)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.database, self.clock)

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.database, self.clock)

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.database, self.clock, self.tag_key)

    @cached_property
    def lab(self) -> Lab:
        return build_lab(self.database, self.clock, self.link, self.bus, self.ticker)

    @cached_property
    def reception(self) -> Reception:
        return build_reception(self.database, self.clock, self.bus, self.rules, self.tag_key)

    @cached_property
    def standings(self) -> SchoolStandings:
        return SchoolStandings({Role.TEACHER: own_lesson(self.lab.lessons, self.lab.seats)})

    @cached_property
    def tag_key(self) -> bytes:
        return kept_secret(self.settings.data_dir, "tag-key")

    @cached_property
    def session_key(self) -> bytes:
        given = self.settings.secret_key.get_secret_value()
        return given.encode() if given else kept_secret(self.settings.data_dir, "session-key")

    def close(self) -> None:
        self.ticker.stop()
        self.database.close()


def build(settings: Settings, clock: Clock | None = None) -> Services:
    """Opens (and if need be brings up to date) everything that the settings name. Raises SchoolbellError."""
    prepare_data_dir(settings.data_dir)
    database = Database(settings.database)
    schema.upgrade(database.engine)
    return Services(settings, clock or clock_from_spec(settings.clock), database, EventBus(), Ticker())
