import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from controller.domain.accounts import Account
from controller.domain.events import VisitsChanged
from controller.domain.lessons import Lesson
from controller.domain.orders import OrderKind
from controller.domain.timetable import LONDON
from controller.errors import Refused
from controller.services.lab.visits import LONGEST_FREE, SHORT, Visit
from controller.services.staff_actions import Wanted
from controller.storage.tables.lesson_desk import VisitRow
from tests.labs import FakeLab, FakePc, seat

NOON = datetime(2025, 10, 6, 12, 40, tzinfo=LONDON)
SIX = datetime(2025, 10, 6, 18, 0, tzinfo=LONDON)
REASON = "Cover: Mr Pritchard was called away"


def next_door(lab: FakeLab) -> Lesson:
    (lesson,) = lab.lab.visits.choices(lab.teacher)
    return lesson


def visit(lab: FakeLab, whole: bool = False) -> Visit:
    return lab.lab.visits.start(lab.teacher, next_door(lab), REASON, whole)


def row(lab: FakeLab) -> VisitRow:
    with lab.services.database.read() as session:
        return session.query(VisitRow).one()


def test_the_lessons_that_are_on_in_other_labs_can_be_chosen(lab: FakeLab) -> None:
    assert [one.room for one in lab.lab.visits.choices(lab.teacher)] == ["lab-2"]
    assert [one.room for one in lab.lab.visits.choices(lab.account("t00"))] == ["lab-1", "lab-2"]


def test_a_visit_is_journaled_with_its_reason_and_told(lab: FakeLab) -> None:
    heard: list[VisitsChanged] = []
    lab.services.bus.subscribe(VisitsChanged, heard.append)
    started = visit(lab)
    assert lab.lab.visits.of(lab.teacher.id) == [started]
    assert lab.lab.visits.to(started.lesson) == [started]
    (fact,) = lab.facts("visit.started")
    assert (fact.actor, fact.subject) == ("account:m.okafor", f"lesson:{next_door(lab).id}")
    assert json.loads(fact.data)["reason"] == REASON
    assert heard == [VisitsChanged(started.lesson)]


@pytest.mark.parametrize(("whole", "lasts"), [(False, SHORT), (True, timedelta(minutes=55))])
def test_a_visit_ends_by_itself(lab: FakeLab, whole: bool, lasts: timedelta) -> None:
    started = visit(lab, whole)
    assert started.until == lab.clock.now() + lasts
    lab.clock.advance(lasts)
    assert lab.lab.visits.of(lab.teacher.id) == []
    lab.services.ticker.tick()
    assert row(lab).ended_at == started.until
    assert "its time was over" in lab.facts("visit.ended")[0].data


def test_a_short_visit_does_not_outlast_the_lesson(lab: FakeLab) -> None:
    lab.clock.advance(timedelta(minutes=52))
    assert visit(lab).until == next_door(lab).ends_at


def test_leaving_ends_it_and_coming_again_is_another(lab: FakeLab) -> None:
    first = visit(lab)
    second = visit(lab)
    assert [one.id for one in lab.lab.visits.of(lab.teacher.id)] == [second.id]
    assert first.id != second.id
    lab.lab.visits.end(lab.teacher, second.lesson)
    lab.lab.visits.end(lab.teacher, second.lesson)
    assert lab.lab.visits.of(lab.teacher.id) == []
    assert len(lab.facts("visit.ended")) == 2


def test_no_reason_no_visit_and_ones_own_lesson_is_none(lab: FakeLab) -> None:
    for lesson, reason, code in (
        (next_door(lab), "because", "visit.no-reason"),
        (lab.lesson, REASON, "visit.not-now"),
        (replace(next_door(lab), ends_at=lab.clock.now()), REASON, "visit.not-now"),
    ):
        with pytest.raises(Refused) as refused:
            lab.lab.visits.start(lab.teacher, lesson, reason, whole=True)
        assert refused.value.code == code
    assert lab.facts("visit.") == []


def test_what_a_visitor_does_ends_with_the_visit(lab: FakeLab) -> None:
    started = visit(lab)
    assert lab.lab.visits.as_seen_by(lab.teacher, next_door(lab)).ends_at == started.until
    assert lab.lab.visits.as_seen_by(lab.teacher, lab.lesson) == lab.lesson
    found = lab.lab.visits.lesson_of(lab.teacher, started.lesson)
    assert found == (next_door(lab), started)
    assert lab.lab.visits.lesson_of(lab.account("t00"), started.lesson) is None


def test_a_visit_goes_on_after_a_restart(lab: FakeLab) -> None:
    started = visit(lab)
    again = replace(lab.services).lab.visits
    assert again.of(lab.teacher.id) == [started]
    lab.clock.advance(SHORT)
    again.tick()
    assert row(lab).ended_at == started.until


def come_in(lab: FakeLab) -> tuple[Account, Lesson]:
    """Mr Pritchard is in the lesson of Lab 1; as he sees it."""
    visitor = lab.account("j.pritchard")
    lab.lab.visits.start(visitor, lab.lesson, REASON, whole=True)
    return visitor, lab.lab.visits.as_seen_by(visitor, lab.lesson)


def held(pc: FakePc) -> list[tuple[str, str]]:
    return sorted((lease.kind, lease.message) for lease in pc.desired.leases)


