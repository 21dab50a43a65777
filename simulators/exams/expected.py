"""What the evidence of a sitting has to say, told from the script and from when each step was done.

It is written apart from the code that makes the evidence, so that the two can be held against each other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain

from controller.domain.timetable import local
from simulators.exams.script import OFFICER, Paper, Script, Sitter, Timed

Line = tuple[str, ...]
"""The section's title, then its cells; `yes` stands for a time that only the server knows."""

OUTCOMES = {"handed-in": "handed in", "declared-none": "declared none", "adjustment": "named approval"}
STEPS = {
    "arrived": "arrived",
    "absent": "absent",
    "left": "left the room",
    "back": "came back",
    "finished": "finished",
}
KINDS = {
    "evacuation": "Evacuation",
    "illness": "Illness",
    "disturbance": "Disturbance",
    "equipment": "Equipment failed",
}
ATTESTED = {
    "poster-displayed": "The warning to candidates and the mobile phone poster are on display",
    "information-issued": "The information for candidates was issued to everybody before the exam",
    "candidates-reminded": "The candidates were reminded at this exam to hand in every device",
    "room-checked": "The room was checked: nothing on the walls or desks that could help",
    "clock-visible": "Every candidate can see a clock and the centre number",
}
PLAN, HISTORY, GATE, REGISTER = (
    "Seating plan",
    "History of the seating plan",
    "Gate",
    "Attendance register",
)
WATCHED, SAID, LOG = "Invigilators", "Attestations", "Incident log"
HELD, DEPARTED = "PCs in the exam", "Departures of PCs"
PC, BREAKS = "PC-01", "PC replaced"
SILENT = f"{PC} fell silent. It keeps to the exam by itself for as long as it runs."


