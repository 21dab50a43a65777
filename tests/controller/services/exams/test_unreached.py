"""Which stations may still open for a candidate by themselves when a sitting starts."""

from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.exams.plans import Candidate, Entry
from controller.domain.exams.seating import Seat
from controller.domain.releases import When
from controller.domain.timetable import local
from controller.services.exams.unreached import unreached
from device_rules.vocabulary import Exemption
from tests.controller.services.exams.exam_school import HALL, Morning
from tests.desks import FrontDesk

LATE_ENTRY = Candidate("0007", "Cat Cole", "p0401"), Entry("hall", Seat(3, 1))


@pytest.fixture
def morning(desk: FrontDesk) -> Morning:
    """With a release on, of which the South gate heard before it was cut off."""
    morning = Morning(desk.school)
    morning.rooms.put(morning.by, HALL, gate="North gate")
    desk.adopt(desk.north, desk.south)
    assert desk.school.exams_obeyed
    desk.reception.releases.order(desk.account(), When.NOW, "Early closure")
    desk.north.take_authority()
    desk.south.take_authority()
    return morning


def said(desk: FrontDesk, morning: Morning) -> list[str]:
    return list(desk.school.exams.sittings.live(morning.number).unreached)


def test_a_station_that_was_cut_off_after_the_paper_was_laid_down_can_open_for_no_candidate(
    desk: FrontDesk, morning: Morning
) -> None:
    morning.running.start(morning.by, morning.number, "as drawn")
    assert said(desk, morning) == []
    assert morning.facts("sitting.started")[0]["unreached"] == {}


def test_one_that_was_told_before_the_candidate_was_entered_is_named_until_its_list_runs_out(
    desk: FrontDesk, morning: Morning
) -> None:
    morning.setup.put_entry(morning.by, morning.number, *LATE_ENTRY)
    desk.later(2)
    desk.north.take_authority()
    release = desk.reception.releases.latest()
    assert release is not None
    ends = f"{local(release.ends_at):%H:%M}"
    assert said(desk, morning) == [
        "South gate 1 has not confirmed its newest list. By an older one it could open a candidate's pouch "
        f"until {ends}: switch it off, or stand by it."
    ]
    morning.running.start(morning.by, morning.number, "as drawn")
    assert morning.facts("sitting.started")[0]["unreached"] == {desk.south.id: release.ends_at.isoformat()}
    desk.south.take_authority()
    assert said(desk, morning) == []


def test_a_need_that_has_ended_since_is_named_and_one_that_goes_on_is_not(
    desk: FrontDesk, morning: Morning
) -> None:
    by = desk.account(Role.SAFEGUARDING)
    need = desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL)
    desk.south.take_authority()
    assert said(desk, morning) == []
    desk.reception.exemptions.end(by, need, "got better")
    desk.north.take_authority()
    with desk.school.database.read() as session:
        (one,) = unreached(session, morning.number, desk.clock.now())
    assert (one.station, one.pouches) == (desk.south.id, 1)
    assert one.until > desk.clock.now() + timedelta(hours=20)
