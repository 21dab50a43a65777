from datetime import date

from device_rules.vocabulary import Device, Verdict
from tests.web.rules.site import SEED, policy_of, questions
from web.exams.devices import devices_in_exam, names_exams, silences, usual_year

TODAY = date(2025, 10, 6)


def test_every_kind_of_device_is_asked_about() -> None:
    devices = list(devices_in_exam(questions(), 11))
    assert [one.device for one in devices] == list(Device)
    assert {one.carry.situation.activity for one in devices} == {"carry"}
    assert {one.use.situation.during for one in devices} == {"exam"}


def test_the_seed_is_silent_about_carrying_and_forbids_use_of_phones() -> None:
    devices = list(devices_in_exam(questions(), 11))
    assert {one.carry.decision.verdict for one in devices} == {Verdict.NOT_COVERED}
    assert devices[0].use.decision.verdict is Verdict.FORBIDDEN
    assert silences(devices) == 9


def test_a_policy_that_forbids_devices_in_exams_leaves_nothing_open() -> None:
    policy = policy_of("during: exam, verdict: forbidden")
    assert silences(list(devices_in_exam(questions(policy), 11))) == 0


def test_whether_a_policy_names_exams() -> None:
    assert not names_exams(SEED, TODAY)
    assert names_exams(policy_of("during: exam, verdict: forbidden"), TODAY)
    assert names_exams(policy_of("place: exam-room, verdict: allowed"), TODAY)
    assert not names_exams(policy_of("during: [exam, lesson], verdict: forbidden"), TODAY)
    assert not names_exams(policy_of("during: exam, from: 2025-11-01, verdict: forbidden"), TODAY)
    assert not names_exams(policy_of("during: exam, until: 2025-10-05, verdict: forbidden"), TODAY)


def test_the_year_that_is_shown_first_is_one_of_the_school() -> None:
    assert usual_year(SEED) == 11
    assert usual_year(policy_of("verdict: forbidden")) == 11
