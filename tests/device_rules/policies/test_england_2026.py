"""Each row of the baseline, asked as the Act and the guidance of 19 January 2026 have it."""

import pytest

from device_rules.loader import load_policy
from device_rules.vocabulary import Device, During, Verdict
from tests.device_rules.policies.rows import cases, check, needless, person
from tests.device_rules.samples import ask, ids

ENGLAND = load_policy("england-2026")
TIME = "2026-03-03T12:40"
SCHOOL_HOURS = sorted(set(During) - {"before-school", "after-school"})
CASES = cases(
    """
phone-free               | 1 5 7 9 11 12 13 | phone smart-watch | use learn photograph share-files network internet | site classroom corridor social-area | lesson between-lessons tutor-time social-time formal-activity non-contact exam - | forbidden | storage=none
phone-free               | 9 11 | phone smart-watch | use | sixth-form-area | social-time non-contact | forbidden |
phone-free               | 12 13 | phone | photograph internet learn | sixth-form-area | social-time | forbidden |
sixth-form-areas         | 12 13 | phone smart-watch | use | sixth-form-area | social-time non-contact lesson - | allowed | storage=none on_breach=
bring-your-own-device    | 5 7 11 13 | tablet laptop | learn | classroom site | lesson social-time - | allowed | storage=none
adjustments              | 5/medical 9/adjustment 13/medical | phone smart-watch | use learn | site classroom | lesson social-time exam - | allowed | storage=none on_breach=
young-carers             | 7/young-carer 13/young-carer | phone smart-watch | use | corridor site classroom | lesson social-time - | allowed | on_breach=
staff-in-front-of-pupils | staff | phone | use | classroom corridor social-area sixth-form-area exam-room | lesson between-lessons tutor-time social-time formal-activity exam - | forbidden | on_breach=
sanctions                | 7 13 | phone smart-watch | use learn | classroom | lesson social-time | forbidden | on_breach=confiscate,sanction may_confiscate=staff held_at=None release_to=None
searches                 | 7 13 | phone smart-watch | use | classroom | lesson social-time | forbidden | may_search=head
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(ENGLAND, case)


def test_every_row_matters_to_one_of_its_cases():
    """The built-in grants answer the same as `adjustments` does, but not in the name of the guidance."""
    assert needless("england-2026", CASES) == ["adjustments"]


@pytest.mark.parametrize("year", range(1, 14))
@pytest.mark.parametrize("during", SCHOOL_HOURS)
def test_no_pupil_uses_a_phone_around_school_in_school_hours(year, during):
    for device in ("phone", "smart-watch"):
        for place in ("site", "classroom", "corridor", "social-area", "office"):
            asked = {"year": year, "device": device, "place": place, "during": during, "time": TIME}
            assert ask(ENGLAND, **asked).verdict == "forbidden", (device, place)


@pytest.mark.parametrize("during", ["before-school", "after-school"])
def test_boarders_have_what_the_school_gives_them_outside_the_teaching_day(during):
    for activity in ("use", "photograph", "internet"):
        assert (
            ask(ENGLAND, activity=activity, place="site", during=during, time=TIME).verdict == "not-covered"
        )


def test_no_member_of_staff_can_permit_a_phone():
    for able in ("staff", "slt", "head"):
        assert ask(ENGLAND, activity="learn", authorised_by=able, time=TIME).verdict == "forbidden"


def test_a_young_carer_gets_no_more_than_needed():
    assert ask(ENGLAND, exemption="young-carer", activity="photograph", time=TIME).verdict == "forbidden"


def test_staff_may_be_on_the_phone_where_there_are_no_pupils():
    for words in ({"place": "office", "during": "lesson"}, {"place": "classroom", "during": "non-contact"}):
        assert ask(ENGLAND, **person("staff"), **words, time=TIME).verdict == "not-covered"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        *[("9", {"device": device}) for device in (Device.SCHOOL_DEVICE, Device.AUTHORISED_DEVICE)],
        ("9", {"device": "tablet"}),
        ("9", {"activity": "bring"}),
        ("9", {"activity": "carry", "place": "exam-room", "during": "exam"}),
        ("9", {"place": "off-site"}),
        ("staff", {"activity": "learn"}),
        ("staff", {"device": "laptop"}),
        ("visitor", {}),
    ],
)
def test_what_the_guidance_does_not_say_is_not_covered(who, words):
    decision = ask(ENGLAND, **{**person(who), "time": TIME, **words})
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


def test_the_guidance_is_of_19_january_2026():
    assert ask(ENGLAND, time="2026-01-18T12:40").verdict == "not-covered"
    assert ids(ask(ENGLAND, time="2026-01-19T00:00"))[0] == "phone-free"
