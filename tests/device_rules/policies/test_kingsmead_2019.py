"""Each row of the policy, asked as the school's guidance of November 2019 says it."""

import pytest

from device_rules.loader import load_policy
from device_rules.vocabulary import PERSONAL_DEVICES, Activity, Device, During, Place, Verdict
from tests.device_rules.policies.rows import cases, check, needless, person
from tests.device_rules.samples import ask, ids

KINGSMEAD = load_policy("kingsmead-2019")
TIME = "2019-11-25T12:40"
CASES = cases(
    """
staff-phone-not-in-classrooms  | staff | phone | bring carry use internet | classroom corridor | lesson social-time non-contact - | forbidden | on_breach=sanction
staff-phone-use                | staff | phone | use | social-area sixth-form-area exam-room site | non-contact social-time - | forbidden | on_breach=sanction
staff-phone-use                | staff | phone | use | office | lesson before-school - | forbidden | on_breach=sanction
staff-phone-in-offices         | staff | phone | bring use | office | non-contact | allowed | storage=none on_breach=
staff-own-devices-in-lessons   | staff | phone tablet laptop camera | use share-files network internet | classroom site | lesson tutor-time formal-activity | forbidden | on_breach=sanction
staff-own-devices-on-visits    | staff | phone tablet camera | use photograph | off-site | formal-activity | forbidden | on_breach=sanction
staff-own-devices-with-students| staff | laptop tablet phone | learn | classroom site | lesson social-time after-school | forbidden | on_breach=sanction
staff-work-equipment           | staff | school-device | use learn | classroom off-site | lesson tutor-time formal-activity | allowed | on_breach=
staff-photos-own-devices       | staff | phone tablet camera | photograph | site office social-area | social-time non-contact - | forbidden | on_breach=sanction
staff-photos-school-equipment  | staff | school-device | photograph | classroom off-site | lesson formal-activity - | allowed | on_breach=
visitors-photos                | visitor | phone tablet camera | photograph | site classroom social-area | formal-activity lesson - | needs-authorisation | authorisers=dsl on_breach=
school-systems                 | 7 11 13 staff | school-device | use learn network internet | site classroom | lesson social-time - | allowed | on_breach=
community-users                | visitor | school-device | use learn network internet | site classroom | after-school - | needs-authorisation | authorisers=staff
misuse                         | staff | phone camera | photograph | site | social-time | forbidden | on_breach=sanction held_at=None may_confiscate= may_search=
    """,  # noqa: E501
    TIME,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_row(case):
    check(KINGSMEAD, case)


def test_every_row_matters_to_one_of_its_cases():
    assert needless("kingsmead-2019", CASES) == []


def test_offices_are_the_only_place_and_non_contact_time_the_only_time_for_a_staff_phone():
    free = {
        (place, during)
        for place in Place
        for during in (*During, None)
        if ask(KINGSMEAD, **person("staff"), place=place, during=during, time=TIME).verdict == Verdict.ALLOWED
    }
    assert free == {("office", "non-contact")}


def test_only_the_dsl_permits_a_visitors_photographs():
    words = person("visitor") | {"device": "phone", "activity": "photograph", "place": "site", "time": TIME}
    assert ask(KINGSMEAD, **words, authorised_by="dsl").verdict == "allowed"
    for other in ("staff", "head", "slt", "deputy-dsl"):
        assert ask(KINGSMEAD, **words, authorised_by=other).verdict == "needs-authorisation"


@pytest.mark.parametrize("device", sorted(PERSONAL_DEVICES))
@pytest.mark.parametrize("activity", Activity)
def test_students_own_devices_are_left_to_policies_that_this_one_only_names(device, activity):
    for during in (*During, None):
        decision = ask(KINGSMEAD, device=device, activity=activity, during=during, time=TIME)
        assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("9", {"activity": "carry", "place": "exam-room", "during": "exam"}),
        ("9", {"device": Device.SCHOOL_DEVICE, "activity": "photograph"}),
        ("staff", {"device": "tablet", "place": "office", "during": "non-contact"}),
        ("staff", {"activity": "network", "place": "office", "during": "non-contact"}),
        ("staff", {"place": "off-site", "during": "after-school"}),
        ("visitor", {"activity": "bring"}),
        ("visitor", {"device": "phone", "activity": "use"}),
    ],
)
def test_what_the_document_does_not_say_is_not_covered(who, words):
    decision = ask(KINGSMEAD, **{**person(who), "time": TIME, **words})
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


@pytest.mark.parametrize(
    ("time", "rules"),
    [
        ("2019-10-31T23:59", []),
        ("2019-11-01T00:00", ["staff-phone-not-in-classrooms", "staff-phone-use", "misuse"]),
        ("2021-03-01T10:00", ["staff-phone-not-in-classrooms", "staff-phone-use", "misuse"]),
    ],
)
def test_it_holds_from_its_review_in_november_2019_until_it_is_replaced(time, rules):
    assert ids(ask(KINGSMEAD, **person("staff"), during="non-contact", time=time)) == rules
