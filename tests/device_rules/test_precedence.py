"""The order of rules, seen through whole policies."""

import pytest

from device_rules.errors import PolicyError
from tests.device_rules.samples import ask, ids, policy, rule


def test_nothing_matches_is_not_covered():
    assert ask(policy(rule("a", "allowed", device="laptop"))).verdict == "not-covered"


def test_forbid_beats_permit_where_neither_is_narrower():
    rules = policy(rule("a", "allowed", years=9), rule("b", "forbidden", during="lesson"))
    assert ids(ask(rules)) == ["b"]


def test_narrower_permit_beats_wider_forbid():
    rules = policy(
        rule("a", "forbidden", role="pupil"), rule("b", "allowed", role="pupil", place="classroom")
    )
    assert ids(ask(rules)) == ["b"]
    assert ids(ask(rules, place="corridor")) == ["a"]


def test_a_key_stage_is_narrower_than_all_pupils_and_a_place_than_the_site():
    rules = policy(
        rule("a", "forbidden", role="pupil", place="site"), rule("b", "allowed", years="KS3", place="office")
    )
    assert ask(rules, place="office").verdict == "allowed"
    assert ask(rules, place="office", year=10).verdict == "forbidden"


def test_an_override_gives_an_order_where_neither_is_narrower():
    rules = policy(rule("a", "forbidden", during="lesson"), rule("b", "allowed", years=9, overrides="a"))
    assert ids(ask(rules)) == ["b"]


def test_a_forbid_may_override_a_narrower_permit():
    rules = policy(rule("a", "forbidden", overrides="b"), rule("b", "allowed", years=9))
    assert ids(ask(rules)) == ["a"]


def test_all_rules_that_forbid_are_reasons():
    rules = policy(
        rule("a", "forbidden"), rule("b", "forbidden", years=9), rule("c", "allowed", device="phone")
    )
    assert ids(ask(rules, device="tablet")) == ["a", "b"]


@pytest.mark.parametrize("where", [{"during": "exam"}, {"place": "exam-room"}])
def test_exams_beat_every_permission_however_narrow(where):
    rules = policy(
        rule("a", "forbidden", **where),
        rule("b", "allowed", years=9, device="phone", activity="use", place="exam-room", during="exam"),
        rule("c", "needs-authorisation", authorisers="head", exemption="emergency", **where),
    )
    words = {"place": "exam-room", "during": "exam", "authorised_by": "head"}
    assert ids(ask(rules, **words)) == ["a"]
    assert ask(rules, exemption="emergency", **words).verdict == "forbidden"


@pytest.mark.parametrize("exemption", ["medical", "adjustment"])
def test_a_named_grant_beats_exams(exemption):
    rules = policy(rule("a", "forbidden", during="exam"))
    assert ids(ask(rules, during="exam", exemption=exemption)) == [f"{exemption}-grant"]


def test_a_grant_does_not_cover_photographs():
    rules = policy(rule("a", "forbidden"))
    assert ask(rules, activity="photograph", exemption="medical").verdict == "forbidden"


def test_the_documents_own_grant_comes_before_the_built_in_one():
    rules = policy(rule("a", "forbidden"), rule("b", "allowed-discreetly", exemption="medical"))
    decision = ask(rules, exemption="medical")
    assert (decision.verdict, ids(decision)) == ("allowed-discreetly", ["b"])


def test_a_rule_for_another_exemption_is_an_ordinary_narrower_rule():
    rules = policy(rule("a", "forbidden"), rule("b", "allowed", exemption="young-carer"))
    assert ask(rules, exemption="young-carer").verdict == "allowed"
    assert ask(rules).verdict == "forbidden"


def test_narrower_of_two_permissions_decides_and_inherits_what_it_does_not_mention():
    rules = policy(
        rule("a", "allowed", storage="off-and-out-of-sight", role="pupil"),
        rule("b", "allowed-discreetly", years="KS3"),
        rule("c", "allowed", years=9, activity="bring"),
    )
    assert ask(rules).verdict == "allowed-discreetly"
    decision = ask(rules, activity="bring", year=10)
    assert (decision.verdict, decision.storage) == ("allowed", "off-and-out-of-sight")


def test_the_narrower_rule_has_the_word_on_storage():
    rules = policy(
        rule("a", "allowed", storage="handed-in"), rule("b", "allowed", storage="locked-pouch", years=9)
    )
    decision = ask(rules)
    assert (decision.storage, ids(decision)) == ("locked-pouch", ["a", "b"])


def test_a_rule_without_verdict_adds_to_refusals_only():
    rules = policy(
        rule("breach", on_breach=["confiscate", "sanction"], held_at="school-office", release_to="parent"),
        rule("a", "forbidden", activity="use"),
        rule("b", "allowed", activity="bring"),
    )
    decision = ask(rules)
    assert (decision.on_breach, decision.held_at) == (("confiscate", "sanction"), "school-office")
    assert (decision.release_to, ids(decision)) == ("parent", ["a", "breach"])
    assert ids(ask(rules, activity="bring")) == ["b"]
    assert ask(rules, activity="carry").verdict == "not-covered"


def test_what_a_breach_of_exams_brings_comes_before_what_others_bring():
    rules = policy(
        rule("a", "forbidden", on_breach="confiscate", years=9),
        rule("b", "forbidden", on_breach="report-to-examining-body", during="exam"),
    )
    assert ask(rules, during="exam").on_breach == ("report-to-examining-body",)


def refusal(*rules):
    with pytest.raises(PolicyError) as caught:
        policy(*rules)
    return caught.value


def test_same_words_and_opposite_verdicts_are_refused():
    error = refusal(rule("a", "allowed", years=9), rule("b", "forbidden", years="9"))
    assert (error.rule, error.line) == ("b", 14)
    assert "disagrees with `a`" in str(error)
    assert "`overrides: a` or `overrides: b`" in str(error)


def test_permissions_that_disagree_without_an_order_are_refused():
    ask_first = rule("b", "needs-authorisation", authorisers="staff", during="lesson")
    assert "on `verdict`" in str(refusal(rule("a", "allowed", years=9), ask_first))
    rules = policy(rule("a", "allowed", years=9), ask_first | {"overrides": "a"})
    assert ask(rules).verdict == "needs-authorisation"


def test_storage_that_disagrees_without_an_order_is_refused():
    first = rule("a", "allowed", storage="handed-in", years=9)
    assert "on `storage`" in str(
        refusal(first, rule("b", "allowed", storage="locked-pouch", during="lesson"))
    )


def test_permissions_that_outrank_each_other_in_a_circle_are_refused():
    error = refusal(
        rule("a", "allowed", years=9, place="office"),
        rule("b", "allowed-discreetly", years=9, overrides="c"),
        rule("c", "needs-authorisation", authorisers="staff", place="office", overrides="a"),
    )
    assert "disagrees" in str(error)


def test_rules_that_never_meet_do_not_disagree():
    rules = policy(
        rule("a", "allowed", years=9, until="2025-08-31"),
        rule("b", "forbidden", years=9, **{"from": "2025-09-01"}),
    )
    assert ask(rules, time="2025-08-31T23:59").verdict == "allowed"
    assert ask(rules, time="2025-09-01T00:00").verdict == "forbidden"


def test_how_long_a_device_is_kept_is_merged_like_every_effect():
    rules = policy(
        rule("all", "forbidden", on_breach="confiscate", kept_for="end-of-day"),
        rule("year-9", on_breach="confiscate", kept_for="10", years=9),
    )
    assert (ask(rules, year=8).kept_for, ask(rules, year=9).kept_for) == ("end-of-day", 10)
