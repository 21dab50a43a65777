"""Who may ask what of a lesson: its teacher, and whoever visits it."""

from collections.abc import Iterable

from controller.domain.accounts import Account
from web import payloads
from web.guarding.rules import TEACHER, Refused, Rule, Rules, TopicRule, TopicRules, anything
from web.lesson import live_payloads as live
from web.lesson import order_payloads, template_payloads
from web.lesson import payloads as lesson_payloads
from web.payloads import Payload
from web.standing import Standing


def own_lesson_seats(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, payloads.LessonSeats)
    return _own_seats(payload.lesson, payload.seats, standing)


def own_lesson_view(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, payloads.LessonView)
    shown = (*payload.seats, payload.full) if payload.full else payload.seats
    return _own_seats(payload.lesson, shown, standing)


def own_lesson(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    """Not for a visitor: where PCs stand and who sits at them is for whoever teaches there."""
    assert isinstance(payload, lesson_payloads.LessonNamed)
    return _own(payload.lesson, standing)


def own_or_visited(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, lesson_payloads.LessonNamed)
    seats = payload.seats if isinstance(payload, lesson_payloads.GroupSaved) else ()
    return _own_seats(payload.lesson, seats, standing)


def own_live(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, live.LiveCommand)
    return _own_seats(payload.lesson, payload.about, standing)


def _own_seats(lesson: str, seats: Iterable[str], standing: Standing) -> Refused | None:
    visited = standing.visits.get(lesson)
    if visited is None and (refused := _own(lesson, standing)):
        return refused
    if not (standing.seats if visited is None else visited).issuperset(seats):
        return Refused("lesson.wrong-seat", "Some of those PCs are not in your room. Choose again.")
    return None


def _own(lesson: str, standing: Standing) -> Refused | None:
    if standing.lesson is None:
        return Refused("lesson.none", "You have no lesson now, so there is no room to control.")
    if lesson != standing.lesson:
        return Refused("lesson.not-yours", "That is not your lesson now. Reload the page to see your own.")
    return None


COMMANDS: Rules = {
    "lesson.lock": Rule(TEACHER, payloads.LessonLock, own_lesson_seats),
    "lesson.unlock": Rule(TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.send-link": Rule(TEACHER, payloads.LessonLink, own_lesson_seats),
    "lesson.blank": Rule(TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.sites": Rule(TEACHER, order_payloads.SitesHeld, own_lesson_seats),
    "lesson.apps": Rule(TEACHER, order_payloads.AppsHeld, own_lesson_seats),
    "lesson.mute": Rule(TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.storage": Rule(TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.end": Rule(TEACHER, order_payloads.HoldEnded, own_lesson_seats),
    "lesson.free": Rule(TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.message": Rule(TEACHER, order_payloads.MessageSent, own_lesson_seats),
    "lesson.start-program": Rule(TEACHER, order_payloads.ProgramStarted, own_lesson_seats),
    "lesson.power": Rule(TEACHER, order_payloads.PowerOrdered, own_lesson_seats),
    "lesson.wake": Rule(TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.undo": Rule(TEACHER, order_payloads.OrderUndone, own_or_visited),
    "lesson.timeline": Rule(TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.programs": Rule(TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.watch": Rule(TEACHER, payloads.LessonView, own_lesson_view),
    "lesson.answer-hands": Rule(TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.show-screens": Rule(TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.control": Rule(TEACHER, live.SeatNamed, own_live),
    "lesson.input": Rule(TEACHER, live.InputDone, own_live),
    "lesson.show": Rule(TEACHER, live.ShowStarted, own_live),
    "lesson.show-picture": Rule(TEACHER, live.PictureShown, own_live),
    "lesson.keep-session": Rule(TEACHER, live.SessionNamed, own_live),
    "lesson.end-session": Rule(TEACHER, live.SessionNamed, own_live),
    "lesson.screenshot": Rule(TEACHER, live.ScreenshotAsked, own_live),
    "lesson.plan": Rule(TEACHER, lesson_payloads.LessonNamed, own_lesson),
    "lesson.arrange": Rule(TEACHER, lesson_payloads.RoomArranged, own_lesson),
    "lesson.seat-pupils": Rule(TEACHER, lesson_payloads.ClassSeated, own_lesson),
    "lesson.groups": Rule(TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.save-group": Rule(TEACHER, lesson_payloads.GroupSaved, own_or_visited),
    "lesson.delete-group": Rule(TEACHER, lesson_payloads.GroupNamed, own_or_visited),
    "lesson.apply-template": Rule(TEACHER, template_payloads.TemplateApplied, own_lesson_seats),
    "template.list": Rule(TEACHER, payloads.Nothing, anything),
    "template.save": Rule(TEACHER, template_payloads.TemplateSaved, anything),
    "template.delete": Rule(TEACHER, template_payloads.TemplateNamed, anything),
    "visit.choices": Rule(TEACHER, payloads.Nothing, anything),
    "visit.start": Rule(TEACHER, lesson_payloads.VisitStarted, anything),
    "visit.end": Rule(TEACHER, lesson_payloads.LessonNamed, anything),
}

BY_ITSELF = frozenset({"lesson.keep-session", "lesson.show-picture", "lesson.timeline", "lesson.watch"})
"""Commands that a page repeats by itself, so that they are no sign of a person at the screen."""


def own_or_visited_topic(_: Account, name: str, standing: Standing) -> bool:
    return name == standing.lesson or name in standing.visits


TOPICS: TopicRules = {"lesson": TopicRule(TEACHER, own_or_visited_topic)}
