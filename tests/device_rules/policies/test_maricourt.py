"""Each row of the policy, asked as the school's undated policy says it."""

import pytest

from device_rules.loader import load_policy
from device_rules.vocabulary import During, Place, Verdict
from tests.device_rules.policies.rows import cases, check, needless, person
from tests.device_rules.samples import ask, ids

MARICOURT = load_policy("maricourt")
TIME = "2025-10-06T12:40"
HELD = "held_at=school-office release_to=parent may_confiscate=staff may_search=slt"
CASES = cases(
    f"""
own-devices-bring          | 7 11 13 staff visitor | phone tablet camera | bring | site social-area | social-time before-school - | allowed | storage=none
pupils-out-of-sight        | 7 11 13 | phone smart-watch tablet earbuds | bring | classroom corridor site | lesson between-lessons | allowed | storage=off-and-out-of-sight
pupils-switched-off        | 7 11 13 | phone tablet earbuds | use photograph internet | classroom | lesson | forbidden | storage=off-and-out-of-sight
pupils-switched-off        | 7 11 13 | phone laptop camera | use learn photograph share-files network internet | corridor | between-lessons | forbidden | storage=off-and-out-of-sight
pupils-formal-time         | 7 11 13 | laptop tablet smart-watch | use photograph share-files network internet | classroom site | tutor-time formal-activity | forbidden | on_breach=confiscate
pupils-phone-on-site       | 7 11 13 | phone | use learn photograph internet | social-area corridor site sixth-form-area | social-time before-school after-school - | forbidden | on_breach=confiscate,behaviour-points {HELD}
pupils-curriculum-activity | 7 11 13 | phone tablet laptop camera | learn | classroom site | lesson tutor-time formal-activity | needs-authorisation | authorisers=staff
exam-room                  | 7 11 13 | phone smart-watch tablet earbuds | carry bring use | exam-room | exam - | forbidden | on_breach=confiscate,report-to-examining-body {HELD}
during-exams               | 7 11 13 | phone smart-watch laptop camera | carry use photograph internet | classroom social-area site | exam | forbidden | on_breach=confiscate,report-to-examining-body {HELD}
pupils-breach              | 7 11 13 | tablet smart-watch | use | classroom | lesson | forbidden | on_breach=confiscate held_at=school-office release_to=parent
pupils-powers              | 7 11 13 | phone tablet | use | classroom | lesson | forbidden | may_confiscate=staff may_search=slt
pupils-phone-points        | 7 11 13 | phone | use photograph internet | classroom social-area site | lesson social-time | forbidden | on_breach=confiscate,behaviour-points
pupils-phone-points        | 7 11 13 | phone | learn | classroom | lesson | needs-authorisation | on_breach=confiscate,behaviour-points
staff-silent-in-lessons    | staff visitor | phone tablet smart-watch | bring | classroom site | lesson | allowed-discreetly | storage=none
staff-photos-own-devices   | staff visitor | phone tablet camera | photograph | site classroom | lesson social-time - | forbidden | may_confiscate= may_search=
staff-photos-on-visits     | staff visitor | phone tablet camera | photograph | off-site | formal-activity | forbidden | held_at=None
staff-photos-work-equipment| staff | school-device | photograph | classroom off-site | lesson formal-activity - | allowed | on_breach=
school-devices             | 7 11 13 staff visitor | school-device | use learn network internet | classroom site | lesson social-time - | allowed | storage=none
school-devices-off-site    | 7 11 13 staff visitor | school-device | use | off-site | after-school - | allowed | storage=none
staff-incidents            | staff | phone camera | photograph | classroom off-site | formal-activity | forbidden | on_breach=sanction
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(MARICOURT, case)


def test_every_row_matters_to_one_of_its_cases():
    assert needless("maricourt", CASES) == []


@pytest.mark.parametrize("device", ["phone", "tablet"])
def test_any_member_of_staff_can_permit_learning_and_nothing_else(device):
    asked = {"device": device, "authorised_by": "staff", "time": TIME}
    learn, use = ask(MARICOURT, activity="learn", **asked), ask(MARICOURT, activity="use", **asked)
    assert (learn.verdict, learn.storage, learn.on_breach) == ("allowed", "none", ())
    assert use.verdict == "forbidden"


@pytest.mark.parametrize("during", [*During, None])
@pytest.mark.parametrize("place", [place for place in Place if place != "off-site"])
def test_a_pupils_phone_is_used_nowhere_on_the_site_at_any_time(place, during):
    decision = ask(MARICOURT, year=13, place=place, during=during, time=TIME)
    assert (decision.verdict, decision.release_to) == ("forbidden", "parent")


def test_a_phone_may_be_at_school_on_the_day_of_an_exam_but_not_with_the_pupil_in_it():
    asked = {"during": "exam", "time": TIME}
    assert ask(MARICOURT, activity="bring", place="site", **asked).verdict == "allowed"
    assert ask(MARICOURT, activity="bring", place="exam-room", **asked).verdict == "forbidden"
    assert ask(MARICOURT, activity="carry", place="site", **asked).verdict == "forbidden"


def test_no_permission_takes_a_phone_into_an_exam_but_a_medical_grant_does():
    asked = {"activity": "carry", "place": "exam-room", "during": "exam", "time": TIME}
    assert ask(MARICOURT, **asked, authorised_by="head").verdict == "forbidden"
    assert ask(MARICOURT, **asked, authorised_by="exams-officer").verdict == "forbidden"
    assert ids(ask(MARICOURT, **asked, exemption="medical")) == ["medical-grant"]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("9", {"device": "tablet", "place": "social-area", "during": "social-time"}),
        ("9", {"place": "off-site", "during": "after-school"}),
        ("9", {"activity": "carry", "place": "corridor"}),
        ("9", {"device": "authorised-device"}),
        ("9", {"device": "school-device", "activity": "photograph"}),
        ("staff", {"activity": "use"}),
        ("staff", {"device": "laptop", "activity": "network"}),
        ("staff", {"activity": "carry", "place": "exam-room", "during": "exam"}),
        ("visitor", {"device": "school-device", "activity": "photograph"}),
    ],
)
def test_what_the_document_does_not_say_is_not_covered(who, words):
    decision = ask(MARICOURT, **{**person(who), "time": TIME, **words})
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


@pytest.mark.parametrize(
    ("time", "verdict"), [("2023-07-23T23:59", "not-covered"), ("2023-07-24T00:00", "forbidden")]
)
def test_it_is_no_older_than_the_name_x_that_it_uses(time, verdict):
    assert ask(MARICOURT, time=time).verdict == verdict
