"""Giving pouches out, as its page asks for it. The guard has checked who asks."""

from controller.domain.pouch_register import Owner
from controller.domain.pouch_register_rounds import Group, GroupKind
from controller.services.pouches.rounds import Rounds
from web.pouches.payloads import RoundGiven, RoundNamed, RoundPupil, RoundReads, RoundStarted
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class RoundCommands:
    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds

    def attach(self, door: Door) -> None:
        door.on("pouch-round.start", self.start)
        door.on("pouch-round.give", self.give)
        door.on("pouch-round.skip", self.skip)
        door.on("pouch-round.absent", self.absent)
        door.on("pouch-round.call", self.call)
        door.on("pouch-round.undo", self.undo)
        door.on("pouch-round.read", self.read)
        door.on("pouch-round.end", self.end)

    def start(self, caller: Caller, asked: RoundStarted) -> Answer:
        group = Group(GroupKind(asked.kind), asked.group)
        return {"round": self._rounds.start(caller.account, group, asked.station, Owner(asked.owner))}

    def give(self, caller: Caller, asked: RoundGiven) -> Answer:
        return {"pouch": self._rounds.give(caller.account, asked.round, asked.pupil, asked.tag)}

    def skip(self, caller: Caller, asked: RoundPupil) -> None:
        self._rounds.skip(caller.account, asked.round, asked.pupil)

    def absent(self, caller: Caller, asked: RoundPupil) -> None:
        self._rounds.absent(caller.account, asked.round, asked.pupil)

    def call(self, caller: Caller, asked: RoundPupil) -> None:
        self._rounds.call(caller.account, asked.round, asked.pupil)

    def undo(self, caller: Caller, asked: RoundNamed) -> Answer:
        return {"sentence": self._rounds.undo(caller.account, asked.round)}

    def read(self, caller: Caller, asked: RoundReads) -> None:
        self._rounds.read_at(caller.account, asked.round, asked.station)

    def end(self, caller: Caller, asked: RoundNamed) -> None:
        self._rounds.end(caller.account, asked.round)
