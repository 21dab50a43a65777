"""What the desk of class checks asks of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.checks.build import Checks
from controller.services.lab.build import Lab
from web.shell import Shell


class CheckServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def checks(self) -> Checks: ...
    @property
    def lab(self) -> Lab: ...


def check_services(shell: Shell) -> CheckServices:
    """The shell's services, known to have class checks: bootstrap builds both."""
    return cast(CheckServices, shell.services)
