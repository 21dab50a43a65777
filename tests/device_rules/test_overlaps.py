import pytest

from device_rules.overlaps import Order, overlaps_of
from tests.device_rules.samples import policy, rule


def overlaps(*rules):
    return [(one.winner, one.loser, one.order) for one in overlaps_of(policy(*rules, authorisers="staff"))]


@pytest.mark.parametrize(
    ("first", "second", "winner", "order"),
    [
        ({"verdict": "forbidden", "place": "exam-room"}, {"verdict": "allowed", "years": 9}, "a", Order.EXAM),
        ({"verdict": "allowed", "years": 9}, {"verdict": "forbidden", "years": "KS3"}, "a", Order.NARROWER),
        (
            {"verdict": "allowed", "years": 9},
            {"verdict": "forbidden", "during": "lesson"},
            "b",
            Order.FORBIDS,
        ),
        (
            {"verdict": "allowed", "years": 9, "overrides": "b"},
            {"verdict": "forbidden", "during": "lesson"},
            "a",
            Order.OVERRIDES,
        ),
        (
            {"verdict": "needs-authorisation", "years": 9},
            {"verdict": "allowed", "years": "KS3"},
            "a",
            Order.NARROWER,
        ),
        ({"verdict": "forbidden"}, {"verdict": "allowed", "exemption": "medical"}, "b", Order.GRANT),
    ],
)
def test_what_gives_two_rules_their_order(first, second, winner, order):
    loser = "b" if winner == "a" else "a"
    assert overlaps(rule("a", **first), rule("b", **second)) == [(winner, loser, order)]
    assert overlaps(rule("b", **second), rule("a", **first)) == [(winner, loser, order)]


def test_two_permissions_may_need_a_third_rule():
    ask_first = rule("b", "needs-authorisation", during="lesson")
    found = overlaps(
        rule("a", "allowed", years=9), ask_first, rule("c", "forbidden", years=9, during="lesson")
    )
    assert ("a", "b", Order.OTHERS) in found


def test_rules_that_agree_or_never_meet_are_not_listed():
    assert overlaps(rule("a", "forbidden", years=9), rule("b", "forbidden")) == []
    assert overlaps(rule("a", "forbidden", years=9), rule("b", "allowed", years=8)) == []
    early, late = {"until": "2025-08-31"}, {"from": "2025-09-01"}
    assert overlaps(rule("a", "forbidden", **early), rule("b", "allowed", **late)) == []


def test_it_is_said_in_a_sentence():
    (one,) = overlaps_of(policy(rule("a", "forbidden"), rule("b", "allowed", years=9)))
    assert one.sentence == "`b` and `a` meet: `b` wins, because it is narrower."
    assert one.to_json() == {"winner": "b", "loser": "a", "order": "narrower"}
