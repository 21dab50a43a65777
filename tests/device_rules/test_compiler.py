import random
import time
from datetime import UTC, datetime

import pytest

from device_rules.compiler import era_of
from device_rules.errors import PolicyError
from device_rules.loader import POLICIES, load_policy, parse_policy
from device_rules.model import Decision
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Place, Role
from tests.device_rules.samples import ask, document, policy, rule

YAML = document(rule("a", "forbidden", device="phone"), rule("b", "allowed", years=9, device="phone"))
LOAD_LIMIT_S = 0.05
TANGLE_LIMIT_S = 20  # about 3 here; a slow test machine must not fail


def leaves(node):
    if isinstance(node, Decision):
        return 1
    return sum(leaves(child) for child in node.values())


def test_a_table_has_exactly_one_answer_for_every_situation():
    persons = 7 + len(Role) - 1
    words = persons * len(Device) * len(Activity) * len(Place)
    claims = (len(During) + 1) * (len(Exemption) + 1) * (len(Authoriser) + 1)
    loaded = policy(rule("a", "forbidden", device="phone"))
    assert [leaves(table) for table in loaded.tables] == [words * claims] * 2


def test_equal_sub_tables_are_shared():
    table = policy(rule("a", "forbidden", device="phone")).tables[-1]
    assert table[7] is table[13]
    assert table[7][Device.TABLET] is table[7][Device.LAPTOP]


def test_eras_are_cut_where_something_starts_or_stops_while_the_policy_is_in_force():
    loaded = policy(
        rule("a", "allowed", device="phone", **{"from": "2024-01-01"}, until="2025-03-31"),
        rule("b", "allowed", device="laptop", **{"from": "2025-09-01"}, until="2027-01-01"),
        effective={"from": "2025-01-01", "until": "2025-12-31"},
    )
    assert [str(start.date()) for start in loaded.eras] == [
        "2025-01-01",
        "2025-03-31",
        "2025-08-31",
        "2026-01-01",
    ]
    assert era_of(loaded, datetime(2025, 4, 1, tzinfo=UTC)) is loaded.tables[2]


def test_nothing_is_covered_before_a_policy_starts_and_after_it_ends():
    loaded = policy(rule("a", "forbidden"), effective={"from": "2025-01-01", "until": "2025-12-31"})
    times = ["2024-12-31T23:59", "2025-01-01T00:00", "2025-12-31T23:59", "2026-01-01T00:00"]
    verdicts = [ask(loaded, time=moment).verdict for moment in times]
    assert verdicts == ["not-covered", "forbidden", "forbidden", "not-covered"]


def test_in_an_unknown_period_only_prohibitions_apply():
    loaded = policy(
        rule("a", "forbidden", activity="use", during="lesson"),
        rule("b", "allowed", activity="bring", during="lesson"),
        rule("c", "forbidden", activity="carry", during="exam"),
    )
    verdicts = [ask(loaded, activity=activity, during=None).verdict for activity in ("use", "bring", "carry")]
    assert verdicts == ["forbidden", "not-covered", "not-covered"]


def test_the_period_follows_from_the_school_day():
    day = [{"from": "08:45", "until": "15:00", "during": "lesson"}]
    loaded = policy(rule("a", "forbidden", during="lesson"), school_day=day)
    assert ask(loaded, during=None, time="2025-10-06T12:40").verdict == "forbidden"
    assert ask(loaded, during=None, time="2025-10-06T15:00").verdict == "not-covered"


def test_permission_counts_from_those_who_may_give_it():
    loaded = policy(
        rule("a", "needs-authorisation", authorisers=["slt", "deputy-dsl"], on_breach="confiscate")
    )
    allowed = {person for person in Authoriser if ask(loaded, authorised_by=person).verdict == "allowed"}
    assert allowed == {"slt", "head", "deputy-dsl", "dsl"}
    assert ask(loaded).on_breach == ("confiscate",)
    assert ask(loaded, authorised_by="head").on_breach == ()


def test_a_policy_may_say_once_who_authorises():
    loaded = policy(rule("a", "needs-authorisation"), authorisers="head")
    assert ask(loaded).authorisers == ("head",)


def test_permission_does_not_lift_a_prohibition():
    assert ask(policy(rule("a", "forbidden")), authorised_by="head").verdict == "forbidden"


def test_version_follows_the_meaning_and_nothing_else():
    version = parse_policy(YAML, "x").version
    assert len(version) == 12
    assert parse_policy(f"# a comment\n{YAML}", "y").version == version
    assert parse_policy(YAML.replace("id: a", "note: Why.\n  id: a"), "x").version == version
    assert parse_policy(YAML.replace("years: 9", "years: 8"), "x").version != version
    assert parse_policy(YAML.replace("2025-01-01", "2025-01-02"), "x").version != version


def test_decisions_carry_policy_and_version():
    loaded = policy(rule("a", "forbidden"))
    for decision in (ask(loaded), ask(loaded, time="2020-01-01T00:00")):
        assert (decision.policy, decision.policy_version) == ("sample", loaded.version)


def test_each_shipped_policy_loads_within_50_ms():
    for path in POLICIES.glob("*.yaml"):
        took = []
        for _ in range(3):
            start = time.process_time()
            load_policy(path)
            took.append(time.process_time() - start)
        assert min(took) < LOAD_LIMIT_S


def test_rules_that_overlap_in_too_many_ways_are_refused_before_they_take_long():
    chance = random.Random(7)

    def some(words):
        return [str(word) for word in chance.sample(list(words), 3)]

    rules = [
        rule(
            f"r{index}",
            "forbidden",
            years=some(range(7, 14)),
            device=some(Device),
            activity=some(Activity),
            place=some(Place),
            during=some(During),
        )
        for index in range(300)
    ]
    start = time.process_time()
    with pytest.raises(
        PolicyError, match="overlap in too many different ways to be checked; use fewer rules"
    ):
        policy(*rules)
    assert time.process_time() - start < TANGLE_LIMIT_S


def test_the_length_of_a_confiscation_is_part_of_the_version_only_where_it_is_said():
    said, unsaid = (policy(rule("a", "forbidden", **more)).version for more in ({"kept_for": "2"}, {}))
    assert said != unsaid
    assert load_policy("mggs-2025").version == "750fe85bcd45"  # as before there was such a field
