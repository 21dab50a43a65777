"""Each row of the policy, asked as its school's document says it. A row without a case fails the suite."""

from datetime import datetime, timedelta

import pytest

from device_rules.decide import decide
from device_rules.loader import load_policy
from device_rules.model import Situation
from device_rules.school_day import LONDON
from device_rules.vocabulary import PERSONAL_DEVICES, Activity, Device, During, Place, Role, Storage, Verdict
from tests.device_rules.samples import ask, ids

MGGS = load_policy("mggs-2025")
BEFORE, AFTER = "2025-08-31T23:59", "2025-09-01T00:00"

# rule, role or years, device, activity, place, during, time, verdict
CASES = [
    ("adults-phone-bring", "staff visitor", "phone", "bring", "site", "lesson", AFTER, "allowed"),
    ("adults-phone-learn", "staff visitor", "phone", "learn", "classroom", "lesson", AFTER, "forbidden"),
    ("adults-phone-social-time", "staff visitor", "phone", "use", "office", "social-time", AFTER, "allowed"),
    ("adults-photos", "staff visitor", "phone camera", "photograph", "site", "lesson", AFTER, "forbidden"),
    (
        "adults-other-devices",
        "staff visitor",
        "smart-watch tablet laptop gaming-device camera earbuds",
        "use",
        "office",
        "social-time",
        AFTER,
        "forbidden",
    ),
    ("adults-file-sharing", "staff visitor", "laptop", "share-files", "office", "lesson", AFTER, "allowed"),
    ("learners-phone-bring", "7 11 12 13", "phone", "bring", "site", "before-school", AFTER, "allowed"),
    ("learners-phone-learn", "7 11 12 13", "phone", "learn", "classroom", "lesson", AFTER, "forbidden"),
    (
        "learners-phone-social-time",
        "7 11 12 13",
        "phone",
        "use",
        "social-area",
        "social-time",
        AFTER,
        "forbidden",
    ),
    ("learners-photos", "7 11 12 13", "phone camera", "photograph", "site", "lesson", AFTER, "forbidden"),
    (
        "learners-other-devices",
        "7 11",
        "smart-watch tablet laptop gaming-device camera earbuds",
        "use",
        "site",
        "social-time",
        AFTER,
        "needs-authorisation",
    ),
    ("learners-other-devices", "12 13", "tablet", "use", "site", "lesson", BEFORE, "needs-authorisation"),
    (
        "learners-other-devices",
        "12 13",
        "gaming-device",
        "use",
        "site",
        "lesson",
        AFTER,
        "needs-authorisation",
    ),
    (
        "learners-file-sharing",
        "7 13",
        "school-device",
        "share-files",
        "classroom",
        "lesson",
        AFTER,
        "allowed",
    ),
    ("learners-file-sharing", "12 13", "laptop", "share-files", "classroom", "lesson", AFTER, "allowed"),
    ("school-devices", "7 13 staff", "school-device", "bring", "classroom", "lesson", AFTER, "allowed"),
    ("school-devices", "7 13 staff", "school-device", "use", "classroom", "lesson", AFTER, "allowed"),
    ("school-devices", "7 13 staff", "school-device", "learn", "classroom", "lesson", AFTER, "allowed"),
    ("school-devices-network", "7 13 staff", "school-device", "network", "site", "lesson", AFTER, "allowed"),
    ("school-devices-network", "7 13 staff", "school-device", "internet", "site", "lesson", AFTER, "allowed"),
    ("authorised-devices", "7 13", "authorised-device", "bring", "classroom", "lesson", AFTER, "allowed"),
    ("authorised-devices", "7 13", "authorised-device", "use", "classroom", "lesson", AFTER, "allowed"),
    (
        "authorised-devices-network",
        "7 13",
        "authorised-device",
        "network",
        "site",
        "lesson",
        AFTER,
        "allowed",
    ),
    ("authorised-devices-network", "7 13", "authorised-device", "internet", "site", "exam", AFTER, "allowed"),
    ("ks3-ks4-locked-pouch", "7 8 9 10 11", "phone tablet", "bring", "site", "lesson", AFTER, "allowed"),
    ("ks3-ks4-phone-stays-locked", "7 8 9 10 11", "phone", "use", "site", "lesson", AFTER, "forbidden"),
    ("ks3-ks4-phone-stays-locked", "7 11", "phone", "use", "corridor", "between-lessons", AFTER, "forbidden"),
    ("ks3-ks4-school-managed-only", "7 11", "tablet", "internet", "classroom", "lesson", AFTER, "forbidden"),
    ("ks3-ks4-school-managed-only", "7 11", "laptop", "share-files", "site", "lesson", AFTER, "forbidden"),
    ("ks5-bring", "12 13", "phone laptop", "bring", "site", "lesson", AFTER, "allowed"),
    ("ks5-personal-devices", "12 13", "tablet laptop", "use", "classroom", "lesson", AFTER, "allowed"),
    ("ks5-personal-devices", "12 13", "tablet laptop", "learn", "classroom", "lesson", AFTER, "allowed"),
    ("year-13-phones", "13", "phone", "use", "sixth-form-area", "social-time", BEFORE, "allowed"),
    ("year-13-phones", "13", "phone", "use", "corridor", "between-lessons", BEFORE, "allowed"),
    ("ks5-phones-ended", "12 13", "phone", "use", "sixth-form-area", "non-contact", AFTER, "forbidden"),
    ("ks5-phones-ended", "12 13", "phone", "internet", "sixth-form-area", "lesson", AFTER, "forbidden"),
    ("student-owned-network", "7 11", "laptop", "network", "classroom", "lesson", AFTER, "forbidden"),
    (
        "student-owned-network",
        "12 13",
        "phone gaming-device",
        "network",
        "site",
        "lesson",
        AFTER,
        "forbidden",
    ),
    ("ks5-network", "12 13", "tablet laptop", "network", "classroom", "lesson", AFTER, "allowed"),
    ("ks5-network", "12 13", "tablet laptop", "internet", "classroom", "lesson", AFTER, "allowed"),
    ("staff-owned-bring", "staff", "phone laptop tablet", "bring", "site", "lesson", AFTER, "allowed"),
    ("staff-owned-network", "staff", "phone laptop", "network", "site", "lesson", AFTER, "allowed"),
    ("staff-owned-network", "staff", "phone laptop", "internet", "site", "lesson", AFTER, "allowed"),
    ("visitor-owned-bring", "visitor", "phone laptop", "bring", "site", "lesson", AFTER, "allowed"),
    ("visitor-owned-network", "visitor", "phone laptop", "network", "site", "lesson", AFTER, "forbidden"),
    ("visitor-owned-internet", "visitor", "phone laptop", "internet", "site", "lesson", AFTER, "allowed"),
    (
        "staff-images-school-devices",
        "staff",
        "school-device",
        "photograph",
        "classroom",
        "lesson",
        AFTER,
        "allowed",
    ),
    (
        "staff-images-personal-devices",
        "staff",
        "tablet phone",
        "photograph",
        "site",
        "lesson",
        AFTER,
        "forbidden",
    ),
    (
        "staff-images-on-visits",
        "staff",
        "phone",
        "photograph",
        "off-site",
        "formal-activity",
        AFTER,
        "forbidden",
    ),
    ("misuse", "7 13", "phone", "use", "site", "social-time", AFTER, "forbidden"),
    ("misuse", "staff", "camera", "photograph", "site", "lesson", AFTER, "forbidden"),
    ("misuse", "7", "gaming-device", "use", "site", "social-time", AFTER, "needs-authorisation"),
]


