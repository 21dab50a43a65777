import pytest

from controller.domain.device_rule import device_rule
from device_rules.model import Decision
from device_rules.vocabulary import Authoriser, Storage, Verdict

BECAUSE = (("row-1", "§4 Phones"), ("row-2", "§9 Breaches"), ("row-3", "§4 Phones"))


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (
            Decision(Verdict.FORBIDDEN, Storage.LOCKED_POUCH),
            "Year 9 may not use a phone in this lesson. It stays in its locked pouch.",
        ),
        (
            Decision(Verdict.FORBIDDEN, Storage.OFF_AND_OUT_OF_SIGHT),
            "Year 9 may not use a phone in this lesson. It stays switched off and out of sight.",
        ),
        (Decision(Verdict.FORBIDDEN), "Year 9 may not use a phone in this lesson."),
        (Decision(Verdict.ALLOWED, Storage.LOCKED_POUCH), "Year 9 may use a phone in this lesson."),
        (
            Decision(Verdict.ALLOWED_DISCREETLY),
            "Year 9 may use a phone in this lesson, discreetly.",
        ),
        (
            Decision(Verdict.NEEDS_AUTHORISATION, authorisers=(Authoriser.STAFF, Authoriser.HEAD)),
            "Year 9 may use a phone in this lesson only if a member of staff or the headteacher allows it.",
        ),
        (
            Decision(Verdict.NOT_COVERED),
            "The policy says nothing about Year 9 and phones in this lesson.",
        ),
    ],
)
def test_a_decision_in_a_teachers_words(decision: Decision, sentence: str) -> None:
    assert device_rule(9, decision, "Online Safety Policy").sentence == sentence


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("storage", Storage)
@pytest.mark.parametrize("who", Authoriser)
def test_there_are_words_for_everything(verdict: Verdict, storage: Storage, who: Authoriser) -> None:
    rule = device_rule(7, Decision(verdict, storage, authorisers=(who,)), "Policy")
    assert rule.sentence.endswith(".")
    assert "Year 7" in rule.sentence


def test_each_clause_is_named_once_in_the_documents_order() -> None:
    rule = device_rule(9, Decision(Verdict.FORBIDDEN, because=BECAUSE, policy_version="abc"), "Policy")
    assert (rule.policy, rule.clauses, rule.policy_version) == ("Policy", ("§4 Phones", "§9 Breaches"), "abc")
