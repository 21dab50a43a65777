"""What the policy in force says about each kind of device in an exam room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from controller.services.rule_questions import Answer, RuleQuestions
from device_rules.model import Policy, Rule
from device_rules.vocabulary import Activity, Device, During, Place, Verdict

PLACE_AXIS, PERIOD_AXIS = 3, 4
USUAL_YEAR = 11


@dataclass(frozen=True, slots=True)
class DeviceInExam:
    device: Device
    carry: Answer
    use: Answer


def devices_in_exam(questions: RuleQuestions, year: int) -> Iterator[DeviceInExam]:
    for device in Device:
        carry, use = (
            questions.pupil(year, device, activity, Place.EXAM_ROOM, During.EXAM)
            for activity in (Activity.CARRY, Activity.USE)
        )
        yield DeviceInExam(device, carry, use)


def silences(devices: list[DeviceInExam]) -> int:
    """How many of the questions the policy leaves open."""
    return sum(
        answer.decision.verdict is Verdict.NOT_COVERED for one in devices for answer in (one.carry, one.use)
    )


def names_exams(policy: Policy, on: date) -> bool:
    """Whether any rule that holds on that day is about exams or the exam room and nothing wider."""
    return any(_is_about_exams(rule) for rule in policy.rules if _holds(rule, on))


def _is_about_exams(rule: Rule) -> bool:
    return rule.scope[PLACE_AXIS] == {Place.EXAM_ROOM} or rule.scope[PERIOD_AXIS] == {During.EXAM}


def _holds(rule: Rule, on: date) -> bool:
    return (rule.start is None or rule.start <= on) and (rule.until is None or on <= rule.until)


def usual_year(policy: Policy) -> int:
    return USUAL_YEAR if USUAL_YEAR in policy.years else policy.years[-1]
