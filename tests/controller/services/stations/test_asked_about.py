"""What the day-end desk says of candidates whose paper nobody has ended."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from controller.bootstrap import Services
from controller.domain.accounts import Role
from controller.domain.releases import When
from controller.services.stations.asked_about import AskedAbout, asked_about
from controller.storage.tables.exams import SittingRow
from simulators.northgate_exams import plan_mocks
from tests.schools import MONDAY_PERIOD_2


def test_one_pouch_and_many_are_spoken_of_rightly() -> None:
    many = AskedAbout(87, ("AQA 8300/1H", "OCR J249/03"))
    assert many.sentence.startswith("87 pouches open only after the server was asked: nobody has ended AQA")
    assert "8300/1H or OCR J249/03. Without the network they stay shut" in many.sentence
    assert "it stays shut until the exams officer ends the paper." in replace(many, pouches=1).sentence
    assert AskedAbout().sentence == ""


def test_they_are_counted_with_the_release_until_their_paper_ends(school: Services) -> None:
    plan_mocks(school)
    reception = school.reception
    by = next(one for one in school.accounts.all() if one.role is Role.RECEPTION)
    release = reception.releases.order(by, When.BELL)
    tally = reception.day_end.board(release).tally
    assert tally.asked.papers == ("AQA 8300/1H", "OCR J249/03")
    assert tally.count.listed == release.listed + tally.asked.pouches > release.listed
    with school.database.write() as session:
        for row in session.scalars(select(SittingRow)):
            row.ended_at = MONDAY_PERIOD_2
        assert asked_about(session, MONDAY_PERIOD_2, MONDAY_PERIOD_2 + timedelta(hours=6)) == AskedAbout()
