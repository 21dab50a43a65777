"""What the desks about stations and pouches ask of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.stations.build import Reception
from controller.services.ticker import Ticker
from controller.storage.database import Database
from web.shell import Shell


class ReceptionServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def ticker(self) -> Ticker: ...
    @property
    def database(self) -> Database: ...
    @property
    def reception(self) -> Reception: ...


def reception_services(shell: Shell) -> ReceptionServices:
    """The shell's services, known to have a reception: bootstrap builds both."""
    return cast(ReceptionServices, shell.services)
