from dataclasses import replace

import pytest

from controller.services.stations.finder import Finder
from controller.storage.tables.pouches import PouchRow
from simulators.northgate import northgate
from tests.desks import FrontDesk

PUPIL = "p0400"  # Thomas Kowalski, 9D, pouch NG-0400


@pytest.fixture
def finder(desk: FrontDesk) -> Finder:
    return desk.reception.pouches.finder


def test_a_name_a_form_a_class_and_a_tag_number_find_the_pupil(finder: Finder) -> None:
    for text in ("thomas kowal 9d", "kowalski t 9d/", "ng-0400", "0400", "400 thomas"):
        assert PUPIL in {one.pupil.id for one in finder.find(text, 100)}, text
    assert finder.find("nobody like that") == []


def test_one_word_finds_forms_and_classes_too(finder: Finder) -> None:
    assert [one.id for one in finder.classes("9d")][:2] == [
        "9D",
        next(one.id for one in finder.classes("9d/")),
    ]
    assert finder.classes("9d thomas") == []
    members = finder.members("9D")
    assert len(members) == finder.classes("9d")[0].size
    assert {one.pupil.form for one in members} == {"9D"}


def test_it_follows_the_schools_file_and_the_pouch_register(desk: FrontDesk, finder: Finder) -> None:
    assert finder.find("zoe obrien") == []
    school = northgate()
    pupils = tuple(
        replace(one, given="Zoë", family="O’Brien") if one.id == PUPIL else one for one in school.pupils
    )
    desk.school.roster.take(replace(school, pupils=pupils))
    (found,) = finder.find("zoe o'brien")
    assert (found.pupil.id, found.pouch) == (PUPIL, "NG-0400")
    with desk.school.database.write() as session:
        row = session.get_one(PouchRow, "NG-0401")
        row.pupil_id, row.revision = PUPIL, row.revision + 1
    (found,) = finder.find("zoe obr")
    assert found.pouch == "NG-0400, NG-0401"
    assert desk.reception.pouches.card(PUPIL).others == ("NG-0401",)


def test_the_roster_is_read_before_anybody_types(desk: FrontDesk, finder: Finder) -> None:
    desk.later(2)
    ready = finder._roster
    assert ready is not None
    assert finder.find("kowalski")
    assert finder._roster is ready
