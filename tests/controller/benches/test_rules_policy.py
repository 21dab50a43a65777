import json
from collections import Counter

from controller.benches.rules_policy import RULES, SITUATIONS, as_line, policy_text, situations
from device_rules.batch import Batch
from device_rules.check import check
from device_rules.decide import decide
from device_rules.loader import parse_policy
from device_rules.vocabulary import Verdict
from tests.device_rules.samples import day

POLICY = parse_policy(policy_text(), "bench")


def test_there_are_sixty_rules_and_all_of_them_count():
    assert len(POLICY.rules) == RULES
    assert check(POLICY, day("2025-10-06")).unreachable == ()


def test_there_are_ten_thousand_situations_the_same_in_every_run():
    assert len(situations()) == SITUATIONS
    assert situations() == situations()


def test_every_verdict_is_met_and_most_rules_decide_something():
    decisions = [decide(POLICY, situation) for situation in situations()]
    assert set(Counter(decision.verdict for decision in decisions)) == set(Verdict)
    assert len({rule for decision in decisions for rule, _ in decision.because}) > RULES * 0.8


def test_a_line_asks_what_its_situation_asks():
    batch = Batch(load=lambda _name: POLICY)
    for situation in situations()[:200]:
        assert json.loads(batch.answer(as_line(situation, "bench"))) == json.loads(
            json.dumps(decide(POLICY, situation).to_json())
        )
