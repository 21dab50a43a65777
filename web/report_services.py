"""What the desk of reports asks of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.reports.build import Reporting
from web.shell import Shell


class ReportServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def reporting(self) -> Reporting: ...


def report_services(shell: Shell) -> ReportServices:
    """The shell's services, known to have reports: bootstrap builds both."""
    return cast(ReportServices, shell.services)
