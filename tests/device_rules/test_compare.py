from itertools import product

import pytest

from device_rules.compare import STRICTNESS, Answer, Stance, compare, stance_of
from device_rules.loader import load_policy
from device_rules.vocabulary import Storage, Verdict
from tests.device_rules.samples import day, policy, rule

ON = day("2025-10-06")
PHONES = {"device": "phone", "activity": "use", "place": "classroom", "during": "lesson"}


def against(a, b, **names):
    return compare(policy(*a), policy(*b), ON, **names)


def test_where_the_second_is_stricter():
    found = against(
        [rule("a", "allowed", years="KS3", **PHONES)], [rule("b", "forbidden", years=9, **PHONES)]
    )
    (stricter,) = found.of(Stance.STRICTER)
    assert (stricter.box.people, stricter.box.size) == ((9,), 1)
    assert stricter.a.verdict == "allowed"
    assert stricter.b.verdict == "forbidden"


def test_a_sentence_names_who_what_where_when_and_both_answers():
    names = ("the policy in force", "the new version")
    found = against(
        [rule("a", "forbidden", years="KS3", **PHONES)],
        [rule("a", "needs-authorisation", authorisers="slt", years="KS3", **PHONES)],
        names=names,
    )
    assert [group.sentence for group in found.groups] == [
        "Years 7 to 9, phones: use, in classrooms, in lessons: "
        "the new version says only with permission; the policy in force says not allowed."
    ]


def test_silence_is_neither_strict_nor_lax():
    found = against([rule("a", "allowed", **PHONES)], [rule("a", "allowed", years=7, **PHONES)])
    assert found.counts[Stance.SILENT] == 8
    assert found.silent_cells == (0, 8)
    assert "sample" in found.groups[0].sentence
    assert "does not say" in found.groups[0].sentence


def test_the_counts_are_of_all_cells():
    mggs, kingsmead = load_policy("mggs-2025"), load_policy("kingsmead-2019")
    found = compare(mggs, kingsmead, ON)
    assert sum(found.counts.values()) == 9 * 9 * 8 * 8 * 9
    for stance in (Stance.STRICTER, Stance.LAXER, Stance.DIFFERENT, Stance.SILENT):
        groups = [group for group in found.of(stance) if group.exemption is None]
        assert sum(group.box.size for group in groups) == found.counts[stance]


def test_the_other_way_round_is_the_mirror():
    mggs, kingsmead = load_policy("mggs-2025"), load_policy("kingsmead-2019")
    there, back = compare(mggs, kingsmead, ON), compare(kingsmead, mggs, ON)
    assert there.counts[Stance.STRICTER] == back.counts[Stance.LAXER]
    assert there.silent_cells == back.silent_cells[::-1]


def test_a_policy_is_the_same_as_itself():
    mggs = load_policy("mggs-2025")
    found = compare(mggs, mggs, ON)
    assert found.groups == ()
    assert set(found.summary[:2]) == {
        f"Of 46,656 cells, {found.b} and {found.a} say the same in {found.counts[Stance.SAME]:,}.",
        f"{found.b} is stricter in 0 and laxer in 0.",
    }
    assert found.a == f"mggs-2025 ({mggs.version})"


def test_years_of_one_school_only_are_named():
    first = policy(rule("a", "forbidden"), key_stages={"KS2": "5-6", "KS3": "7-8"})
    second = policy(rule("a", "forbidden"), key_stages={"KS3": "7-9"})
    found = compare(first, second, ON, ("Downs", "Northgate"))
    assert (found.years_only_in_a, found.years_only_in_b) == ((5, 6), (9,))
    assert found.summary[-2:] == (
        "Only Downs has Years 5 to 6, which could not be compared.",
        "Only Northgate has Year 9, which could not be compared.",
    )


def test_an_exemption_is_a_group_only_where_it_changes_how_they_stand():
    carer = rule("b", "allowed", exemption="young-carer", years=9, **PHONES)
    found = against([rule("a", "forbidden", **PHONES)], [rule("a", "forbidden", **PHONES), carer])
    (group,) = found.groups
    assert (group.stance, group.exemption) == (Stance.LAXER, "young-carer")
    assert group.sentence.startswith("Year 9 who are young carers, phones: use")
    assert found.counts[Stance.LAXER] == 0


def test_how_the_device_is_kept_counts_where_the_verdict_is_the_same():
    for a, b, stance in [
        ("none", "locked-pouch", Stance.STRICTER),
        ("handed-in", "none", Stance.LAXER),
        ("handed-in", "locked-pouch", Stance.DIFFERENT),
    ]:
        found = against([rule("a", "allowed", storage=a)], [rule("a", "allowed", storage=b)])
        assert found.of(stance)
    assert "allowed, in a locked pouch" in found.groups[0].sentence
    assert any("kept otherwise" in sentence for sentence in found.summary)


@pytest.mark.parametrize(("a", "b"), list(product(STRICTNESS, repeat=2)))
def test_verdicts_stand_in_one_order(a, b):
    expected = [Stance.LAXER, Stance.SAME, Stance.STRICTER]
    sign = (STRICTNESS.index(b) > STRICTNESS.index(a)) - (STRICTNESS.index(b) < STRICTNESS.index(a))
    assert stance_of(Answer(a, Storage.NONE), Answer(b, Storage.NONE)) is expected[sign + 1]


def test_both_silent():
    silent = Answer(Verdict.NOT_COVERED, Storage.NONE)
    assert stance_of(silent, silent) is Stance.BOTH_SILENT


def test_as_json():
    found = against(
        [rule("a", "allowed", **PHONES)], [rule("a", "forbidden", **PHONES)], names=("old", "new")
    )
    data = found.to_json()
    assert (data["a"], data["b"], data["cells"]["stricter"]) == ("old", "new", 9)
    assert data["groups"] == [
        {
            "stance": "stricter",
            "sentence": "Everyone, phones: use, in classrooms, in lessons: "
            "new says not allowed; old says allowed.",
            "cells": 9,
            "a": {"verdict": "allowed", "storage": "none"},
            "b": {"verdict": "forbidden", "storage": "none"},
            "where": {
                "people": [*range(7, 14), "staff", "visitor"],
                "devices": ["phone"],
                "activities": ["use"],
                "places": ["classroom"],
                "periods": ["lesson"],
            },
        }
    ]


@pytest.mark.parametrize(
    ("a", "b", "stance"),
    [
        ("1", "end-of-day", Stance.STRICTER),
        ("2", "end-of-day", Stance.LAXER),
        ("4", "10", Stance.STRICTER),
        ("4", "4", Stance.SAME),
        ("4", None, Stance.SAME),
    ],
)
def test_a_longer_confiscation_is_stricter_where_both_say_how_long(a, b, stance):
    kept = [{"kept_for": length} if length else {} for length in (a, b)]
    rules = [[rule("a", "forbidden", on_breach="confiscate", **PHONES, **one)] for one in kept]
    found = against(*rules, names=("old", "new"))
    assert found.counts[stance] >= 9
    said = [group.sentence for group in found.of(Stance.STRICTER, Stance.LAXER)]
    assert bool(said) is (stance is not Stance.SAME)
    if a == "1":
        assert "new says not allowed, confiscated until the end of the school day;" in said[0]
        assert "old says not allowed, confiscated for 1 school session." in said[0]