class Expected:
    """Of one paper. `by`: the display names of whoever acts; `due`: the published start."""

    def __init__(self, script: Script, paper: Paper, by: Mapping[str, str], due: datetime) -> None:
        self._script, self._paper, self._by, self._due = script, paper, by, due
        self._seats = {one.number: (one.room, one.seat) for one in self._sitters()}
        self._arrived: set[str] = set()
        self._gate: list[list[str]] = []
        self._watches: list[list[str]] = []
        self._lines: list[Line] = []

    def lines(self, done: Iterable[Timed]) -> Counter[Line]:
        officer = self._by[OFFICER]
        self._lines = [("", "Started", officer), ("", "Ended", officer)]
        for one in self._sitters():
            self._lines.append((HISTORY, "", one.number, "", f"{one.room} {one.seat}", "", officer))
        for step in done:
            if handler := HANDLERS.get(step.step.command):
                handler(self, step)
        tables = (self._lines, self._plan(), map(tuple, self._gate), map(tuple, self._watches), self._pcs())
        return Counter(chain(*tables))

    def passed(self, one: Timed) -> None:
        facts = one.step.facts
        number, devices = str(facts["candidate"]), facts.get("devices", ())
        assert isinstance(devices, list | tuple)
        row = [GATE, _time(one.at), number, OUTCOMES[str(facts["outcome"])], str(facts.get("token", ""))]
        row += [", ".join(devices), str(facts.get("approval", "")), "", "", self._by[one.step.who]]
        self._gate.append(row)
        if number not in self._arrived:
            self._steps(one, number, "arrived")

    def taken_back(self, one: Timed) -> None:
        mine = [row for row in self._gate if row[2] == one.step.facts["candidate"]]
        mine[-1][8] = "yes"

    def returned(self, one: Timed) -> None:
        mine = [row for row in self._gate if row[4] == one.step.facts["token"] and not row[8]]
        mine[-1][7] = _time(one.at)

    def marked(self, one: Timed) -> None:
        self._steps(one, str(one.step.facts["candidate"]), str(one.step.facts["step"]))

    def moved(self, one: Timed) -> None:
        facts = one.step.facts
        number, to = str(facts["candidate"]), (str(facts["room"]), str(facts["seat"]))
        before, self._seats[number] = self._seats[number], to
        by, reason = self._by[one.step.who], str(facts["reason"])
        self._lines.append((HISTORY, _time(one.at), number, " ".join(before), " ".join(to), reason, by))

    def came(self, one: Timed) -> None:
        facts = one.step.facts
        self._watches.append([WATCHED, self._room(one), str(facts["name"]), _time(one.at), ""])

    def went(self, one: Timed) -> None:
        mine = [row for row in self._watches if row[2] == one.step.facts["name"]]
        mine[-1][4] = _time(one.at)

    def attested(self, one: Timed) -> None:
        facts = one.step.facts
        words = ATTESTED[str(facts["what"])]
        self._lines.append((SAID, _time(one.at), self._room(one), words, str(facts["name"])))

    def reported(self, one: Timed) -> None:
        facts = one.step.facts
        self._logged(one, KINDS[str(facts["kind"])], str(facts.get("seat", "")), str(facts["words"]))

    def found(self, one: Timed) -> None:
        facts = one.step.facts
        self._logged(one, "Device found", str(facts["seat"]), f"{facts['what']}, {facts['where']}.")

    def _steps(self, one: Timed, number: str, step: str) -> None:
        """With what the register writes into the log by itself."""
        along = str(one.step.facts.get("with_whom", ""))
        self._lines.append((REGISTER, _time(one.at), number, STEPS[step], along, self._by[one.step.who]))
        seat = self._seats[number][1]
        if step == "arrived":
            self._arrived.add(number)
            if one.at > self._due:
                words = "Candidate arrived very late" if self._is_very_late(one) else "Candidate arrived late"
                self._logged(one, words, seat, f"{words}.")
        if step == "left":
            self._logged(one, "Supervised leave", seat, f"Supervised leave, with {along}.")

    def _is_very_late(self, one: Timed) -> bool:
        """More than an hour, or after the end of a paper that is shorter."""
        return one.at > self._due + timedelta(minutes=min(60, self._paper.minutes))

    def _logged(self, one: Timed, kind: str, seat: str, words: str) -> None:
        room = self._room(one)
        at = (one.step.who, seat)
        number = next((number for number, sat in self._seats.items() if seat and sat == at), "")
        self._lines.append((LOG, _time(one.at), room, kind, seat, number, words, self._by[one.step.who]))

    def _plan(self) -> Iterator[Line]:
        for one in self._sitters():
            room, seat = self._seats[one.number]
            extra, words = f"{one.extra} %" if one.extra else "", ", ".join(one.arrangements.split(" | "))
            yield PLAN, self._script.places[room].room.name, seat, one.number, one.name, extra, words

    def _pcs(self) -> Iterator[Line]:
        """Of the room that has one. It breaks once, and whoever is there looks at that."""
        for room, place in self._script.places.items():
            if place.school_room and place.paper == self._paper:
                yield HELD, place.room.name, PC, "yes", "yes", "yes"
                if BREAKS in self._script.mishaps:
                    yield DEPARTED, "yes", "yes", place.room.name, PC, SILENT, self._by[room], "yes", ""

    def _sitters(self) -> list[Sitter]:
        places = self._script.places
        return [one for one in self._script.sitters.values() if places[one.room].paper == self._paper]

    def _room(self, one: Timed) -> str:
        return self._script.places[one.step.who].room.name


def _time(at: datetime) -> str:
    return f"{local(at):%H:%M:%S}"


HANDLERS: Mapping[str, Callable[[Expected, Timed], None]] = {
    "exam.pass": Expected.passed,
    "exam.take-back": Expected.taken_back,
    "exam.return": Expected.returned,
    "exam.mark": Expected.marked,
    "exam.move": Expected.moved,
    "exam.sign-in": Expected.came,
    "exam.sign-out": Expected.went,
    "exam.attest": Expected.attested,
    "exam.report": Expected.reported,
    "exam.found": Expected.found,
}
