from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.errors import Refused
from controller.services.exams.found import Found
from controller.services.exams.keeping import Keeping
from controller.storage.journal import Break, verify
from controller.storage.tables.exam_rooms import PassageRow
from controller.storage.tables.exams import CandidateRow, SittingRow
from tests.controller.services.exams.exam_school import Morning
from tests.schools import on_both

DAY = date(2025, 10, 31)


@pytest.fixture
def morning(school: Services) -> Morning:
    return Morning(school)


@pytest.fixture
def keeping(school: Services) -> Keeping:
    return Keeping(school.database, school.clock)


def counts(school: Services) -> tuple[int, int, int]:
    with school.database.read() as session:
        tables = (SittingRow.id, PassageRow.id, CandidateRow.number)
        one, two, three = (session.scalar(select(func.count(column))) or 0 for column in tables)
        return one, two, three


def go_past(clock: ManualClock) -> None:
    clock.advance(timedelta(days=26))


@on_both
def test_a_sitting_goes_after_its_day_with_all_its_lines_and_the_journal_stays(
    morning: Morning, keeping: Keeping, school: Services, clock: ManualClock
) -> None:
    morning.through("0001")
    keeping.keep_until(morning.by, morning.number, DAY)
    assert keeping.run() == []
    go_past(clock)
    assert keeping.run() == [morning.number]
    assert counts(school) == (1, 0, 1)  # the afternoon's paper, and the one who writes it
    assert len(morning.facts("exam-gate.passed")) == 1
    assert morning.facts("exams.purged") == [{"sittings": [morning.number]}]
    with school.database.read() as session:
        assert not isinstance(verify(session), Break)


def test_an_open_case_keeps_it_and_closing_it_lets_it_go(
    morning: Morning, keeping: Keeping, school: Services, clock: ManualClock
) -> None:
    found = Found("hall", "B1", "Earbuds", "in an ear")
    case = school.exams.finding.found(morning.by, morning.number, found, morning.written())
    keeping.keep_until(morning.by, morning.number, DAY)
    go_past(clock)
    assert keeping.run() == []
    school.exams.cases.close(morning.by, case)
    assert keeping.run() == [morning.number]
    with pytest.raises(Refused, match="no such case"):
        school.exams.cases.case(case)


def test_one_without_a_day_is_kept(morning: Morning, keeping: Keeping, clock: ManualClock) -> None:
    go_past(clock)
    keeping.tick()
    keeping.tick()
    assert morning.facts("exams.purged") == []


def test_a_sitting_that_was_put_off_after_its_day_was_set_is_not_deleted_before_it(
    morning: Morning, keeping: Keeping, school: Services, clock: ManualClock
) -> None:
    keeping.keep_until(morning.by, morning.number, DAY)
    plan = morning.setup.plan()
    planned = next(one for one in plan.sittings.values() if one.number == morning.number)
    morning.setup.put_sitting(morning.by, replace(planned, on=date(2025, 12, 1)))
    go_past(clock)
    assert keeping.run() == []
    assert counts(school)[0] == 2


def test_the_day_is_not_before_the_sitting(morning: Morning, keeping: Keeping) -> None:
    with pytest.raises(Refused, match="a day after the sitting"):
        keeping.keep_until(morning.by, morning.number, date(2025, 10, 5))
