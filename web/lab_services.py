"""What the desks about lab PCs ask of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.lab.build import Lab
from controller.services.lab.live.build import LiveSessions
from controller.services.rules import Rules
from controller.services.ticker import Ticker
from web.shell import Shell


class LabServices(Protocol):
    """`link` is the real clock, for what travels on wires."""

    @property
    def clock(self) -> Clock: ...
    @property
    def link(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def ticker(self) -> Ticker: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def lab(self) -> Lab: ...
    @property
    def live(self) -> LiveSessions: ...


def lab_services(shell: Shell) -> LabServices:
    """The shell's services, known to have a lab: bootstrap builds both."""
    return cast(LabServices, shell.services)
