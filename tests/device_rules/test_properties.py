"""What must hold for every policy that loads and every situation of its school."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from device_rules.check import check
from device_rules.compare import Stance, compare
from device_rules.decide import decide
from device_rules.errors import PolicyError
from device_rules.loader import load_policy, policy_names
from device_rules.model import Decision, Policy, Situation
from device_rules.vocabulary import (
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    Place,
    Role,
    Storage,
    Verdict,
)
from tests.device_rules.samples import policy, rule

SHIPPED = [load_policy(name) for name in policy_names()]
PERMITTED = [
    Verdict.FORBIDDEN,
    Verdict.NOT_COVERED,
    Verdict.NEEDS_AUTHORISATION,
    Verdict.ALLOWED_DISCREETLY,
    Verdict.ALLOWED,
]
seeded = settings(deadline=None, derandomize=True)
GRANTS = {Exemption.MEDICAL, Exemption.ADJUSTMENT}

situations = st.builds(
    Situation,
    role=st.sampled_from(Role),
    year=st.integers(7, 13),
    device=st.sampled_from(Device),
    activity=st.sampled_from(Activity),
    place=st.sampled_from(Place),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    during=st.none() | st.sampled_from(During),
    authorised_by=st.none() | st.sampled_from(Authoriser),
    exemption=st.none() | st.sampled_from(Exemption),
)


def some(words):
    return st.lists(st.sampled_from([str(word) for word in words]), min_size=1, max_size=3, unique=True)


matches = st.fixed_dictionaries(
    {},
    optional={
        "years": some(["KS3", "KS5", "9", "13"]),
        "device": some(["phone", "tablet", "personal"]),
        "activity": some(["use", "bring"]),
        "place": some(["site", "classroom", "exam-room"]),
        "during": some(["lesson", "exam"]),
        "exemption": some(["medical", "emergency"]),
    },
)
effects = st.fixed_dictionaries({}, optional={"storage": st.sampled_from([str(word) for word in Storage])})
verdicts = st.sampled_from(["allowed", "allowed-discreetly", "needs-authorisation", "forbidden"])
bodies = st.tuples(verdicts, matches, effects)


def load(bodies) -> Policy | None:
    rules = [rule(f"r{i}", verdict, **match, **effect) for i, (verdict, match, effect) in enumerate(bodies)]
    try:
        return policy(*rules, authorisers="staff")
    except PolicyError:
        return None


def rank(decision: Decision) -> int:
    return PERMITTED.index(decision.verdict)


@seeded
@given(st.sampled_from(SHIPPED), situations)
def test_every_situation_of_the_school_is_answered_and_always_the_same(loaded, situation):
    decision = decide(loaded, situation)
    assert decision is decide(loaded, situation)
    assert decision == decide(load_policy(loaded.name), situation)
    assert (decision.verdict is Verdict.NOT_COVERED) == (decision.because == ())
    assert bool(decision.authorisers) >= (decision.verdict is Verdict.NEEDS_AUTHORISATION)


@seeded
@given(st.lists(bodies, min_size=1, max_size=6), matches, st.lists(situations, min_size=20, max_size=20))
def test_adding_a_rule_that_forbids_never_permits_more(bodies, match, asked):
    before = load(bodies)
    after = load([*bodies, ("forbidden", match, {})])
    assume(before and after)
    for situation in asked:
        assert rank(decide(after, situation)) <= rank(decide(before, situation))


@seeded
@given(st.lists(bodies, min_size=1, max_size=6), st.lists(situations, min_size=20, max_size=20))
def test_exams_always_win_over_permissions(bodies, asked):
    loaded = load([*bodies, ("forbidden", {"during": "exam"}, {}), ("forbidden", {"place": "exam-room"}, {})])
    assume(loaded)
    for situation in asked:
        exam = situation.during == During.EXAM or situation.place == Place.EXAM_ROOM
        if exam and situation.exemption not in GRANTS and situation.at.year > 2024:
            assert decide(loaded, situation).verdict is Verdict.FORBIDDEN


@seeded
@given(st.lists(bodies, min_size=1, max_size=6), st.lists(situations, min_size=20, max_size=20))
def test_no_rule_takes_a_named_grant_away(bodies, asked):
    loaded = load(bodies)
    assume(loaded)
    for situation in asked:
        covered = situation.activity not in (Activity.PHOTOGRAPH, Activity.SHARE_FILES)
        if covered and situation.exemption in GRANTS and situation.at.year > 2024:
            assert decide(loaded, situation).verdict in (Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY)


@seeded
@given(st.lists(bodies, min_size=1, max_size=6), st.lists(situations, min_size=20, max_size=20))
def test_a_permission_changes_only_what_needs_one(bodies, asked):
    loaded = load(bodies)
    assume(loaded)
    for situation in asked:
        plain = Situation(
            situation.role,
            situation.year,
            situation.device,
            situation.activity,
            situation.place,
            situation.at,
            situation.during,
            exemption=situation.exemption,
        )
        without, given = decide(loaded, plain), decide(loaded, situation)
        assert given == without or (without.verdict, given.verdict) == (
            Verdict.NEEDS_AUTHORISATION,
            Verdict.ALLOWED,
        )


@seeded
@given(situations, st.sampled_from(["Europe/London", "UTC", "Asia/Tokyo", "America/New_York"]))
def test_the_same_moment_is_decided_alike_in_every_zone(situation, zone):
    elsewhere = replace(situation, at=situation.at.astimezone(ZoneInfo(zone)))
    for loaded in SHIPPED:
        assert decide(loaded, elsewhere) is decide(loaded, situation)


@seeded
@given(st.lists(bodies, min_size=1, max_size=6))
def test_every_cell_of_a_policy_that_loads_has_one_answer(bodies):
    loaded = load(bodies)
    assume(loaded)
    report = check(loaded, date(2025, 10, 6))
    assert report.answered == 2 * 9 * len(Device) * len(Activity) * len(Place) * 10 * 5 * 9
    assert report.not_covered == sum(gap.box.size for gap in report.gaps)


@seeded
@given(st.lists(bodies, min_size=1, max_size=6), matches)
def test_a_rule_that_forbids_more_makes_a_policy_nowhere_laxer(bodies, match):
    before, after = load(bodies), load([*bodies, ("forbidden", match, {})])
    assume(before and after)
    found = compare(before, after, date(2025, 10, 6))
    assert [group.sentence for group in found.of(Stance.LAXER) if group.a.verdict != group.b.verdict] == []
    assert [group for group in found.of(Stance.SILENT) if group.b.verdict is Verdict.NOT_COVERED] == []
