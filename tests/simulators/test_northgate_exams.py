from datetime import datetime, time, timedelta

from controller.bootstrap import Services
from controller.domain.accounts import Role
from controller.domain.timetable import LONDON
from controller.services.exams.seated import kept_in
from simulators.northgate_exams import SAT, plan_mocks
from tests.schools import MONDAY_PERIOD_2

BELL = datetime.combine(MONDAY_PERIOD_2.astimezone(LONDON).date(), time(15, 10), LONDON)


def test_a_newcomer_finds_two_sittings_today_without_a_clash(school: Services) -> None:
    for _ in range(2):
        plan_mocks(school)
    listed = school.exams.sittings.all()
    assert [(one.sitting.paper.code, one.candidates) for one in listed] == [
        ("8300/1H", SAT + 8),
        ("J249/03", SAT + 8),
    ]
    assert {one.sitting.on for one in listed} == {BELL.date()}
    assert school.exams.setup.problems() == []
    assert Role.INVIGILATOR in {one.role for one in school.accounts.all()}


def test_the_candidates_of_papers_that_nobody_has_ended_are_on_no_list_at_the_bell(school: Services) -> None:
    plan_mocks(school)
    with school.database.read() as session:
        assert len(kept_in(session, MONDAY_PERIOD_2, MONDAY_PERIOD_2)) > SAT
        assert len(kept_in(session, BELL - timedelta(hours=1), BELL)) > SAT
        assert kept_in(session, BELL + timedelta(days=1), BELL + timedelta(days=1)) == frozenset()
