"""What the pouch desk asks of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.services.bus import EventBus
from controller.services.pouches.build import PouchRegister
from controller.services.stations.build import Reception
from web.shell import Shell


class PouchServices(Protocol):
    @property
    def bus(self) -> EventBus: ...
    @property
    def reception(self) -> Reception: ...
    @property
    def pouches(self) -> PouchRegister: ...


def pouch_services(shell: Shell) -> PouchServices:
    """The shell's services, known to have a pouch register: bootstrap builds both."""
    return cast(PouchServices, shell.services)
