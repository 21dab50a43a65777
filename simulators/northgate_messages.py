"""What waits at Northgate's reception when a demonstration begins: messages, a call home, a trip, college."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.domain.accounts import Account
from controller.domain.grants import ReasonCode, Terms
from controller.domain.lessons import Lesson
from controller.domain.standing_leave import pattern
from controller.domain.timetable import LONDON, local
from controller.services.stations.finder import Finder
from controller.storage.tables.messages import MessageRow
from device_rules.vocabulary import LeaveKind

HOME = "Your grandmother collects you at 15:10: wait for her at the north gate, please."
KIT = "Somebody has brought your PE kit: it is at reception."


def wait_at_reception(services: Services) -> None:
    """Once, and only while both labs have a lesson, so that somebody is there to read it."""
    with services.database.read() as session:
        known = session.scalar(select(func.count()).select_from(MessageRow))
    lessons = [services.lab.lessons.in_room(room) for room in ("lab-1", "lab-2")]
    here = [one for one in lessons if one is not None and one.class_id]
    if known or len(here) < 2:
        return
    staff = {one.username: one for one in services.accounts.all()}
    desk = staff["reception"]
    _messages(services, desk, here[0], here[1])
    teacher = next(one for one in staff.values() if one.id == here[1].teacher_id)
    caller = services.messages.classroom.pupils(here[1])[4]
    services.messages.classroom.ask_to_ring(teacher, here[1], caller.id)
    _trip(services, desk)
    _college(services, desk)


def _messages(services: Services, desk: Account, first: Lesson, second: Lesson) -> None:
    office, classroom = services.messages.office, services.messages.classroom
    office.send(desk, classroom.pupils(first)[2].id, HOME, urgent=True)
    office.send(desk, classroom.pupils(second)[0].id, KIT)


def _trip(services: Services, desk: Account) -> None:
    """Of 10A, this afternoon; it waits for somebody of the leadership team."""
    now = services.clock.now()
    goes, back = _today(now, 13, 10), _today(now, 15, 30)
    if now >= goes:
        goes, back = goes + timedelta(days=1), back + timedelta(days=1)
    note = "Two minibuses, back at the school by half past three."
    visit = Terms(LeaveKind.TRIP, ReasonCode.VISIT, back, note, "Dee estuary", goes, second=True)
    pupils = [one.pupil.id for one in Finder(services.database).members("10A")]
    services.reception.leave.asking.ask(desk, pupils, visit)


def _college(services: Services, desk: Account) -> None:
    today = local(services.clock.now()).date()
    last, review = _after(today, 200), _after(today, 60)
    weekly = pattern(
        [1], ("13:10", "15:10", "15:00"), (today.isoformat(), last.isoformat(), review.isoformat()), today
    )
    pupil = Finder(services.database).members("11C")[3].pupil.id
    services.reception.leave.standing.give(desk, pupil, "Deeside College", weekly)


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _today(now: datetime, hour: int, minute: int) -> datetime:
    return local(now).replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=LONDON)
