"""Each row of the policy, asked as Maidstone Grammar School's policy of January 2020 says it."""

import pytest

from device_rules.loader import load_policy
from device_rules.vocabulary import PERSONAL_DEVICES, During, Place, Verdict
from tests.device_rules.policies.rows import cases, check, needless, person
from tests.device_rules.samples import ask, ids

MAIDSTONE = load_policy("maidstone-grammar-2020")
TIME = "2020-03-03T12:40"  # a Tuesday
USES = ("use", "learn", "photograph", "share-files", "network", "internet")
CASES = cases(
    """
school-ict                       | 7 13 staff | school-device | use learn internet | classroom office | lesson social-time - | allowed | storage=none on_breach=
school-network                   | 7 13 staff | school-device | network | classroom office | lesson social-time - | allowed | on_breach=
photographs-in-school            | visitor | phone camera tablet school-device | photograph | site classroom | lesson social-time - | needs-authorisation | authorisers=slt on_breach=
photographs-in-school            | 12 13 | phone camera | photograph | social-area classroom | lesson social-time - | needs-authorisation | authorisers=slt
photographs-in-school-activities | visitor | phone camera | photograph | off-site | lesson | needs-authorisation | authorisers=slt on_breach=
photographs-in-school-activities | 8 12 | camera tablet | photograph | off-site | lesson formal-activity | needs-authorisation | authorisers=slt
photographs-at-events            | visitor | phone camera | photograph | site social-area off-site | formal-activity | allowed | authorisers=
students-bring                   | 7 11 12 13 | tablet laptop smart-watch gaming-device earbuds | bring | site classroom | lesson before-school - | allowed | storage=none
students-bring                   | 12 13 | phone | bring | site sixth-form-area | lesson social-time - | allowed | storage=none
students-learn                   | 12 13 | phone tablet laptop | learn | classroom site sixth-form-area | lesson non-contact - | forbidden | storage=none
students-learn-elsewhere         | 8 12 | phone tablet | learn | off-site | lesson formal-activity | forbidden |
phones-share-files               | 12 13 staff visitor | phone | share-files | classroom site | social-time before-school - | forbidden |
years-7-11-use                   | 7 8 9 10 11 | tablet laptop smart-watch gaming-device camera earbuds | use network internet photograph share-files learn | site corridor | lesson social-time before-school after-school - | forbidden | storage=none on_breach=sanction
years-7-11-use                   | 7 11 | phone | use internet | site social-area | before-school after-school | forbidden | storage=none on_breach=confiscate,sanction
years-7-11-phone-off             | 7 8 9 10 11 | phone | use learn photograph share-files network internet | site classroom corridor social-area | lesson between-lessons tutor-time social-time formal-activity non-contact - | forbidden | storage=off-and-out-of-sight on_breach=confiscate,sanction
years-7-11-phone-out-of-sight    | 7 8 9 10 11 | phone | bring | site classroom social-area | lesson between-lessons tutor-time social-time - | allowed | storage=off-and-out-of-sight
years-7-11-outside-the-day       | 7 11 | phone | bring | site | before-school after-school | allowed | storage=none
years-7-11-formal-activity       | 7 8 9 10 11 | phone | use photograph share-files network internet | off-site | formal-activity | forbidden | on_breach=confiscate,sanction
sixth-form-use                   | 12 13 | phone tablet laptop smart-watch | use | classroom social-area sixth-form-area site | lesson social-time between-lessons non-contact before-school | allowed-discreetly | on_breach=confiscate,sanction may_confiscate=staff storage=none
sixth-form-use                   | 12 13 | tablet laptop | use | classroom | tutor-time - | allowed-discreetly |
sixth-form-tutor-time            | 12 13 | phone | use | classroom site sixth-form-area | tutor-time | forbidden | on_breach=confiscate,sanction may_confiscate=staff
examination-rooms                | 7 11 12 13 | phone smart-watch earbuds tablet authorised-device | bring carry use | exam-room | exam lesson - | forbidden | on_breach=confiscate,report-to-examining-body may_confiscate=staff
during-exams                     | 7 11 12 13 | phone smart-watch laptop authorised-device | carry use learn share-files internet | classroom site | exam | forbidden | on_breach=confiscate,report-to-examining-body may_confiscate=staff
students-misuse                  | 7 11 | laptop smart-watch gaming-device | use | site | lesson | forbidden | on_breach=sanction may_confiscate=
students-phone-misuse            | 9 | phone | use | site | lesson | forbidden | on_breach=confiscate,sanction held_at=None release_to=None
confiscate-and-search            | 7 11 | phone | use photograph | site | lesson social-time | forbidden | may_confiscate=staff may_search=slt,dsl,deputy-dsl
confiscate-and-search            | 12 | phone | use share-files | classroom | tutor-time | forbidden | may_confiscate=staff may_search=slt,dsl,deputy-dsl
staff-phone-bring                | staff | phone | bring | site classroom office | lesson social-time - | allowed | storage=none
staff-phone-use                  | staff | phone | use learn network internet | site office corridor | social-time non-contact before-school after-school | needs-authorisation | authorisers=slt on_breach=sanction
staff-phone-lessons              | staff | phone | use learn network internet | classroom office site | lesson | forbidden | authorisers= on_breach=sanction
staff-photographs                | staff | phone tablet camera | photograph | site classroom | lesson social-time - | forbidden | on_breach=sanction
staff-photographs-on-visits      | staff | phone tablet camera | photograph | off-site | formal-activity | forbidden | on_breach=sanction
staff-photographs-school-equipment | staff | school-device | photograph | classroom off-site | lesson formal-activity - | allowed | on_breach=
staff-misuse                     | staff | camera phone | photograph | site | social-time | forbidden | on_breach=sanction may_confiscate= may_search=
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(MAIDSTONE, case)


def test_every_row_matters_to_one_of_its_cases():
    assert needless("maidstone-grammar-2020", CASES) == []


@pytest.mark.parametrize(
    ("clock", "storage"),
    [
        ("08:29", "none"),
        ("08:30", "off-and-out-of-sight"),
        ("12:40", "off-and-out-of-sight"),
        ("15:29", "off-and-out-of-sight"),
        ("15:30", "none"),
    ],
)
@pytest.mark.parametrize("day", ["2020-03-03", "2020-07-03"])  # without and with summer time
@pytest.mark.parametrize("year", range(7, 12))
def test_a_phone_of_years_7_to_11_is_off_and_out_of_sight_from_half_past_8_until_half_past_3(
    year, day, clock, storage
):
    words = {"year": year, "place": "site", "during": None, "time": f"{day}T{clock}"}
    bring, use = (ask(MAIDSTONE, activity=activity, **words) for activity in ("bring", "use"))
    assert (bring.verdict, bring.storage) == ("allowed", storage)
    assert (use.verdict, use.storage) == ("forbidden", storage)


@pytest.mark.parametrize("year", range(7, 12))
@pytest.mark.parametrize("during", [*During, None])
def test_years_7_to_11_use_no_personal_device_on_site_at_any_time(year, during):
    for device in PERSONAL_DEVICES:
        for activity in USES:
            asked = {"year": year, "device": device, "activity": activity, "place": "site", "during": during}
            assert ask(MAIDSTONE, **asked, time=TIME).verdict == "forbidden", (device, activity)


@pytest.mark.parametrize("year", [12, 13])
def test_tutor_time_and_exams_are_when_the_sixth_form_uses_no_phone(year):
    free = {
        during
        for during in During
        if ask(MAIDSTONE, year=year, place="classroom", during=during, time=TIME).verdict
        == "allowed-discreetly"
    }
    assert free == set(During) - {"tutor-time", "exam"}


def test_only_the_slt_can_let_staff_use_a_phone_and_never_in_a_lesson():
    words = person("staff") | {"place": "office", "time": TIME}
    assert ask(MAIDSTONE, **words, during="non-contact", authorised_by="slt").verdict == "allowed"
    assert ask(MAIDSTONE, **words, during="non-contact", authorised_by="head").verdict == "allowed"
    assert (
        ask(MAIDSTONE, **words, during="non-contact", authorised_by="staff").verdict == "needs-authorisation"
    )
    assert ask(MAIDSTONE, **words, during="lesson", authorised_by="slt").verdict == "forbidden"


def test_nobody_can_let_a_student_learn_with_a_phone_or_take_it_into_an_exam():
    words = {"year": 12, "authorised_by": "head", "time": TIME}
    assert ask(MAIDSTONE, **words, activity="learn").verdict == "forbidden"
    assert ask(MAIDSTONE, **words, activity="carry", place="exam-room", during="exam").verdict == "forbidden"


def test_a_medical_grant_goes_with_its_holder_into_the_exam():
    decision = ask(
        MAIDSTONE, activity="carry", place="exam-room", during="exam", exemption="medical", time=TIME
    )
    assert (decision.verdict, ids(decision)) == ("allowed", ["medical-grant"])


@pytest.mark.parametrize("device", ["phone", "smart-watch"])
def test_a_device_may_come_to_school_on_the_day_of_an_exam_but_not_into_the_room(device):
    words = {"year": 11, "device": device, "activity": "bring", "during": "exam", "time": TIME}
    assert ask(MAIDSTONE, place="site", **words).verdict == "allowed"
    assert ask(MAIDSTONE, place=Place.EXAM_ROOM, **words).verdict == "forbidden"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("9", {"place": "off-site", "during": "after-school"}),
        ("9", {"activity": "carry"}),
        ("9", {"device": "school-device", "activity": "bring"}),
        ("12", {"activity": "network", "during": "social-time"}),
        ("12", {"activity": "internet", "during": "social-time"}),
        ("13", {"device": "authorised-device"}),
        ("staff", {"device": "laptop"}),
        ("staff", {"place": "off-site"}),
        ("visitor", {"activity": "bring"}),
        ("visitor", {"activity": "use"}),
        ("visitor", {"device": "laptop", "activity": "internet"}),
    ],
)
def test_what_the_document_does_not_say_is_not_covered(who, words):
    decision = ask(MAIDSTONE, **{**person(who), "time": TIME, **words})
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


def test_it_holds_from_january_2020():
    assert ask(MAIDSTONE, time="2019-12-31T12:40").verdict == "not-covered"
    assert ask(MAIDSTONE, time="2020-01-01T12:40").verdict == "forbidden"
