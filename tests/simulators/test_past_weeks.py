from datetime import datetime, time
from pathlib import Path

from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.config import Settings
from controller.domain.timetable import LONDON
from controller.storage.journal import verify
from controller.storage.tables.checks import ClassCheckMarkRow, ClassCheckRow
from controller.storage.tables.records import JournalRow
from simulators.past_weeks import FIRST_DAY, live_through
from tests.past import DAYS


def test_before_the_first_day_of_term_there_is_nothing_to_make_up(tmp_path: Path) -> None:
    first = datetime.combine(FIRST_DAY, time(10, 5), LONDON)
    assert live_through(Settings(data_dir=tmp_path / "data"), first, 30, 3) == 0
    assert not (tmp_path / "data").exists()


def test_each_day_is_in_the_journal_as_simulated_and_no_pupil_is_marked(lived: Services) -> None:
    with lived.database.read() as session:
        assert isinstance(verify(session), int)
        checks = session.scalar(select(func.count()).select_from(ClassCheckRow))
        facts = select(func.count()).where(JournalRow.kind == "check.marked", JournalRow.actor == "simulated")
        assert session.scalar(facts) == checks
        released = select(func.count()).where(JournalRow.kind == "release.ordered")
        assert session.scalar(released) == DAYS
        assert session.scalar(select(func.count()).select_from(ClassCheckMarkRow)) == 0
