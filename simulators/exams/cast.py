"""Who does what on an exam morning: each candidate has one part at most."""

import random
from collections.abc import Iterator, Mapping

from controller.domain.exams.gate import CATEGORIES, Outcome
from simulators.exams.script import Place, Sitter, Step

NOTHING, ADJUSTED = 0.3, 0.02  # of the candidates; the others hand something in
APPROVAL = "Head of centre, 3 October: reads a glucose monitor"


class Cast:
    """`tokens` is what was handed in so far, by candidate."""

    def __init__(
        self, seed: int, places: Mapping[str, Place], sitters: Mapping[str, Sitter], paper_s: float
    ) -> None:
        self.places, self.sitters, self.paper_s = places, sitters, paper_s
        self.rooms = list(places)
        self.rng = random.Random(seed)
        self.tokens: dict[str, str] = {}
        self._free = {room: self._shuffled(room) for room in places}
        self.late, self.very_late = self.one_of(self.rooms[0]), self.one_of(self.rooms[-1])
        self.absent, self.forgotten = self.one_of(self.rooms[0]), self.one_of(self.rooms[-1])

    @property
    def held_back(self) -> frozenset[str]:
        """They do not come through the gate with the others."""
        apart = (self.late, self.very_late, self.absent, self.forgotten)
        return frozenset(one.number for one in apart)

    def one_of(self, room: str) -> Sitter:
        """Of that room; nobody twice, and with nothing that they may keep."""
        return self._free[room].pop()

    def some(self, count: int) -> list[Sitter]:
        """Who sits, also those who have a part."""
        here = [one for one in self.sitters.values() if one.number not in self.held_back]
        return self.rng.sample(here, min(count, len(here)))

    def all_of(self, room: str) -> list[Sitter]:
        return [one for one in self.sitters.values() if one.room == room]

    def passes(self, one: Sitter, after_s: float) -> Step:
        """A token is the room's and the seat's, since papers are written in several rooms."""
        facts: dict[str, object] = {"candidate": one.number}
        chance = self.rng.random()
        if chance < ADJUSTED and one.number not in self.held_back:
            facts |= {"outcome": Outcome.ADJUSTMENT.value, "approval": APPROVAL}
        elif chance < NOTHING:
            facts |= {"outcome": Outcome.DECLARED_NONE.value}
        else:
            self.tokens[one.number] = token = f"{self.rooms.index(one.room) + 1}-{one.seat}"
            some = self.rng.sample(CATEGORIES, self.rng.choice((1, 1, 2)))
            devices = [one for one in CATEGORIES if one in some]  # as the gate lists them
            facts |= {"outcome": Outcome.HANDED_IN.value, "token": token, "devices": devices}
        return Step(after_s, one.room, "exam.pass", facts)

    def returns(self) -> Iterator[Step]:
        for place, (number, token) in enumerate(self.tokens.items()):
            room = self.sitters[number].room
            yield Step(place * 0.1, room, "exam.return", {"room": room, "token": token})

    def _shuffled(self, room: str) -> list[Sitter]:
        return self.rng.sample(here := self.all_of(room), len(here))
