from dataclasses import replace
from datetime import date, time

from controller.domain.exams.clashes import Engagement, clashes
from controller.domain.exams.sittings import Paper
from tests.controller.domain.exams.samples import MORNING, sitting

PHYSICS = Paper("OCR", "GCSE Physics", "J249/01", "Paper 1")


def test_a_candidate_in_two_sittings_at_once_is_named_with_both() -> None:
    later = sitting(2, paper=PHYSICS, starts=time(10))
    found = clashes([Engagement("0001 Ana Silva", later), Engagement("0001 Ana Silva", MORNING)])
    assert [clash.sentence for clash in found] == [
        "0001 Ana Silva is in 8300/1F from 09:00 and in J249/01 from 10:00 on 13 May."
    ]


def test_one_after_the_other_is_no_clash_but_extra_time_can_make_it_one() -> None:
    after = sitting(2, paper=PHYSICS, starts=time(10, 30))
    assert clashes([Engagement("0001", MORNING), Engagement("0001", after)]) == []
    assert len(clashes([Engagement("0001", MORNING, extra_percent=25), Engagement("0001", after)])) == 1


def test_others_and_other_days_do_not_clash() -> None:
    tomorrow = sitting(2, on=date(2027, 5, 14))
    assert clashes([Engagement("0001", MORNING), Engagement("0002", MORNING)]) == []
    assert clashes([Engagement("0001", MORNING), Engagement("0001", tomorrow)]) == []


def test_three_at_once_are_three_pairs() -> None:
    three = [
        Engagement("0001", sitting(number, paper=replace(PHYSICS, code=f"J249/0{number}")))
        for number in (1, 2, 3)
    ]
    assert len(clashes(three)) == 3
