"""The pages about rules in front of a real policy, at 10:05 on a Monday (Period 2)."""

from dataclasses import dataclass
from datetime import datetime

from controller.clock import ManualClock
from controller.domain.school import Period
from controller.domain.timetable import LONDON, Timetable
from controller.services.rule_questions import RuleQuestions
from device_rules.loader import load_policy, parse_policy
from device_rules.model import Policy
from simulators.northgate import PERIODS
from tests.web.conftest import Site, make_site
from web.exams.desk import attach as attach_exams
from web.rules.desk import attach as attach_rules

PERIOD_2 = datetime(2025, 10, 6, 10, 5, tzinfo=LONDON)
SEED = load_policy("mggs-2025")
PLAIN = """
title: Phones
document: A School, Phones, 2025
effective: {{from: 2025-09-01, until: 2026-07-31}}
key_stages: {{KS3: 7-9, KS4: 10-11}}
rules:
{rules}
"""


@dataclass
class FixedRules:
    policy: Policy = SEED
    given: tuple[Period, ...] = PERIODS

    def timetable(self) -> Timetable:
        return Timetable(self.given)


def policy_of(*rules: str) -> Policy:
    """A policy of rules written as one-line YAML mappings, without their ids and sources."""
    rows = [f"- {{id: rule-{n}, source: Section {n}, {rule}}}" for n, rule in enumerate(rules, 1)]
    return parse_policy(PLAIN.format(rules="\n".join(rows)), "plain")


def questions(policy: Policy = SEED, at: datetime = PERIOD_2, periods: tuple = PERIODS) -> RuleQuestions:
    return RuleQuestions(FixedRules(policy, periods), ManualClock(at))


def rules_site(policy: Policy = SEED, at: datetime = PERIOD_2) -> Site:
    site = make_site((attach_exams, attach_rules))
    site.services.clock = ManualClock(at)
    site.services.rules = FixedRules(policy)
    return site
