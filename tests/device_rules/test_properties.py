"""What must hold for every policy that loads and every situation of its school."""

from datetime import UTC, datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from device_rules.decide import decide
from device_rules.errors import PolicyError
from device_rules.loader import load_policy
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

MGGS = load_policy("mggs-2025")
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
@given(situations)
def test_every_situation_of_the_school_is_answered_and_always_the_same(situation):
    decision = decide(MGGS, situation)
    assert decision is decide(MGGS, situation)
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
