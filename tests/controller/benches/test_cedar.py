import sys
from functools import cache

import pytest

from controller.benches.cedar import Cedar
from controller.benches.rules_policy import situations
from controller.errors import SchoolbellError
from device_rules.decide import decide
from device_rules.loader import load_policy, policy_names
from tests.device_rules.samples import policy, rule


@cache
def asked():
    return situations()[:600]


def agrees(loaded):
    cedar = Cedar(loaded)
    return all(
        cedar.decide(situation).allowed == decide(loaded, situation).verdict.startswith("allowed")
        for situation in asked()
    )


@pytest.mark.parametrize(
    "rules",
    [
        [rule("a", "allowed", role="pupil"), rule("b", "forbidden", during="lesson")],
        [rule("a", "forbidden"), rule("b", "allowed", years="KS3")],
        [rule("a", "forbidden", during="lesson"), rule("b", "allowed", years="KS3", overrides="a")],
        [rule("a", "forbidden", place="exam-room"), rule("b", "allowed", years="KS3", place="exam-room")],
        [rule("a", "needs-authorisation", authorisers="slt"), rule("b", "allowed", years="KS4")],
        [rule("a", "allowed"), rule("b", "needs-authorisation", authorisers="deputy-dsl", device="phone")],
        [rule("a", "forbidden"), rule("b", "allowed", exemption="young-carer")],
        [
            rule("a", "forbidden"),
            rule("b", "allowed", years="KS3", until="2025-12-31", **{"from": "2025-10-01"}),
        ],
        [rule("a", "forbidden"), rule("b", "allowed-discreetly", exemption="medical", device="phone")],
    ],
)
def test_each_kind_of_order_is_said_in_cedar_too(rules):
    assert agrees(policy(*rules))


@pytest.mark.parametrize("name", policy_names())
def test_real_policies_are_said_in_cedar_too(name):
    assert agrees(load_policy(name))


def test_it_tells_which_rules_decided():
    loaded = policy(rule("no-phones", "forbidden", activity="use"))
    about = next(one for one in asked() if one.activity == "use" and one.exemption is None)
    reasons = Cedar(loaded).decide(about).diagnostics.id_annotations_by_reason
    assert list(reasons.values()) == ["no-phones"]


def test_without_cedarpy_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cedarpy", None)
    with pytest.raises(SchoolbellError, match=r"pip install 'schoolbell\[bench\]'"):
        Cedar(policy(rule("a", "forbidden")))
