import pytest

from device_rules.errors import PolicyError
from device_rules.loader import load_policy, policy_names
from device_rules.vocabulary import Authoriser, LeaveKind
from tests.device_rules.samples import policy, rule

RULE = rule("a", "allowed", device="phone")
VISITS = {"kinds": ["trip", "off-site-college"], "by": ["slt", "head"], "source": "Section 4, Visits"}
HEALTH = {"kinds": "medical", "by": "dsl", "source": "Section 9, Health"}


def test_each_kind_has_its_own_people_and_source():
    read = policy(RULE, second_approval=[VISITS, HEALTH])
    said = read.approval_of(LeaveKind.OFF_SITE_COLLEGE)
    assert (said.by, said.source) == ((Authoriser.SLT, Authoriser.HEAD), "Section 4, Visits")
    assert read.approval_of(LeaveKind.MEDICAL).by == (Authoriser.DSL,)
    assert read.approval_of(LeaveKind.EARLY_LEAVER) is None


def test_it_is_part_of_the_version_only_where_it_is_said():
    assert policy(RULE, second_approval=[VISITS]).version != policy(RULE).version
    assert policy(RULE, second_approval=[]).version == policy(RULE).version


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kinds": ["picnic"]}, "`picnic` is not a known kind of leave"),
        ({"by": "parents"}, "is not a known authoriser"),
        ({"source": ""}, "`source` is empty"),
        ({"who": "slt"}, "`who` is not a field here"),
        ({"kinds": "medical"}, "`second_approval` has `medical` twice"),
    ],
)
def test_mistakes_earn_a_sentence(wrong, sentence):
    with pytest.raises(PolicyError, match=sentence):
        policy(RULE, second_approval=[VISITS | wrong, HEALTH])


def test_of_the_five_schools_only_the_one_whose_document_says_so():
    """Its section 9.3; the starter template offers a choice, and the baseline has none."""
    said = {name: load_policy(name).second_approval for name in policy_names()}
    assert {name for name, approvals in said.items() if approvals} == {"kent-esafety-2019", "starter"}
    assert load_policy("kent-esafety-2019").approval_of(LeaveKind.TRIP).by == (Authoriser.SMT,)
