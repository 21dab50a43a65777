from dataclasses import replace

import pytest

from device_rules.check import answered, check
from device_rules.errors import PolicyError
from device_rules.loader import load_policy, policy_names
from tests.device_rules.samples import day, policy, rule

ON = day("2025-10-06")


def unreachable(*rules, **frame):
    return {one.rule: one.sentence for one in check(policy(*rules, **frame), ON).unreachable}


@pytest.mark.parametrize("name", policy_names())
def test_each_shipped_policy_answers_every_cell_once_and_all_of_its_rules_count(name):
    loaded = load_policy(name)
    report = check(loaded, ON)
    people = len(loaded.years) + 2
    assert report.answered == report.tables * people * 9 * 8 * 8 * 10 * 5 * 9
    assert report.cells == people * 9 * 8 * 8 * 9
    assert report.unreachable == ()
    assert report.not_covered == sum(gap.box.size for gap in report.gaps)


def test_a_cell_without_an_answer_is_found():
    loaded = policy(rule("a", "forbidden"))
    broken = {**loaded.tables[1], 9: {"phone": None}}
    with pytest.raises(PolicyError, match="has a cell without an answer"):
        answered(replace(loaded, tables=(loaded.tables[0], broken)))


def test_a_leaf_that_is_no_decision_is_found():
    loaded = policy(rule("a", "forbidden"))
    table = loaded.tables[1]
    for word in (9, "phone", "use", "office", "lesson", None):
        table = table[word]
    table[None] = None
    with pytest.raises(PolicyError, match="has a cell without an answer"):
        answered(loaded)


def test_a_rule_that_another_always_beats_is_unreachable():
    found = unreachable(
        rule("a", "forbidden", device="phone", overrides="b"), rule("b", "allowed", device="phone")
    )
    assert found == {"b": "wherever it applies, `a` decides instead"}


def test_many_rules_that_decide_instead_are_not_all_named():
    years = [rule(f"y{year}", "forbidden", years=year) for year in range(7, 12)]
    found = unreachable(*years, rule("late", "allowed", years="7-11", device="phone"))
    (sentence,) = found.values()
    assert sentence.count("`y") == 3
    assert sentence.endswith(" or others decide instead")


def test_a_permission_that_only_repeats_what_a_named_grant_gives_is_unreachable():
    sentence = "wherever it applies, a named grant decides instead"
    asks = rule("b", "needs-authorisation", authorisers="head", exemption="medical", activity="use")
    assert unreachable(rule("a", "forbidden"), asks) == {"b": sentence}


def test_a_sanction_for_which_nothing_is_refused_is_unreachable():
    found = unreachable(rule("a", "allowed", years=9), rule("s", on_breach="sanction", years=9))
    assert found == {"s": "no rule refuses anything where it applies, so there is nothing to add to"}


def test_dates_outside_the_policys_own_are_unreachable():
    for dates in ({"until": "2024-12-31"}, {"from": "2026-01-01"}):
        found = unreachable(
            rule("a", "forbidden"),
            rule("b", "forbidden", device="phone", **dates),
            effective={"from": "2025-01-01", "until": "2025-12-31"},
        )
        assert found == {"b": "its dates lie outside the policy's own"}


def test_what_is_not_covered_is_counted_and_listed():
    report = check(policy(rule("a", "forbidden", role="pupil", activity="use")), ON)
    assert report.not_covered == report.cells - 7 * 9 * 8 * 9
    assert [gap.sentence for gap in report.gaps] == [
        "Pupils, any device: bring in, use for learning, take photographs, share files, carry, "
        "connect to the school network or go online, anywhere, at any time.",
        "Staff and visitors, any device: do anything, anywhere, at any time.",
    ]


def test_the_table_of_what_is_not_covered_has_a_row_for_each_activity():
    report = check(policy(rule("a", "forbidden", role="pupil", activity="use")), ON)
    assert report.columns[0].name == "KS3 (Years 7 to 9)"
    rows = {row.activity: (row.not_covered, row.of) for row in report.tallies}
    each = 9 * 8 * 9
    assert rows["use"] == ((0, 0, 0, each, each), (each * 3, each * 2, each * 2, each, each))
    assert rows["bring"][0] == rows["bring"][1]
    assert sum(sum(row.not_covered) for row in report.tallies) == report.not_covered


def test_as_json():
    data = check(policy(rule("a", "forbidden")), ON).to_json()
    assert (data["policy"], data["not_covered"], data["unreachable"], data["gaps"]) == ("sample", 0, [], [])
