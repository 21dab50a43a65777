"""The template works as it stands, explains every word, and its other choices work too."""

import re
from itertools import chain

import pytest

from device_rules.document import Row
from device_rules.errors import PolicyError
from device_rules.loader import POLICIES, load_policy, parse_policy
from device_rules.vocabulary import (
    PERSONAL,
    Activity,
    Authoriser,
    Breach,
    Device,
    During,
    Exemption,
    HeldAt,
    Place,
    ReleaseTo,
    Role,
    Storage,
    Verdict,
)
from tests.device_rules.policies.rows import cases, check, needless
from tests.device_rules.samples import ask

STARTER = load_policy("starter")
TEXT = (POLICIES / "starter.yaml").read_text()
TIME = "2026-10-05T12:40"  # a Monday, in the fourth session
KINDS = (
    Role,
    Device,
    Activity,
    Place,
    During,
    Exemption,
    Verdict,
    Storage,
    Breach,
    HeldAt,
    ReleaseTo,
    Authoriser,
)
HELD = "held_at=school-office release_to=pupil kept_for=end-of-day may_confiscate=staff may_search=head,slt"
CASES = cases(
    f"""
keeping-devices          | 7 11 13 | phone smart-watch laptop earbuds | bring | site classroom | lesson before-school - | allowed | storage=off-and-out-of-sight
no-use-in-school-hours   | 7 11 13 | phone smart-watch gaming-device | use learn photograph share-files network internet | classroom corridor social-area site | lesson between-lessons tutor-time social-time formal-activity - | forbidden | storage=off-and-out-of-sight on_breach=confiscate,behaviour-points {HELD}
sixth-form-area          | 12 13 | phone | use internet | sixth-form-area | social-time non-contact | allowed-discreetly | storage=none on_breach=
own-laptops-for-learning | 7 11 13 | laptop tablet | learn | classroom | lesson tutor-time non-contact | needs-authorisation | authorisers=staff storage=none
exam-room                | 7 11 13 | phone smart-watch earbuds | bring carry use | exam-room | exam - | forbidden | on_breach=confiscate,report-to-examining-body {HELD}
during-exams             | 7 11 13 | phone smart-watch laptop | carry use internet | classroom site | exam | forbidden | on_breach=confiscate,report-to-examining-body {HELD}
young-carers             | 7/young-carer 13/young-carer | phone | use | classroom social-area site | lesson social-time | allowed-discreetly | storage=none
emergencies              | 7/emergency 13/emergency staff/emergency visitor/emergency | phone | use | classroom sixth-form-area | lesson social-time | allowed | storage=none on_breach=
school-devices           | 7 13 staff | school-device authorised-device | bring use learn network internet | classroom site | lesson social-time - | allowed | storage=none
pupils-photographs       | 7 13 | school-device | photograph | classroom off-site | lesson formal-activity | needs-authorisation | authorisers=staff
adults-bring             | staff visitor | phone laptop | bring | site classroom | lesson - | allowed | storage=none
adults-in-front-of-pupils| staff visitor | phone | use | classroom corridor social-area | lesson between-lessons social-time | forbidden | may_confiscate=
staff-photographs        | staff | school-device | photograph | classroom off-site | lesson formal-activity | allowed | on_breach=
staff-own-cameras        | staff | phone camera tablet | photograph | site classroom | lesson social-time | forbidden | on_breach=sanction
visitors-photographs     | visitor | phone camera | photograph | site social-area | formal-activity - | needs-authorisation | authorisers=head,dsl on_breach=
adults-network           | staff visitor | phone laptop | network internet | office site | lesson - | needs-authorisation | authorisers=network-manager
pupils-breach            | 7 13 | phone camera | use | corridor | lesson | forbidden | on_breach=confiscate,behaviour-points {HELD}
staff-breach             | staff | phone | use | classroom | lesson | forbidden | on_breach=sanction
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(STARTER, case)


def test_every_row_matters_to_one_of_its_cases():
    assert needless("starter", CASES) == []


def test_every_word_that_a_policy_may_use_is_in_it():
    fields = {field.alias or name for name, field in Row.model_fields.items()}
    words = {str(word) for word in chain(*KINDS)} | fields | {PERSONAL}
    assert {word for word in words if not re.search(rf"(?<![\w-]){word}(?![\w-])", TEXT)} == set()


def test_every_choice_is_marked_and_numbered():
    marked = [int(number) for number in re.findall(r"^# CHOICE (\d+)\.", TEXT, re.MULTILINE)]
    assert marked == list(range(1, 18))
    assert "numbered, 1 to 17" in TEXT


def without_rule(text: str, rule: str) -> str:
    return re.sub(rf"^- id: {rule}\n.*?\n\n", "", text, flags=re.DOTALL | re.MULTILINE)


WITHOUT_A_SIXTH_FORM = (
    without_rule(TEXT, "sixth-form-area")
    .replace(", KS5: 12-13", "")
    .replace(" sixth-form-area, adults", " adults")
)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("storage: off-and-out-of-sight", "storage: locked-pouch"),
        TEXT.replace("storage: off-and-out-of-sight", "storage: handed-in"),
        TEXT.replace("effective: {from: 2026-09-01}", "effective: {from: 2026-09-01, until: 2027-08-31}"),
        TEXT.replace("  verdict: needs-authorisation\n  authorisers: staff\n", "  verdict: forbidden\n"),
        TEXT.replace("  verdict: needs-authorisation\n  authorisers: staff\n", "  verdict: allowed\n"),
        TEXT.replace("role: [staff, visitor]\n  device: phone", "role: staff\n  device: phone"),
        without_rule(TEXT, "own-laptops-for-learning"),
        WITHOUT_A_SIXTH_FORM,
    ],
)
def test_the_other_choices_load_too(text):
    assert text != TEXT
    assert parse_policy(text, "ours").version != STARTER.version


def test_phone_free_for_as_long_as_pupils_are_on_the_site():
    during = "  during: [lesson, between-lessons, tutor-time, social-time, formal-activity, non-contact]\n"
    everywhere = parse_policy(TEXT.replace(during, "", 1), "ours")
    early = {"place": "site", "during": "before-school", "time": TIME}
    assert ask(STARTER, **early).verdict == "not-covered"
    assert ask(everywhere, **early).verdict == "forbidden"
    lounge = {"year": 13, "place": "sixth-form-area", "during": "social-time", "time": TIME}
    assert ask(everywhere, **lounge).verdict == "allowed-discreetly"


def test_a_rule_that_others_name_cannot_be_taken_out_unnoticed():
    with pytest.raises(PolicyError, match="rule `emergencies`: `overrides` names `sixth-form-area`"):
        parse_policy(without_rule(TEXT, "sixth-form-area"), "ours")


@pytest.mark.parametrize(
    ("time", "verdict"),
    [
        ("2026-10-05T08:44", "not-covered"),
        ("2026-10-05T08:45", "forbidden"),
        ("2026-10-05T13:30", "forbidden"),
        ("2026-10-05T15:09", "forbidden"),
        ("2026-10-05T15:10", "not-covered"),
        ("2026-08-31T12:00", "not-covered"),
    ],
)
def test_phones_are_away_from_the_first_session_to_the_last(time, verdict):
    assert ask(STARTER, during=None, place="social-area", time=time).verdict == verdict


@pytest.mark.parametrize("exemption", ["young-carer", "emergency"])
def test_only_a_medical_or_adjustment_grant_goes_into_an_exam(exemption):
    asked = {"place": "exam-room", "during": "exam", "time": TIME}
    assert ask(STARTER, **asked, exemption=exemption).verdict == "forbidden"
    assert ask(STARTER, **asked, exemption="adjustment").verdict == "allowed"