def test_what_a_visitor_held_ends_when_they_leave_early(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.lab.orders.hold(lab.teacher, lab.lesson, [seat(1)], OrderKind.MUTE)
    visitor, lesson = come_in(lab)
    order = lab.lab.orders.lock(visitor, lesson, [seat(1)], "Eyes on me")
    pc.obey()
    assert held(pc) == [("lock", "Eyes on me"), ("mute", "")]
    lab.lab.visits.end(visitor, str(lesson.id))
    assert held(pc) == [("mute", "")]
    progress = lab.lab.progress.of(order)
    assert [one.detail for one in progress.seats] == ["Mr J. Pritchard left the lesson"]
    assert lab.facts("lock.ended")[0].actor == "account:j.pritchard"


def test_what_a_visitor_gave_back_to_the_lesson_stays_when_they_leave(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1)], "Read page 12")
    visitor, lesson = come_in(lab)
    lab.lab.orders.unlock(visitor, lesson, [seat(1)])
    lab.lab.orders.undo(visitor, lab.lesson)
    lab.lab.visits.end(visitor, str(lesson.id))
    assert held(pc) == [("lock", "Read page 12")]


def to_lunch(lab: FakeLab) -> None:
    """12:40 on a day with lessons at 13:10."""
    lab.clock.advance((NOON - lab.clock.now()).total_seconds())


def take(lab: FakeLab, who: str = "m.okafor", whole: bool = True, room: str = "lab-1") -> Visit:
    return lab.lab.visits.take_room(lab.account(who), room, "Lunch club, Thursday", whole)


def test_a_free_room_is_taken_for_a_reason_and_is_a_lesson_of_whoever_did(lab: FakeLab) -> None:
    to_lunch(lab)
    pc = lab.turn_on(1)
    lab.services.ticker.tick()
    assert pc.desired.lesson is None
    assert [one.id for one in lab.lab.visits.free()] == ["lab-1", "lab-2"]
    taken = take(lab)
    lesson = lab.lab.lessons.in_room("lab-1")
    assert lesson is not None
    assert (str(lesson.id), lesson.title, lesson.teacher) == (
        taken.lesson,
        "Supervised time",
        "Mrs M. Okafor",
    )
    assert lab.lab.lessons.get(lesson.id) == lesson
    assert lab.lab.visits.lesson_of(lab.teacher, taken.lesson) == (lesson, taken)
    lab.services.ticker.tick()
    assert pc.desired.lesson is not None
    assert pc.desired.lesson.teacher == "Mrs M. Okafor"
    lab.lab.orders.lock(lab.teacher, lesson, [seat(1)], "Tidy up, please")
    assert held(pc) == [("lock", "Tidy up, please")]
    assert json.loads(lab.facts("visit.started")[0].data)["reason"] == "Lunch club, Thursday"


@pytest.mark.parametrize(("whole", "lasts"), [(False, SHORT), (True, LONGEST_FREE)])
def test_a_free_room_is_given_back_by_itself(lab: FakeLab, whole: bool, lasts: timedelta) -> None:
    lab.clock.advance((SIX - lab.clock.now()).total_seconds())
    taken = take(lab, whole=whole)
    assert taken.until == lab.clock.now() + lasts
    lab.clock.advance(lasts)
    lab.services.ticker.tick()
    assert lab.lab.lessons.in_room("lab-1") is None


def test_the_next_lesson_has_its_room(lab: FakeLab) -> None:
    to_lunch(lab)
    coming = lab.lab.lessons.next_in("lab-1")
    assert coming is not None
    lab.clock.advance((coming.starts_at - lab.clock.now()).total_seconds() - 300)
    assert take(lab, whole=False).until == coming.starts_at
    lab.tick(300)
    assert lab.lab.lessons.in_room("lab-1") == coming


def test_giving_a_room_back_early_ends_all_that_was_held_there(lab: FakeLab) -> None:
    """Also of a colleague who came to join, and who cannot hold a room that nobody has."""
    to_lunch(lab)
    pc = lab.turn_on(1)
    taken, colleague = take(lab), lab.account("j.pritchard")
    lesson = lab.lab.lessons.in_room("lab-1")
    assert lesson in lab.lab.visits.choices(colleague)
    assert lesson is not None
    lab.lab.visits.start(colleague, lesson, REASON, whole=True)
    lab.lab.orders.lock(colleague, lab.lab.visits.as_seen_by(colleague, lesson), [seat(1)], "Stop")
    lab.lab.visits.end(lab.teacher, taken.lesson)
    assert held(pc) == []
    assert lab.lab.visits.of(colleague.id) == []
    assert lab.lab.lessons.in_room("lab-1") is None
    over = lab.lab.lessons.get(lesson.id)
    assert over is not None
    assert over.ends_at == lab.clock.now()


def test_a_room_that_is_not_free_is_not_taken(lab: FakeLab) -> None:
    for room in ("lab-1", "hall", "nowhere"):
        with pytest.raises(Refused) as refused:
            take(lab, room=room)
        assert refused.value.code == "visit.not-free"
    to_lunch(lab)
    take(lab)
    with pytest.raises(Refused):
        take(lab, "j.pritchard")
    with pytest.raises(Refused) as refused:
        lab.lab.visits.take_room(lab.teacher, "lab-2", "lunch", whole=True)
    assert refused.value.code == "visit.no-reason"


def test_who_took_a_room_is_read_at_staff_actions(lab: FakeLab) -> None:
    to_lunch(lab)
    take(lab)
    (made,) = lab.lab.staff_actions.visits(Wanted(lab.clock.now().date()))
    assert (made.by, made.teacher, made.reason) == ("Mrs M. Okafor", "", "Lunch club, Thursday")
