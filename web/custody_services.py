"""What the custody desk asks of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.custody.build import Custody
from controller.services.stations.build import Reception
from controller.services.ticker import Ticker
from web.ports import Accounts
from web.shell import Shell


class CustodyServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def ticker(self) -> Ticker: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def reception(self) -> Reception: ...
    @property
    def custody(self) -> Custody: ...


def custody_services(shell: Shell) -> CustodyServices:
    """The shell's services, known to have a custody desk: bootstrap builds both."""
    return cast(CustodyServices, shell.services)
