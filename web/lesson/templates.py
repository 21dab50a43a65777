"""A teacher's own templates, kept at any time and applied in a lesson."""

from controller.domain.accounts import Account
from controller.domain.timetable import LessonId
from controller.services.lab.build import Lab
from web.lesson.template_payloads import TemplateApplied, TemplateNamed, TemplateSaved
from web.payloads import Nothing
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class TemplateCommands:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def attach(self, door: Door) -> None:
        door.on("template.list", self.list)
        door.on("template.save", self.save)
        door.on("template.delete", self.delete)
        door.on("lesson.apply-template", self.apply)

    def list(self, caller: Caller, asked: Nothing) -> Answer:
        return self._templates(caller.account)

    def save(self, caller: Caller, asked: TemplateSaved) -> Answer:
        self._lab.templates.save(caller.account, asked.template, asked.name, asked.steps.steps)
        return self._templates(caller.account)

    def delete(self, caller: Caller, asked: TemplateNamed) -> Answer:
        self._lab.templates.delete(caller.account, asked.template)
        return self._templates(caller.account)

    def apply(self, caller: Caller, asked: TemplateApplied) -> Answer:
        lesson = self._lab.lessons.get(LessonId.parse(asked.lesson))
        assert lesson is not None, "the guard lets through only a lesson that is on"
        lesson = self._lab.visits.as_seen_by(caller.account, lesson)
        seats = list(dict.fromkeys(asked.seats))
        applied = self._lab.templates.apply(caller.account, lesson, seats, asked.template)
        return {"name": applied.name, "orders": list(applied.orders), "refused": list(applied.refused)}

    def _templates(self, by: Account) -> Answer:
        mine = self._lab.templates.of(by)
        return {"templates": [{"id": one.id, "name": one.name, "steps": one.steps.to_json()} for one in mine]}
