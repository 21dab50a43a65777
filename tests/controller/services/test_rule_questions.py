from datetime import datetime, timedelta

import pytest

from controller.bootstrap import Services
from controller.domain.timetable import LONDON
from controller.services.rule_questions import RuleQuestions
from device_rules.errors import SituationError
from device_rules.vocabulary import Activity, Device, During, Place, Storage, Verdict
from tests.web.rules.site import PERIOD_2, policy_of, questions

PHONE = {"role": "pupil", "year": "9", "device": "phone", "activity": "use", "place": "classroom"}
PERMIT = "verdict: needs-authorisation, authorisers: [head]"


def test_it_asks_the_policy_of_the_school(school: Services) -> None:
    answer = RuleQuestions(school.rules, school.clock).answer(PHONE)
    assert (answer.decision.verdict, answer.decision.storage) == (Verdict.FORBIDDEN, Storage.LOCKED_POUCH)
    assert answer.sentence == (
        "A Year 9 pupil may not use a phone in a classroom during a lesson; "
        "the device stays in a locked pouch."
    )


def test_the_time_is_now_and_the_period_the_timetables() -> None:
    situation = questions().answer(PHONE | {"time": "", "during": ""}).situation
    assert (situation.at, situation.during) == (PERIOD_2, During.LESSON)


@pytest.mark.parametrize(
    ("time", "during"),
    [
        ("2025-10-06T11:05", During.SOCIAL_TIME),
        ("2025-10-06T10:05+00:00", During.SOCIAL_TIME),
        ("2025-10-06T08:00", During.BEFORE_SCHOOL),
        ("2025-10-04T11:05", During.AFTER_SCHOOL),
    ],
)
def test_the_period_follows_the_time_that_is_asked_about(time: str, during: During) -> None:
    assert questions().answer(PHONE | {"time": time}).situation.during is during


def test_a_period_that_is_named_stands() -> None:
    assert questions().answer(PHONE | {"during": "exam"}).situation.during is During.EXAM


def test_a_school_without_periods_leaves_the_period_to_the_policy() -> None:
    assert questions(periods=()).answer(PHONE).situation.during is None


def test_every_rule_that_decided_comes_with_its_source_and_note() -> None:
    reasons = questions().answer(PHONE).because
    assert [reason.rule for reason in reasons] == ["ks3-ks4-phone-stays-locked", "misuse"]
    assert reasons[0].source.startswith("Mobile Technologies: student owned")
    assert reasons[0].note == "A phone that has to be in its locked pouch cannot be used for anything."
    assert reasons[1].note == ""


def test_silence_has_no_reasons() -> None:
    answer = questions().answer(PHONE | {"activity": "carry", "place": "exam-room", "during": "exam"})
    assert (answer.decision.verdict, answer.because) == (Verdict.NOT_COVERED, ())
    assert answer.sentence.startswith("The policy does not say whether a Year 9 pupil may carry a phone")


def test_a_pupil_is_asked_about_as_things_stand_today() -> None:
    ended = questions().pupil(13, Device.PHONE, Activity.USE, Place.SITE, During.LESSON)
    before = questions(at=PERIOD_2 - timedelta(days=60))
    then = before.pupil(13, Device.PHONE, Activity.USE, Place.SITE, During.LESSON)
    assert (ended.decision.verdict, then.decision.verdict) == (Verdict.FORBIDDEN, Verdict.ALLOWED)


@pytest.mark.parametrize(("giver", "counts"), [("head", True), ("staff", False), ("", False)])
def test_a_permission_counts_only_from_somebody_who_may_give_it(giver: str, counts: bool) -> None:
    answer = questions(policy_of(PERMIT)).answer(PHONE | {"authorised_by": giver})
    assert answer.permission_counts is counts
    assert (answer.decision.verdict is Verdict.ALLOWED) is counts


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2025-08-31", False), ("2025-09-01", True), ("2026-07-31", True), ("2026-08-01", False)],
)
def test_a_policy_is_in_force_on_its_first_and_its_last_day(day: str, in_force: bool) -> None:
    policy = policy_of("verdict: forbidden")
    assert questions(policy).answer(PHONE | {"time": f"{day}T12:00"}).in_force is in_force
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=LONDON)
    assert questions(policy, now).in_force is in_force


def test_without_an_end_a_policy_stays_in_force() -> None:
    assert questions().answer(PHONE | {"time": "2099-01-01T12:00"}).in_force


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"device": "fone"}, "`fone` is not a known device; did you mean `phone`?"),
        ({"device": ""}, "the device is missing"),
        ({"year": "6"}, "year 6 is not in this school"),
        ({"year": "nine"}, "`nine` is not a year group"),
        ({"year": ""}, "a pupil's year is missing"),
        ({"time": "yesterday"}, "`yesterday` is not a time"),
        ({"time": "2025-10-06"}, "`2025-10-06` has no time of day"),
        ({"time": "0001-01-01T00:00+14:00"}, "that time is too far away"),
        ({"time": "9999-12-31T23:59-11:00"}, "that time is too far away"),
        ({"exemption": "tired"}, "`tired` is not a known exemption"),
    ],
)
def test_each_mistake_is_a_sentence_under_its_own_name(wrong: dict[str, str], sentence: str) -> None:
    (name,) = wrong
    with pytest.raises(SituationError, match=sentence[:12].replace("`", ".")):
        questions().answer(PHONE | wrong)
    mistakes = questions().mistakes(PHONE | wrong)
    assert set(mistakes) == {name}
    assert mistakes[name].startswith(sentence)


def test_all_mistakes_are_told_at_once() -> None:
    wrong = {"role": "teacher", "year": "6", "place": "moon", "during": "lunch", "authorised_by": "me"}
    assert set(questions().mistakes(PHONE | wrong)) == set(wrong)


@pytest.mark.parametrize("role", ["staff", "visitor"])
def test_grown_ups_have_no_year_that_could_be_wrong(role: str) -> None:
    words = PHONE | {"role": role, "year": "6"}
    assert questions().mistakes(words) == {}
    assert questions().answer(words).decision.verdict is Verdict.NOT_COVERED


def test_what_has_no_mistakes_is_answered() -> None:
    assert questions().mistakes(PHONE) == {}
