"""Whether a plan can be carried out: one sentence for each thing that cannot be, or should not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from controller.domain.exams.clashes import Engagement, clashes
from controller.domain.exams.plans import Entry, ExamPlan, SittingKey
from controller.domain.exams.seating import ExamRoom, Seat, at_seats, too_close
from controller.domain.exams.sittings import Sitting

Duties = Mapping[SittingKey, Mapping[str, frozenset[str]]]
"""Who is down to invigilate, by sitting and room."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` is candidate, seat, distance, room, invigilator or place; `sitting` where it shows."""

    kind: str
    sitting: SittingKey
    sentence: str


def problems(plan: ExamPlan, rooms: Mapping[str, ExamRoom], duties: Duties) -> list[Problem]:
    found = [*_candidates(plan), *_seats(plan, rooms), *_distances(plan, rooms), *_unplaced(plan)]
    return [*found, *_invigilators(plan, duties)]


def _candidates(plan: ExamPlan) -> Iterator[Problem]:
    names = {number: f"{number} {one.name}" for number, one in plan.candidates.items()}
    engaged = (
        Engagement(names[number], plan.sittings[key].sitting(), entry.extra_percent)
        for (key, number), entry in plan.entries.items()
    )
    for clash in clashes(engaged):
        yield Problem("candidate", _key(clash.one), clash.sentence)


def _seats(plan: ExamPlan, rooms: Mapping[str, ExamRoom]) -> Iterator[Problem]:
    """One seat for two: in one sitting, or in two at the same time."""
    engaged = (
        Engagement(_seat_words(entry, rooms), plan.sittings[key].sitting(), entry.extra_percent)
        for (key, _), entry in plan.entries.items()
        if entry.seat is not None
    )
    for clash in clashes(engaged):
        yield Problem("seat", _key(clash.one), clash.sentence)
    for key, room in _by_room(plan):
        for seat, numbers in at_seats(_plan_of(plan, key, room)).items():
            if len(numbers) > 1:
                who = " and ".join(sorted(numbers))
                yield Problem("seat", key, f"Seat {seat} of {rooms[room].name} is given to {who}.")


def _seat_words(entry: Entry, rooms: Mapping[str, ExamRoom]) -> str:
    return f"Seat {entry.seat} of {rooms[entry.room].name}"


def _distances(plan: ExamPlan, rooms: Mapping[str, ExamRoom]) -> Iterator[Problem]:
    for key, room in _by_room(plan):
        for pair in too_close(rooms[room], set(_plan_of(plan, key, room).values())):
            yield Problem(
                "distance",
                key,
                f"Seats {pair.one} and {pair.other} of {rooms[room].name} are {pair.metres:.2f} m apart, "
                "nearer than 1.25 m.",
            )


def _unplaced(plan: ExamPlan) -> Iterator[Problem]:
    for (key, number), entry in sorted(plan.entries.items(), key=lambda one: one[0]):
        if entry.seat is None:
            yield Problem("place", key, f"{number} {plan.candidates[number].name} has no seat.")


def _invigilators(plan: ExamPlan, duties: Duties) -> Iterator[Problem]:
    engaged = (
        Engagement(name, plan.sittings[key].sitting())
        for key, by_room in duties.items()
        for names in by_room.values()
        for name in sorted(names)
    )
    for clash in clashes(engaged):
        yield Problem("invigilator", _key(clash.one), clash.sentence)
    for key, by_room in duties.items():
        for name in sorted(set().union(*by_room.values())):
            if sum(name in names for names in by_room.values()) > 1:
                yield Problem("invigilator", key, f"{name} is down for two rooms of {key}.")


def _by_room(plan: ExamPlan) -> list[tuple[SittingKey, str]]:
    return sorted({(key, entry.room) for (key, _), entry in plan.entries.items() if entry.seat})


def _plan_of(plan: ExamPlan, key: SittingKey, room: str) -> dict[str, Seat]:
    return {
        number: entry.seat
        for (sitting, number), entry in plan.entries.items()
        if sitting == key and entry.room == room and entry.seat is not None
    }


def _key(sitting: Sitting) -> SittingKey:
    return SittingKey(sitting.on, sitting.session, sitting.paper.code)
