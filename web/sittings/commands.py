"""What the pages of a sitting may ask for. The guard has checked who asks, and whether it is today's."""

from controller.domain.exams.seating import Seat
from controller.services.exams.build import Exams
from controller.services.exams.found import Found
from controller.services.exams.gate import Given
from controller.services.exams.room_log import Report
from web.sittings import payloads as asked
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class SittingCommands:
    def __init__(self, exams: Exams) -> None:
        self._exams = exams

    def attach(self, door: Door) -> None:
        door.on("exam.pass", self.take)
        door.on("exam.take-back", self.take_back)
        door.on("exam.mark", self.mark)
        door.on("exam.move", self.move)
        door.on("exam.sign-in", self.sign_in)
        door.on("exam.sign-out", self.sign_out)
        door.on("exam.report", self.report)
        door.on("exam.found", self.found)
        door.on("exam.return", self.give_back)
        door.on("exam.attest", self.attest)
        door.on("exam.start", self.start)
        door.on("exam.end", self.end)

    def take(self, caller: Caller, one: asked.Passed) -> None:
        given = Given(one.outcome, one.token, one.devices, one.approval)
        self._exams.gate.take(caller.account, one.sitting, one.candidate, given, one.written)

    def take_back(self, caller: Caller, one: asked.CandidateNamed) -> None:
        self._exams.gate.take_back(caller.account, one.sitting, one.candidate)

    def mark(self, caller: Caller, one: asked.Marked) -> None:
        self._exams.register.mark(
            caller.account, one.sitting, one.candidate, one.step, one.written, one.with_whom
        )

    def move(self, caller: Caller, one: asked.Moved) -> None:
        seat = Seat.parse(one.seat)
        register = self._exams.register
        register.move(caller.account, one.sitting, one.candidate, one.room, seat, one.reason, one.at)

    def sign_in(self, caller: Caller, one: asked.SignedIn) -> None:
        self._exams.log.sign_in(caller.account, one.sitting, one.room, one.name, one.written)

    def sign_out(self, caller: Caller, one: asked.SignedOut) -> None:
        self._exams.log.sign_out(caller.account, one.sitting, one.name, one.at)

    def report(self, caller: Caller, one: asked.Reported) -> None:
        report = Report(one.kind, one.words, seat=one.seat or "")
        self._exams.log.report(caller.account, one.sitting, one.room, report, one.written)

    def found(self, caller: Caller, one: asked.DeviceFound) -> Answer:
        found = Found(one.room, one.seat, one.what, one.where)
        return {"case": self._exams.finding.found(caller.account, one.sitting, found, one.written)}

    def give_back(self, caller: Caller, one: asked.TokenNamed) -> None:
        self._exams.returning.give_back(caller.account, one.sitting, one.room, one.token, one.at)

    def attest(self, caller: Caller, one: asked.AttestationMade) -> None:
        self._exams.log.attest(caller.account, one.sitting, one.room, one.what, one.name, one.written)

    def start(self, caller: Caller, one: asked.Started) -> None:
        self._exams.running.start(caller.account, one.sitting, one.override)

    def end(self, caller: Caller, one: asked.SittingNamed) -> None:
        self._exams.running.end(caller.account, one.sitting)
