import json
from collections import Counter

import pytest

from controller.benches.rules_policy import RULES, SITUATIONS, as_line, policy_text, situations
from device_rules.batch import Batch
from device_rules.check import check
from device_rules.decide import decide
from device_rules.loader import parse_policy
from device_rules.model import Policy, Situation
from device_rules.vocabulary import Verdict
from tests.device_rules.samples import day


@pytest.fixture(scope="module")
def bench() -> Policy:
    return parse_policy(policy_text(), "bench")


@pytest.fixture(scope="module")
def asked() -> list[Situation]:
    return situations()


def test_there_are_sixty_rules_and_all_of_them_count(bench):
    assert len(bench.rules) == RULES
    assert check(bench, day("2025-10-06")).unreachable == ()


def test_there_are_ten_thousand_situations_the_same_in_every_run(asked):
    assert len(asked) == SITUATIONS
    assert situations() == asked


def test_every_verdict_is_met_and_most_rules_decide_something(bench, asked):
    decisions = [decide(bench, situation) for situation in asked]
    assert set(Counter(decision.verdict for decision in decisions)) == set(Verdict)
    assert len({rule for decision in decisions for rule, _ in decision.because}) > RULES * 0.8


def test_a_line_asks_what_its_situation_asks(bench, asked):
    batch = Batch(load=lambda _name: bench)
    for situation in asked[:200]:
        assert json.loads(batch.answer(as_line(situation, "bench"))) == json.loads(
            json.dumps(decide(bench, situation).to_json())
        )
