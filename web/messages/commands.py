"""What the office and a teacher may ask for about messages. The guard has checked who asks."""

from controller.domain.lessons import Lesson
from controller.domain.messages import Answer
from controller.services.messages.build import Messages
from web.lesson.payloads import LessonNamed
from web.messages.payloads import LessonMessage, MessageNamed, MessageWritten, RequestAnswered, RingAsked
from web.messages.shown import message
from web.payloads import PupilNamed
from web.sockets.door import Caller, Door

Json = dict[str, object]


class OfficeCommands:
    def __init__(self, messages: Messages) -> None:
        self._messages, self._office = messages, messages.office

    def attach(self, door: Door) -> None:
        door.on("message.where", self.where)
        door.on("message.send", self.send)
        door.on("message.take-back", self.take_back)
        door.on("message.told", self.told)
        door.on("message.answer", self.answer)
        door.on("message.done", self.done)

    def where(self, _: Caller, asked: PupilNamed) -> Json:
        found = self._messages.finding.of(asked.pupil)
        return {"where": found.sentence, "reaches": found.receives is not None}

    def send(self, caller: Caller, asked: MessageWritten) -> Json:
        sent = self._office.send(caller.account, asked.pupil, asked.text, asked.urgent, asked.once)
        return {"message": message(sent)}

    def take_back(self, caller: Caller, asked: MessageNamed) -> None:
        self._office.take_back(caller.account, asked.message)

    def told(self, caller: Caller, asked: MessageNamed) -> None:
        self._office.told(caller.account, asked.message)

    def answer(self, caller: Caller, asked: RequestAnswered) -> None:
        self._office.answer(caller.account, asked.message, Answer(asked.answer), asked.text)

    def done(self, caller: Caller, asked: MessageNamed) -> None:
        self._office.done(caller.account, asked.message)


class ClassCommands:
    def __init__(self, messages: Messages) -> None:
        self._classroom = messages.classroom

    def attach(self, door: Door) -> None:
        door.on("note.read", self.read)
        door.on("note.pass-on", self.pass_on)
        door.on("note.class", self.pupils)
        door.on("note.ask-to-ring", self.ask_to_ring)

    def read(self, caller: Caller, asked: LessonNamed) -> Json:
        found = self._classroom.read(caller.account, self._lesson(asked))
        return {"notes": [message(one) for one in found]}

    def pass_on(self, caller: Caller, asked: LessonMessage) -> None:
        self._classroom.told(caller.account, self._lesson(asked), asked.message)

    def pupils(self, _: Caller, asked: LessonNamed) -> Json:
        found = self._classroom.pupils(self._lesson(asked))
        return {"pupils": [{"id": one.id, "name": one.name} for one in found]}

    def ask_to_ring(self, caller: Caller, asked: RingAsked) -> None:
        self._classroom.ask_to_ring(caller.account, self._lesson(asked), asked.pupil)

    def _lesson(self, asked: LessonNamed) -> Lesson:
        return self._classroom.lesson(asked.lesson)