def person(word: str) -> dict[str, object]:
    return {"role": "pupil", "year": int(word)} if word.isdecimal() else {"role": word, "year": None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[3]}-{case[6][:10]}")
def test_row(case):
    rule, people, devices, activity, place, during, time, verdict = case
    for who in people.split():
        for device in devices.split():
            words = {"device": device, "activity": activity, "place": place, "during": during, "time": time}
            decision = ask(MGGS, **person(who), **words)
            assert (decision.verdict, rule in ids(decision)) == (verdict, True), (who, device, decision)


def test_every_row_has_a_case():
    assert {case[0] for case in CASES} == {rule.id for rule in MGGS.rules if rule.line}


@pytest.mark.parametrize("year", range(7, 12))
@pytest.mark.parametrize("during", During)
def test_a_phone_of_years_7_to_11_stays_in_its_pouch_at_any_time_on_site(year, during):
    asked = {"year": year, "place": "site", "during": during}
    bring = ask(MGGS, activity="bring", **asked)
    use = ask(MGGS, activity="use", **asked)
    assert (bring.verdict, bring.storage) == ("allowed", "locked-pouch")
    assert (use.verdict, use.storage, use.on_breach) == ("forbidden", "locked-pouch", ("sanction",))


@pytest.mark.parametrize("year", [12, 13])
def test_the_sixth_form_uses_no_pouch(year):
    assert ask(MGGS, activity="bring", year=year, place="site").storage == Storage.NONE


