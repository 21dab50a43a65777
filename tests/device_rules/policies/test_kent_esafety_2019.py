"""Each row of the policy, asked as the Kent e-safety policy of March 2019 says it."""

import pytest

from device_rules.loader import load_policy
from device_rules.vocabulary import Activity, During, Verdict
from tests.device_rules.policies.rows import cases, check, needless, person
from tests.device_rules.samples import ask, ids

KENT = load_policy("kent-esafety-2019")
TIME = "2019-10-08T12:40"
CASES = cases(
    """
school-devices-off-site      | 9 13 staff visitor | school-device | use | off-site | lesson after-school - | allowed | on_breach=
school-technology            | 7 13 staff | school-device | learn | classroom site | lesson social-time - | allowed |
school-systems               | 7 13 staff visitor | school-device | use network internet | classroom office site | lesson social-time - | allowed | on_breach=
devices-brought              | 7 13 staff visitor | phone tablet laptop smart-watch camera | bring | site classroom | lesson before-school - | allowed | storage=none
staff-teaching-time          | staff | phone tablet laptop | use | classroom site office | lesson formal-activity - | forbidden | on_breach=sanction
staff-emergency              | staff/emergency | phone | use | classroom site | lesson formal-activity - | allowed | on_breach=
staff-with-pupils            | staff | phone tablet camera | learn | classroom site social-area | lesson formal-activity social-time - | forbidden | on_breach=sanction
staff-communication-hidden   | staff | phone tablet laptop | share-files | classroom site | lesson - | forbidden | on_breach=sanction
staff-photographs            | staff | phone tablet camera | photograph | site classroom social-area | lesson social-time - | forbidden | on_breach=sanction
staff-on-visits              | staff | phone tablet camera | photograph learn | off-site | formal-activity | forbidden | on_breach=sanction
staff-photographs-work-equipment | staff | school-device | photograph | classroom off-site | lesson formal-activity - | allowed | on_breach=
staff-breach                 | staff | phone | photograph | site | lesson | forbidden | on_breach=sanction may_confiscate= may_search=
pupils-formal-time           | 7 9 11 12 13 | phone tablet laptop smart-watch | use photograph share-files network internet | classroom site sixth-form-area | lesson tutor-time formal-activity - | forbidden | on_breach=confiscate storage=none
pupils-approved-activity     | 7 11 13 | phone tablet laptop | learn | classroom site | lesson tutor-time formal-activity social-time - | needs-authorisation | authorisers=smt on_breach=confiscate
examinations                 | 7 11 13 | phone smart-watch earbuds | bring carry use learn | exam-room | exam lesson - | forbidden | on_breach=confiscate,report-to-examining-body may_confiscate=staff may_search=smt
during-examinations          | 7 11 13 | phone smart-watch laptop | carry use learn internet | classroom site | exam | forbidden | on_breach=confiscate,report-to-examining-body may_confiscate=staff
pupils-breach                | 7 13 | phone laptop | use photograph | site | lesson | forbidden | on_breach=confiscate may_confiscate=staff held_at=None release_to=None
pupils-search                | 7 13 | phone laptop | use photograph | site | lesson | forbidden | may_search=smt
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(KENT, case)


def test_every_row_matters_to_one_of_its_cases():
    assert needless("kent-esafety-2019", CASES) == []


def test_a_member_of_staff_cannot_approve_alone_what_the_smt_approves():
    for able in ("smt", "head"):
        assert ask(KENT, activity="learn", authorised_by=able, time=TIME).verdict == "allowed"
    for other in ("staff", "slt", "dsl", "exams-officer"):
        assert ask(KENT, activity="learn", authorised_by=other, time=TIME).verdict == "needs-authorisation"


def test_an_approved_activity_is_no_blanket_permission():
    for activity in set(Activity) - {"learn", "bring", "carry"}:
        assert ask(KENT, activity=activity, authorised_by="head", time=TIME).verdict == "forbidden"


def test_nobody_can_approve_a_device_in_an_exam():
    words = {"place": "exam-room", "during": "exam", "authorised_by": "head", "time": TIME}
    for activity in Activity:
        assert ask(KENT, activity=activity, **words).verdict == "forbidden"


def test_an_adjustment_goes_with_its_holder_into_the_exam():
    words = {"activity": "carry", "place": "exam-room", "during": "exam", "time": TIME}
    assert ids(ask(KENT, exemption="adjustment", **words)) == ["adjustment-grant"]


def test_a_device_may_be_at_school_on_the_day_of_an_exam():
    assert ask(KENT, activity="bring", place="site", during="exam", time=TIME).verdict == "allowed"


def test_an_emergency_excuses_staff_and_not_their_photographs():
    words = person("staff/emergency") | {"activity": "photograph", "time": TIME}
    assert ask(KENT, **words).verdict == "forbidden"


@pytest.mark.parametrize("during", sorted(set(During) - {"lesson", "tutor-time", "formal-activity", "exam"}))
def test_outside_formal_time_pupils_devices_are_left_to_another_policy(during):
    for activity in ("use", "photograph", "internet"):
        decision = ask(KENT, activity=activity, place="site", during=during, time=TIME)
        assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("9", {"place": "off-site"}),
        ("9", {"activity": "carry"}),
        ("9", {"device": "school-device", "activity": "photograph"}),
        ("9", {"device": "authorised-device"}),
        ("staff", {"during": "social-time"}),
        ("staff", {"activity": "internet"}),
        ("staff", {"place": "off-site", "during": "after-school"}),
        ("visitor", {"activity": "use"}),
        ("visitor", {"activity": "photograph"}),
        ("visitor", {"activity": "internet"}),
        ("visitor", {"device": "school-device", "activity": "learn"}),
    ],
)
def test_what_the_document_does_not_say_is_not_covered(who, words):
    decision = ask(KENT, **{**person(who), "time": TIME, **words})
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


def test_it_holds_from_march_2019():
    assert ask(KENT, time="2019-02-28T12:40").verdict == "not-covered"
    assert ask(KENT, time="2019-03-01T12:40").verdict == "forbidden"
