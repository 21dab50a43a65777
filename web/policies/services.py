"""What the desk of policies asks of the school."""

from dataclasses import dataclass
from typing import Protocol, cast

from controller.clock import Clock
from controller.domain.timetable import Timetable
from controller.services.policies import Policies
from controller.services.policy_reviews import PolicyReviews
from controller.services.rule_questions import RuleQuestions
from controller.services.rules import Rules
from device_rules.model import Policy
from web.shell import current_shell


class PolicyServices(Protocol):
    """The shell's services, known to have policies: bootstrap builds both."""

    @property
    def clock(self) -> Clock: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def policy_reviews(self) -> PolicyReviews: ...


@dataclass(frozen=True, slots=True)
class OneVersion:
    """A version in the place of the one in force, on the same school's days."""

    policy: Policy
    rules: Rules

    def timetable(self) -> Timetable:
        return self.rules.timetable()


def policy_services() -> PolicyServices:
    return cast(PolicyServices, current_shell().services)


def questions_to(policy: Policy) -> RuleQuestions:
    services = policy_services()
    return RuleQuestions(OneVersion(policy, services.rules), services.clock)
