"""A word from home, and a wish to ring home, through a school day. 9B are in Lab 1 until 11:00."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account
from controller.domain.events import MessageChanged
from controller.domain.grants import ReasonCode
from controller.domain.lessons import Lesson
from controller.domain.messages import Answer, Message, MessageState
from controller.domain.timetable import LONDON
from controller.errors import Refused
from controller.storage.tables.records import JournalRow
from firmware_bridge.protocol.v1.vocabulary import Reason
from tests.desks import FrontDesk

PUPIL = "p0332"  # of 9B
OTHER = "p0400"  # of 9D
WORDS = "Your grandmother collects you at 15:10"


@pytest.fixture
def lesson(school: Services) -> Lesson:
    found = school.lab.lessons.in_room("lab-1")
    assert found
    return found


@pytest.fixture
def office(desk: FrontDesk) -> Account:
    return desk.account()


@pytest.fixture
def teacher(school: Services) -> Account:
    return next(one for one in school.accounts.all() if one.username == "m.okafor")


def only(school: Services) -> Message:
    (message,) = school.messages.office.todays()
    return message


def facts(school: Services) -> list[str]:
    with school.database.read() as session:
        query = select(JournalRow.kind).where(JournalRow.kind.like("message.%")).order_by(JournalRow.id)
        return list(session.scalars(query))


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_it_waits_unread_is_opened_and_told_once(
    school: Services, office: Account, teacher: Account, lesson: Lesson
) -> None:
    told = list[MessageChanged]()
    school.bus.subscribe(MessageChanged, told.append)
    messages = school.messages
    assert messages.finding.of(PUPIL).sentence == f"In Computing, Lab 1, with {lesson.teacher} until 11:00."
    sent = messages.office.send(office, PUPIL, f"  {WORDS} ", urgent=True)
    assert told == [MessageChanged(sent.number, (str(lesson.id),))]
    badge = messages.classroom.badge(str(lesson.id))
    assert (badge.waiting, badge.urgent) == (1, True)
    (read,) = messages.classroom.read(teacher, lesson)
    assert (read.text, read.pupil) == (WORDS, PUPIL)
    messages.classroom.read(teacher, lesson)
    messages.classroom.told(teacher, lesson, sent.number)
    assert only(school).state is MessageState.TOLD
    with pytest.raises(Refused, match=f"{teacher.display_name} told the pupil, at 10:05"):
        messages.classroom.told(teacher, lesson, sent.number)
    with pytest.raises(Refused, match="told the pupil"):
        messages.office.take_back(office, sent.number)
    assert messages.classroom.badge(str(lesson.id)).waiting == 0
    assert facts(school) == ["message.sent", "message.opened", "message.told"]


def test_it_follows_the_pupil_and_comes_back_at_the_end(
    school: Services, clock: ManualClock, office: Account, teacher: Account, lesson: Lesson
) -> None:
    school.messages.office.send(office, PUPIL, WORDS)
    school.messages.classroom.read(teacher, lesson)
    clock.advance(lesson.ends_at - clock.now())
    school.messages.following.tick()
    moved = only(school)
    assert (moved.state, moved.moves, moved.opened_at) == (MessageState.WAITING, 1, None)
    coming = school.messages.finding.of(PUPIL).next
    assert coming
    assert (moved.lesson, coming.period) == (str(coming.id), "Period 3")
    with pytest.raises(Refused, match=f"followed the pupil to {coming.teacher}"):
        school.messages.classroom.told(teacher, lesson, moved.number)
    clock.advance(timedelta(hours=5))
    school.messages.following.tick()
    assert only(school).state is MessageState.NOT_TOLD
    school.messages.following.tick()
    assert facts(school)[-2:] == ["message.moved", "message.not-told"]
    with pytest.raises(Refused) as refused:
        school.messages.office.send(office, PUPIL, WORDS)
    assert code(refused) == "message.no-lesson"
    school.messages.office.told(office, moved.number)
    assert only(school).state is MessageState.TOLD


def test_a_wish_to_ring_home_is_answered_passed_on_and_seen_through(
    school: Services, clock: ManualClock, office: Account, teacher: Account, lesson: Lesson
) -> None:
    classroom, desk = school.messages.classroom, school.messages.office
    assert PUPIL in {one.id for one in classroom.pupils(lesson)}
    number = classroom.ask_to_ring(teacher, lesson, PUPIL)
    assert classroom.badge(str(lesson.id)).waiting == 0
    with pytest.raises(Refused, match=f"{teacher.display_name} asked that .* at 10:05 already"):
        classroom.ask_to_ring(teacher, lesson, PUPIL)
    with pytest.raises(Refused) as refused:
        classroom.ask_to_ring(teacher, lesson, OTHER)
    assert code(refused) == "message.not-in-class"
    with pytest.raises(Refused) as refused:
        desk.answer(office, number, Answer.RANG, " ")
    assert code(refused) == "message.empty"
    desk.answer(office, number, Answer.SEND_NOW)
    with pytest.raises(Refused, match=f"{office.display_name} answered, at 10:05"):
        desk.answer(office, number, Answer.AT_BREAK)
    assert classroom.badge(str(lesson.id)).waiting == 1
    classroom.told(teacher, lesson, number)
    assert only(school).state is MessageState.PASSED_ON
    desk.done(office, number)
    assert only(school).state is MessageState.DONE
    second = classroom.ask_to_ring(teacher, lesson, PUPIL)
    clock.advance(lesson.ends_at - clock.now())
    desk.answer(office, second, Answer.RANG, "Your mother is on her way")
    answered = next(one for one in desk.todays() if one.number == second)
    assert answered.lesson != str(lesson.id), "the answer goes to where the pupil is by now"
    with school.database.read() as session:
        query = select(JournalRow.data).where(JournalRow.kind == "message.answered").order_by(JournalRow.id)
        assert json.loads(session.scalars(query).all()[-1])["lesson"] == answered.lesson
    clock.advance(timedelta(hours=5))
    school.messages.following.tick()
    assert {one.state for one in desk.todays()} == {MessageState.DONE, MessageState.LAPSED}


def test_a_doubled_press_sends_once_and_other_words_are_no_repetition(
    school: Services, office: Account, teacher: Account
) -> None:
    desk, once = school.messages.office, "0f4c1f6e-0000-4000-8000-000000000001"
    sent = [desk.send(office, PUPIL, words, once=once).number for words in (WORDS, f" {WORDS} ")]
    assert sent == [only(school).number] * 2
    assert facts(school) == ["message.sent"]
    for by, pupil, words in (
        (office, PUPIL, "Come at once"),
        (office, OTHER, WORDS),
        (teacher, PUPIL, WORDS),
    ):
        with pytest.raises(Refused, match="sent already at 10:05, in other words") as refused:
            desk.send(by, pupil, words, once=once)
        assert code(refused) == "message.sent-already"
    desk.send(office, PUPIL, WORDS, once="another-name-of-it")
    assert len(desk.todays()) == 2


def test_a_request_that_nobody_answers_is_not_moved_about(
    school: Services, clock: ManualClock, teacher: Account, lesson: Lesson
) -> None:
    school.messages.classroom.ask_to_ring(teacher, lesson, PUPIL)
    clock.advance(timedelta(hours=1))
    school.messages.following.tick()
    assert (only(school).state, only(school).moves) == (MessageState.ASKED, 0)
    clock.advance(timedelta(days=1))
    school.messages.following.tick()
    assert facts(school) == ["message.asked", "message.lapsed"]


@pytest.mark.parametrize(("text", "expected"), [("  ", "message.empty"), ("x" * 201, "message.too-long")])
def test_what_cannot_be_sent(school: Services, office: Account, text: str, expected: str) -> None:
    with pytest.raises(Refused) as refused:
        school.messages.office.send(office, PUPIL, text)
    assert code(refused) == expected


def test_what_was_written_is_forgotten_after_a_month_and_never_in_the_journal(
    school: Services, clock: ManualClock, office: Account
) -> None:
    sent = school.messages.office.send(office, PUPIL, WORDS)
    clock.advance(timedelta(days=30))
    assert school.messages.keeping.forget() == 0
    clock.advance(timedelta(days=1))
    assert (school.messages.keeping.forget(), school.messages.keeping.forget()) == (1, 0)
    with school.database.read() as session:
        data = "".join(session.scalars(select(JournalRow.data)))
        assert "grandmother" not in data
        assert "texts of messages" in data
    clock.advance(sent.at - clock.now())
    assert only(school).text == ""


def test_in_a_break_it_waits_for_the_next_lesson_and_who_left_is_said_to_be_away(
    desk: FrontDesk, school: Services, clock: ManualClock, office: Account
) -> None:
    desk.adopt(desk.north)
    reception = school.reception

    reception.grants.give(office, OTHER, ReasonCode.APPOINTMENT)
    desk.north.ask(desk.pupils[OTHER], b"nonce--1")

    desk.north.release(desk.pupils[OTHER], Reason.AUTHORISED, nonce=b"nonce--1")
    assert school.messages.finding.of(OTHER).sentence == "Left at 10:05 with leave, by North gate 1."
    clock.advance(datetime(2025, 10, 6, 11, 5, tzinfo=LONDON) - clock.now())
    where = school.messages.finding.of(PUPIL)
    assert where.sentence.startswith("Not in a lesson now. Next: ")
    assert where.sentence.endswith("at 11:20.")
