"""What the desks about messages ask of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.messages.build import Messages
from controller.services.stations.build import Reception
from controller.services.ticker import Ticker
from web.shell import Shell


class MessageServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def ticker(self) -> Ticker: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def reception(self) -> Reception: ...


def message_services(shell: Shell) -> MessageServices:
    """The shell's services, known to have messages: bootstrap builds both."""
    return cast(MessageServices, shell.services)
