"""Writes the script of an exam morning; the same for each seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from controller.domain.exams.room_log import BEFORE_START, Attested
from controller.domain.exams.seating import ExamRoom
from controller.domain.school import Pupil
from simulators.exams.cast import Cast
from simulators.exams.mishaps import MISHAPS
from simulators.exams.script import OFFICER, SCHOOL, Paper, Phase, Place, Script, Sitter, Step

YEARS = (11, 10)
ROWS = 10
NAMES = ("Main hall", "Sports hall", "Drama studio", "Library")
GATES = ("South gate", "North gate", "", "")
PCS = "lab-1"
WATCHERS = ("Mrs J. Reed", "Mr K. Shah", "Ms P. Wood", "Mr D. Lowe")
EACH_WATCHES = 30
EXTRA, EXTRA_EVERY = 25, 9
GATE_S = 900.0
SETTLING_S = 60.0  # between the last at the gate and the start
TOO_SOON = "start before the gate is complete"
RELEASES = ((0.03, 0.36), (0.57, 0.95))
"""While papers are written reception lets others out, at every gate."""
TRIES = (0.05, 0.2, 0.3, 0.5, 0.63, 0.8)
TRIES_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Morning:
    """`minutes` is how long the `papers` are, `gate_s` for how long the gates are open at least."""

    candidates: int = 240
    rooms: int = 4
    minutes: int = 70
    seed: int = 1
    papers: int = 2
    gate_s: float = 0.0

    @property
    def through_s(self) -> float:
        """Until all are through the gates: a quarter of an hour, or less before a short paper."""
        return max(self.gate_s, min(GATE_S, self.minutes * 15.0))


def write(morning: Morning, pupils: tuple[Pupil, ...]) -> Script:
    places = {place.room.id: place for place in _places(morning)}
    sitters = {one.number: one for one in _sitters(morning, places, pupils)}
    cast = Cast(morning.seed, places, sitters, morning.minutes * 60.0)
    start_s = morning.through_s + SETTLING_S
    end_s = start_s + cast.paper_s * (100 + EXTRA) / 100 + SETTLING_S
    gate = [*_rooms_open(places, morning.through_s), *_queues(cast, morning.through_s)]
    writing = [*_wrong(cast), *_releases(cast), *_tries(cast), *_some_finish(cast)]
    phases = (
        Phase("gate", 0.0, _in_order(gate)),
        Phase("too soon", start_s, tuple(_start(places, (cast.forgotten.seat,)))),
        Phase("the last", start_s, (cast.passes(cast.forgotten, 0.0),)),
        Phase("start", start_s, tuple(_start(places))),
        Phase("writing", start_s, _in_order(writing)),
        Phase(
            "end", end_s, tuple(Step(0.0, OFFICER, "exam.end", {"paper": code}) for code in _codes(places))
        ),
        Phase("after", end_s, _in_order([*cast.returns(), *_go_home(cast)])),
    )
    return Script(places, sitters, phases, (*MISHAPS, TOO_SOON), start_s)


def _places(morning: Morning) -> Iterator[Place]:
    """Each room has a column of seats to spare."""
    each = -(-morning.candidates // morning.rooms)
    papers = (
        Paper("AQA", "8300/1H", "Mathematics, Paper 1", morning.minutes),
        Paper("OCR", "J351/01", "English Language, Paper 1", morning.minutes),
    )
    for number in range(morning.rooms):
        name = NAMES[number]
        room = ExamRoom(name.lower().replace(" ", "-"), name, ROWS, -(-each // ROWS) + 1, 1.5, 1.5)
        names = tuple(f"{one}, {name}" for one in WATCHERS[: -(-each // EACH_WATCHES) + 1])
        paper, has_pcs = papers[number * morning.papers // morning.rooms], number == morning.rooms - 1
        yield Place(room, paper, GATES[number], PCS if has_pcs else "", names)


def _sitters(morning: Morning, places: Mapping[str, Place], pupils: tuple[Pupil, ...]) -> Iterator[Sitter]:
    """Each paper is written by a year group, in the rooms that it has; one for all by both."""
    codes, numbers = _codes(places), count(1)
    years = {
        code: iter([one for one in pupils if one.year == year or (len(codes) == 1 and one.year in YEARS)])
        for code, year in zip(codes, YEARS, strict=False)
    }
    for place in places.values():
        for seat in place.room.seats[: -(-morning.candidates // morning.rooms)]:
            pupil, number = next(years[place.paper.code]), next(numbers)
            extra = 0 if number % EXTRA_EVERY else EXTRA
            words = "reader | rest breaks" if extra and number % 2 else ""
            yield Sitter(f"{number:04}", pupil.name, pupil.id, place.room.id, str(seat), extra, words)


def _codes(places: Mapping[str, Place]) -> list[str]:
    return list(dict.fromkeys(one.paper.code for one in places.values()))


def _in_order(steps: list[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: step.after_s))


def _rooms_open(places: Mapping[str, Place], until_s: float) -> Iterator[Step]:
    for room, place in places.items():
        for number, name in enumerate(place.watchers):
            yield Step(1.0 + number, room, "exam.sign-in", {"room": room, "name": name})
        for number, what in enumerate(Attested):
            at = until_s + number if what in BEFORE_START else 10.0 + number
            facts = {"room": room, "what": what.value, "name": place.watchers[0]}
            yield Step(at, room, "exam.attest", facts)


def _queues(cast: Cast, until_s: float) -> Iterator[Step]:
    """In any order, evenly. The first at each gate is written down wrongly, and put right at once.

    Somebody goes past the gate without a word, and is found out at the start.
    """
    for room in cast.rooms:
        coming = [one for one in cast.all_of(room) if one.number not in cast.held_back]
        cast.rng.shuffle(coming)
        step_s = (until_s - 30.0) / len(coming)
        wrong = {"candidate": coming[0].number}
        yield Step(20.0, room, "exam.pass", wrong | {"outcome": "declared-none"})
        yield Step(21.0, room, "exam.take-back", wrong)
        yield from (cast.passes(one, 22.0 + place * step_s) for place, one in enumerate(coming))
    past = cast.forgotten
    yield Step(until_s, past.room, "exam.mark", {"candidate": past.number, "step": "arrived"})


def _start(places: Mapping[str, Place], short: tuple[str, ...] = ()) -> Iterator[Step]:
    """`short`: the seats that keep the last of the papers from being started yet, and must be named."""
    for code in _codes(places)[-1:] if short else _codes(places):
        yield Step(0.0, OFFICER, "exam.start", {"paper": code, "short": short}, TOO_SOON if short else "")


def _wrong(cast: Cast) -> Iterator[Step]:
    for name, mishap in MISHAPS.items():
        yield from (replace(step, mishap=name) for step in mishap(cast))


def _releases(cast: Cast) -> Iterator[Step]:
    for begins, ends in RELEASES:
        yield Step(begins * cast.paper_s, SCHOOL, "release.start")
        yield Step(ends * cast.paper_s, SCHOOL, "release.end")


def _tries(cast: Cast) -> Iterator[Step]:
    """Some who sit hold their pouch to a station, or have somebody do it; and somebody who does not sit."""
    for share in TRIES:
        pupils = [one.pupil for one in cast.some(TRIES_AT_ONCE)]
        yield Step(share * cast.paper_s, SCHOOL, "tap", {"pupils": pupils})
        yield Step(share * cast.paper_s, SCHOOL, "tap.others", {"count": 1})


def _some_finish(cast: Cast) -> Iterator[Step]:
    """One of each room is done early, and may have the phone again."""
    for room in cast.rooms:
        who = {"candidate": cast.one_of(room).number, "step": "finished"}
        yield Step(0.72 * cast.paper_s, room, "exam.mark", who)


def _go_home(cast: Cast) -> Iterator[Step]:
    """Whoever sat is let out like everybody else."""
    for room, place in cast.places.items():
        yield from (Step(20.0, room, "exam.sign-out", {"name": name}) for name in place.watchers)
    yield Step(1.0, SCHOOL, "release.start")
    yield Step(2.0, SCHOOL, "see.release")
    yield Step(30.0, SCHOOL, "tap", {"pupils": [one.pupil for one in cast.some(TRIES_AT_ONCE)]})
    yield Step(60.0, SCHOOL, "release.end")