@pytest.mark.parametrize("words", [{"activity": "carry", "place": "exam-room"}, {"place": "off-site"}])
def test_what_the_document_does_not_say_is_not_covered(words):
    decision = ask(MGGS, **words)
    assert (decision.verdict, decision.because) == (Verdict.NOT_COVERED, ())


@pytest.mark.parametrize(
    ("time", "verdict"),
    [
        ("2025-04-29T23:59", "not-covered"),
        (BEFORE, "allowed"),
        (AFTER, "forbidden"),
        ("2026-11-20", "forbidden"),
    ],
)
def test_year_13_phones_end_with_august_2025(time, verdict):
    time = time if "T" in time else f"{time}T10:00"
    assert ask(MGGS, year=13, place="corridor", during="social-time", time=time).verdict == verdict


def test_only_staff_can_say_that_it_is_one_of_the_certain_times():
    words = {"device": "tablet", "during": "social-time"}
    assert ask(MGGS, **words).authorisers == ("staff",)
    granted = ask(MGGS, authorised_by="head", **words)
    assert (granted.verdict, granted.on_breach, ids(granted)) == ("allowed", (), ["learners-other-devices"])


@pytest.mark.parametrize("exemption", ["medical", "adjustment"])
def test_a_grant_lets_a_pupil_keep_and_use_a_phone(exemption):
    for activity in ("bring", "use"):
        decision = ask(MGGS, activity=activity, exemption=exemption)
        assert (decision.verdict, decision.storage, ids(decision)) == (
            "allowed",
            "none",
            [f"{exemption}-grant"],
        )


@pytest.mark.parametrize("exemption", ["young-carer", "emergency"])
def test_an_exemption_that_the_document_does_not_name_changes_nothing(exemption):
    assert ask(MGGS, exemption=exemption) == ask(MGGS)


def test_no_personal_device_of_a_pupil_may_do_what_is_only_for_tablets_and_laptops():
    at = datetime(2025, 10, 6, 10, tzinfo=LONDON)
    for device in PERSONAL_DEVICES - {"tablet", "laptop"}:
        for year in (12, 13):
            for activity in (Activity.NETWORK, Activity.USE):
                asked = Situation(Role.PUPIL, year, device, activity, Place.CLASSROOM, at, During.LESSON)
                assert decide(MGGS, asked).verdict is not Verdict.ALLOWED, (device, year, activity)


def test_the_pouch_rule_holds_on_every_day_of_the_school_year():
    first = datetime(2025, 9, 1, 12, tzinfo=LONDON)
    asked = [
        Situation(Role.PUPIL, 9, Device.PHONE, Activity.USE, Place.SITE, first + timedelta(days=n))
        for n in range(330)
    ]
    assert {decide(MGGS, situation).storage for situation in asked} == {Storage.LOCKED_POUCH}
