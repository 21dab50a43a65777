"""What the pages about rules ask of the school."""

from typing import Protocol, cast

from controller.clock import Clock
from controller.services.rule_questions import RuleQuestions
from controller.services.rules import Rules
from web.shell import current_shell


class RuleServices(Protocol):
    """The shell's services, known to have rules: bootstrap builds both."""

    @property
    def clock(self) -> Clock: ...
    @property
    def rules(self) -> Rules: ...


def rule_services() -> RuleServices:
    return cast(RuleServices, current_shell().services)


def rule_questions() -> RuleQuestions:
    services = rule_services()
    return RuleQuestions(services.rules, services.clock)
