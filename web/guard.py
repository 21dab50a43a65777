"""Who may send which socket command, for which lesson or station. What is not written here is refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from controller.domain.accounts import Account, Role
from web import payloads
from web.concerns import payloads as concerns
from web.lesson import live_payloads as live
from web.lesson import order_payloads, template_payloads
from web.lesson import payloads as lesson_payloads
from web.payloads import Payload
from web.standing import Standing


@dataclass(frozen=True, slots=True)
class Refused:
    """`code` is for machines, `sentence` is shown to the person."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Allowed:
    payload: Payload


Scope = Callable[[Account, Payload, Standing], Refused | None]
TopicScope = Callable[[Account, str, Standing], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    roles: frozenset[Role]
    payload: type[Payload]
    scope: Scope


@dataclass(frozen=True, slots=True)
class TopicRule:
    roles: frozenset[Role]
    scope: TopicScope


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


def known_station(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, payloads.StationNamed)
    if payload.station in standing.stations:
        return None
    return Refused("station.unknown", "This school has no such station. Reload the page.")


def anything(_: Account, __: Payload, ___: Standing) -> Refused | None:
    return None


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


_TEACHER = frozenset({Role.TEACHER})
_RECEPTION = frozenset({Role.RECEPTION})
_SAFEGUARDING = frozenset({Role.SAFEGUARDING})
_HOLDERS = _RECEPTION | _SAFEGUARDING
_ADMIN = frozenset({Role.ADMIN})
EMERGENCY = frozenset({Role.RECEPTION, Role.SAFEGUARDING, Role.ADMIN})
"""Reception and senior staff: evacuate and lockdown are two steps away on every page that they open."""

COMMANDS: Mapping[str, Rule] = {
    "lesson.lock": Rule(_TEACHER, payloads.LessonLock, own_lesson_seats),
    "lesson.unlock": Rule(_TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.send-link": Rule(_TEACHER, payloads.LessonLink, own_lesson_seats),
    "lesson.blank": Rule(_TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.sites": Rule(_TEACHER, order_payloads.SitesHeld, own_lesson_seats),
    "lesson.apps": Rule(_TEACHER, order_payloads.AppsHeld, own_lesson_seats),
    "lesson.mute": Rule(_TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.storage": Rule(_TEACHER, order_payloads.Held, own_lesson_seats),
    "lesson.end": Rule(_TEACHER, order_payloads.HoldEnded, own_lesson_seats),
    "lesson.free": Rule(_TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.message": Rule(_TEACHER, order_payloads.MessageSent, own_lesson_seats),
    "lesson.start-program": Rule(_TEACHER, order_payloads.ProgramStarted, own_lesson_seats),
    "lesson.power": Rule(_TEACHER, order_payloads.PowerOrdered, own_lesson_seats),
    "lesson.wake": Rule(_TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.undo": Rule(_TEACHER, order_payloads.OrderUndone, own_or_visited),
    "lesson.timeline": Rule(_TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.programs": Rule(_TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.watch": Rule(_TEACHER, payloads.LessonView, own_lesson_view),
    "lesson.answer-hands": Rule(_TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.show-screens": Rule(_TEACHER, payloads.LessonSeats, own_lesson_seats),
    "lesson.control": Rule(_TEACHER, live.SeatNamed, own_live),
    "lesson.input": Rule(_TEACHER, live.InputDone, own_live),
    "lesson.show": Rule(_TEACHER, live.ShowStarted, own_live),
    "lesson.show-picture": Rule(_TEACHER, live.PictureShown, own_live),
    "lesson.keep-session": Rule(_TEACHER, live.SessionNamed, own_live),
    "lesson.end-session": Rule(_TEACHER, live.SessionNamed, own_live),
    "lesson.screenshot": Rule(_TEACHER, live.ScreenshotAsked, own_live),
    "lesson.plan": Rule(_TEACHER, lesson_payloads.LessonNamed, own_lesson),
    "lesson.arrange": Rule(_TEACHER, lesson_payloads.RoomArranged, own_lesson),
    "lesson.seat-pupils": Rule(_TEACHER, lesson_payloads.ClassSeated, own_lesson),
    "lesson.groups": Rule(_TEACHER, lesson_payloads.LessonNamed, own_or_visited),
    "lesson.save-group": Rule(_TEACHER, lesson_payloads.GroupSaved, own_or_visited),
    "lesson.delete-group": Rule(_TEACHER, lesson_payloads.GroupNamed, own_or_visited),
    "lesson.apply-template": Rule(_TEACHER, template_payloads.TemplateApplied, own_lesson_seats),
    "template.list": Rule(_TEACHER, payloads.Nothing, anything),
    "template.save": Rule(_TEACHER, template_payloads.TemplateSaved, anything),
    "template.delete": Rule(_TEACHER, template_payloads.TemplateNamed, anything),
    "visit.choices": Rule(_TEACHER, payloads.Nothing, anything),
    "visit.start": Rule(_TEACHER, lesson_payloads.VisitStarted, anything),
    "visit.end": Rule(_TEACHER, lesson_payloads.LessonNamed, anything),
    "reception.start-release": Rule(_RECEPTION, payloads.ReleaseStart, anything),
    "reception.end-release": Rule(_RECEPTION, payloads.ReleaseEnd, anything),
    "reception.find": Rule(_RECEPTION, payloads.PupilSearch, anything),
    "reception.pupil": Rule(_RECEPTION, payloads.PupilNamed, anything),
    "reception.give-leave": Rule(_RECEPTION, payloads.LeaveGiven, anything),
    "reception.cancel-leave": Rule(_RECEPTION, payloads.LeaveNamed, anything),
    "hold.place": Rule(_HOLDERS, payloads.HoldPlaced, anything),
    "hold.end": Rule(_HOLDERS, payloads.HoldNamed, anything),
    "need.find": Rule(_SAFEGUARDING, payloads.PupilSearch, anything),
    "need.give": Rule(_SAFEGUARDING, payloads.NeedGiven, anything),
    "need.end": Rule(_SAFEGUARDING, payloads.NeedEnded, anything),
    "concern.read": Rule(_SAFEGUARDING, concerns.ConcernNamed, anything),
    "concern.take": Rule(_SAFEGUARDING, concerns.ConcernNamed, anything),
    "concern.close": Rule(_SAFEGUARDING, concerns.ConcernClosed, anything),
    "notice.publish": Rule(_SAFEGUARDING, concerns.NoticePublished, anything),
    "emergency.order": Rule(EMERGENCY, payloads.EmergencyOrdered, anything),
    "emergency.end": Rule(EMERGENCY, payloads.OrderNamed, anything),
    "station.adopt": Rule(_ADMIN, payloads.StationAdopt, known_station),
    "station.dismiss": Rule(_ADMIN, payloads.StationNamed, known_station),
    "station.dismiss-all": Rule(_ADMIN, payloads.Nothing, anything),
    "station.revoke": Rule(_ADMIN, payloads.StationNamed, known_station),
    "station.rotate-key": Rule(_ADMIN, payloads.StationNamed, known_station),
    "station.replace": Rule(_ADMIN, payloads.StationReplace, known_station),
    "station.set-mode": Rule(_ADMIN, payloads.ModeOrdered, anything),
    "station.read-log": Rule(_ADMIN, payloads.StationLogAsked, known_station),
    "letter.read": Rule(_ADMIN, payloads.LetterNamed, anything),
    "letter.dismiss": Rule(_ADMIN, payloads.LetterNamed, anything),
    "letter.dismiss-all": Rule(_ADMIN, payloads.LetterNamed, anything),
    "tag.dismiss": Rule(_ADMIN, payloads.TwiceNamed, anything),
    "walk.set": Rule(_ADMIN, payloads.WalkSet, anything),
    "journal.check": Rule(_ADMIN, payloads.Nothing, anything),
}

BY_ITSELF = frozenset({"lesson.keep-session", "lesson.show-picture", "lesson.timeline", "lesson.watch"})
"""Commands that a page repeats by itself, so that they are no sign of a person at the screen."""

TOPICS: Mapping[str, TopicRule] = {
    "lesson": TopicRule(
        _TEACHER, lambda account, name, standing: name == standing.lesson or name in standing.visits
    ),
    "reception": TopicRule(_RECEPTION, lambda account, name, standing: name == ""),
    "needs": TopicRule(_SAFEGUARDING, lambda account, name, standing: name == ""),
    "concerns": TopicRule(_SAFEGUARDING, lambda account, name, standing: name == ""),
    "modes": TopicRule(EMERGENCY, lambda account, name, standing: name == ""),
    "stations": TopicRule(_ADMIN, lambda account, name, standing: name == ""),
}


def decide_command(account: Account, command: str, payload: object, standing: Standing) -> Allowed | Refused:
    rule = COMMANDS.get(command)
    if rule is None:
        return Refused("command.unknown", "This server does not know that command. Reload the page.")
    if account.role not in rule.roles:
        return Refused("command.not-allowed", "Your login is not allowed to do that.")
    try:
        read = rule.payload.model_validate(payload)
    except ValidationError as error:
        return Refused("command.malformed", payloads.sentence_for(error))
    return rule.scope(account, read, standing) or Allowed(read)


def decide_follow(account: Account, topic: str, standing: Standing) -> Refused | None:
    """`topic` is a kind alone (`reception`) or a kind and a name (`lesson:4711`)."""
    kind, _, name = topic.partition(":")
    rule = TOPICS.get(kind)
    if rule and account.role in rule.roles and rule.scope(account, name, standing):
        return None
    return Refused("follow.not-allowed", "Your login is not allowed to watch that. Reload the page.")
