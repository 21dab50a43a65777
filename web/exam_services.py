"""What the desk of exams asks of the school, beyond what every desk does."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.exams.build import Exams
from web.shell import Shell


class ExamServices(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> EventBus: ...
    @property
    def exams(self) -> Exams: ...


def exam_services(shell: Shell) -> ExamServices:
    """The shell's services, known to have exams: bootstrap builds both."""
    return cast(ExamServices, shell.services)
