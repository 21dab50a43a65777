"""Orders to PCs. The guard has checked that lesson and seats are the caller's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.domain.orders import END_OF, OrderKind
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.lesson.order_payloads import OrderUndone, ProgramStarted
from web.lesson.payloads import LessonNamed
from web.lesson.timeline import as_json
from web.payloads import LessonSeats
from web.sockets.door import Caller, Door
from workstation_agent.protocol.acts import ActKind, OpenUrl, Power, ShowMessage, What
from workstation_agent.protocol.restrictions import Limits

Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for an order, and where."""

    lab: Lab
    by: Account
    lesson: Lesson
    seats: list[str]

    def hold(self, kind: OrderKind, message: str, limits: Limits | None, minutes: int | None) -> str:
        orders = self.lab.orders
        return orders.hold(
            self.by, self.lesson, self.seats, kind, message=message, limits=limits, minutes=minutes
        )

    def end(self, kind: OrderKind) -> str:
        return self.lab.orders.end(self.by, self.lesson, self.seats, kind)

    def act(self, what: What, name: str | None = None) -> str:
        return self.lab.orders.act(self.by, self.lesson, self.seats, what, name)


Give = Callable[[Asked, Any], str]
"""Gives the order, and returns its id."""


def _hold(kind: OrderKind) -> Give:
    return lambda asked, payload: asked.hold(kind, "", None, payload.minutes)


def _listed(kind: OrderKind) -> Give:
    return lambda asked, payload: asked.hold(kind, "", payload.limits, payload.minutes)


def _program(asked: Asked, payload: ProgramStarted) -> str:
    program = asked.lab.programs.named(payload.program)
    return asked.act(program.what, program.name)


# Any in Give: each takes its own payload, which the guard's rule for the command proves.
ORDERS: Mapping[str, Give] = {
    "lesson.lock": lambda asked, payload: asked.hold(OrderKind.LOCK, payload.message, None, payload.minutes),
    "lesson.blank": _hold(OrderKind.BLANK),
    "lesson.sites": _listed(OrderKind.SITES),
    "lesson.apps": _listed(OrderKind.APPS),
    "lesson.mute": _hold(OrderKind.MUTE),
    "lesson.storage": _hold(OrderKind.STORAGE),
    "lesson.unlock": lambda asked, _: asked.end(OrderKind.UNLOCK),
    "lesson.end": lambda asked, payload: asked.end(END_OF[OrderKind(payload.kind)]),
    "lesson.free": lambda asked, _: asked.end(OrderKind.FREE),
    "lesson.send-link": lambda asked, payload: asked.act(OpenUrl(payload.url)),
    "lesson.message": lambda asked, payload: asked.act(ShowMessage(payload.text)),
    "lesson.start-program": _program,
    "lesson.power": lambda asked, payload: asked.act(Power(ActKind(payload.kind))),
}


class OrderCommands:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def attach(self, door: Door) -> None:
        for name, give in ORDERS.items():
            door.on(name, partial(self._order, give))
        door.on("lesson.undo", self.undo)
        door.on("lesson.timeline", self.timeline)
        door.on("lesson.programs", self.programs)

    def undo(self, caller: Caller, asked: OrderUndone) -> Answer:
        """A visitor gives back to the lesson's own end what they took from its teacher."""
        undone = self._lab.orders.undo(caller.account, self._whole(asked.lesson), asked.order)
        return {
            "undone": undone.order,
            "kind": undone.kind.value,
            "orders": list(undone.orders),
            "seats": list(undone.seats),
            "left": undone.left,
            "template": undone.template,
        }

    def timeline(self, caller: Caller, asked: LessonNamed) -> Answer:
        lesson = self._lesson(caller, asked.lesson)
        return {"entries": [as_json(one) for one in self._lab.timeline.of(lesson)]}

    def programs(self, caller: Caller, asked: LessonNamed) -> Answer:
        return {"programs": [{"id": one.id, "name": one.name} for one in self._lab.programs.all()]}

    def _order(self, give: Give, caller: Caller, payload: LessonSeats) -> Answer:
        seats = list(dict.fromkeys(payload.seats))
        lesson = self._lesson(caller, payload.lesson)
        order = give(Asked(self._lab, caller.account, lesson, seats), payload)
        note = self._lab.progress.note(order)
        answer: Answer = {"order": order}
        return answer | {"note": note} if note else answer

    def _lesson(self, caller: Caller, name: str) -> Lesson:
        return self._lab.visits.as_seen_by(caller.account, self._whole(name))

    def _whole(self, name: str) -> Lesson:
        lesson = self._lab.lessons.get(LessonId.parse(name))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        return lesson
