"""What goes wrong while papers are written, by name. Most times are shares of the paper's length."""

from collections.abc import Callable, Iterator, Mapping

from controller.domain.exams.attendance import VERY_LATE
from controller.domain.exams.room_log import IncidentKind
from controller.domain.exams.seating import Seat
from simulators.exams.cast import Cast
from simulators.exams.script import LAB, SCHOOL, Step

Mishap = Callable[[Cast], Iterator[Step]]
SERVER_DIES, SERVER_BACK = 0.60, 0.68


def late(cast: Cast) -> Iterator[Step]:
    yield cast.passes(cast.late, 0.08 * cast.paper_s)


def very_late(cast: Cast) -> Iterator[Step]:
    """Marked absent before; an hour after the published start, or after the end of a shorter paper."""
    who = cast.very_late
    yield Step(0.12 * cast.paper_s, who.room, "exam.mark", {"candidate": who.number, "step": "absent"})
    yield cast.passes(who, min(VERY_LATE.total_seconds(), cast.paper_s) + 30)


def phone_rings(cast: Cast) -> Iterator[Step]:
    at, room = 0.25 * cast.paper_s, cast.rooms[0]
    who = cast.one_of(room)
    where = {"seat": who.seat, "what": "Mobile phone", "where": "ringing in a blazer pocket"}
    yield _report(at, room, IncidentKind.DISTURBANCE, f"A phone rang near {who.seat}. Nobody was asked why.")
    yield Step(at + 1, room, "exam.found", {"room": room, **where})


def watch_found(cast: Cast) -> Iterator[Step]:
    room = cast.rooms[-1]
    where = {"seat": cast.one_of(room).seat, "what": "Watch of any kind", "where": "on the wrist"}
    yield Step(0.5 * cast.paper_s, room, "exam.found", {"room": room, **where})


def invigilator_leaves(cast: Cast) -> Iterator[Step]:
    """Until there are too few; the room's page must say so, and then no more."""
    room, at = cast.rooms[0], 0.15 * cast.paper_s
    names = cast.places[room].watchers
    for name in names[1:]:
        yield Step(at, room, "exam.sign-out", {"name": name})
    yield Step(at + 1, room, "see.ratio", {"too_few": True})
    for name in names[1:]:
        yield Step(at + 60, room, "exam.sign-in", {"room": room, "name": name})
    yield Step(at + 61, room, "see.ratio", {"too_few": False})


def fire_alarm(cast: Cast) -> Iterator[Step]:
    """Every room is left under exam conditions; the stations go to evacuate and back."""
    at = 0.40 * cast.paper_s
    yield Step(at, SCHOOL, "emergency.order")
    for room in cast.rooms:
        words = "The fire alarm rang. Papers face down, candidates out in silence."
        yield _report(at + 1, room, IncidentKind.EVACUATION, words)
        words = "Back from the field, nobody spoke. Nine minutes added for all."
        yield _report(0.46 * cast.paper_s, room, IncidentKind.EVACUATION, words)
    yield Step(0.45 * cast.paper_s, SCHOOL, "emergency.end")


def server_dies(cast: Cast) -> Iterator[Step]:
    """The rooms go on with what their tablets have, and the PC holds on to the exam."""
    dies, back = SERVER_DIES * cast.paper_s, SERVER_BACK * cast.paper_s
    span = back - dies
    yield Step(dies, SCHOOL, "server.dies")
    for place, room in enumerate(cast.rooms):
        who, at = cast.one_of(room), dies + span * (0.2 + 0.02 * place)
        out = {"candidate": who.number, "step": "left", "with_whom": cast.places[room].watchers[-1]}
        yield Step(at, room, "exam.mark", out)
        yield Step(at + 0.4 * span, room, "exam.mark", {"candidate": who.number, "step": "back"})
        relief = f"Dr V. Relief, {cast.places[room].room.name}"
        yield Step(at + 0.1 * span, room, "exam.sign-in", {"room": room, "name": relief})
    ill = "A candidate felt faint; water given, seat by the door."
    yield _report(dies + 0.3 * span, cast.rooms[-1], IncidentKind.ILLNESS, ill)
    yield Step(dies + 0.7 * span, LAB, "pc.holds-on")
    yield Step(back, SCHOOL, "server.back")
    yield Step(back + 2, LAB, "pc.is-kept", {"room": cast.rooms[-1]})
    yield from (Step(back + 1, room, "lines.again") for room in cast.rooms)


def table_breaks(cast: Cast) -> Iterator[Step]:
    """A candidate moves to a seat in the last column, where nobody sits."""
    room, at = cast.rooms[0], 0.55 * cast.paper_s
    who = cast.one_of(room)
    yield _report(at, room, IncidentKind.EQUIPMENT, "A table leg broke.", who.seat)
    free = str(Seat(1, cast.places[room].room.columns))
    why = {"room": room, "seat": free, "reason": "a table leg broke"}
    yield Step(at + 1, room, "exam.move", {"candidate": who.number, **why})


def pc_is_replaced(cast: Cast) -> Iterator[Step]:
    """The room's page must say that it is gone, and then that the new one is kept to the exam."""
    room, at = cast.rooms[-1], 0.1 * cast.paper_s
    facts = {"room": room}
    yield Step(0.02 * cast.paper_s, LAB, "pc.is-kept", facts)
    yield Step(at, LAB, "pc.breaks", facts)
    yield Step(at + 1, LAB, "pc.replaced", facts)
    yield Step(at + 20, LAB, "pc.looked-at", facts)
    yield _report(at + 30, room, IncidentKind.EQUIPMENT, "PC-01 went dark. Another was put there.")


def _report(after_s: float, room: str, kind: IncidentKind, words: str, seat: str = "") -> Step:
    facts = {"room": room, "kind": kind.value, "words": words} | ({"seat": seat} if seat else {})
    return Step(after_s, room, "exam.report", facts)


MISHAPS: Mapping[str, Mishap] = {
    "late candidate": late,
    "very late candidate": very_late,
    "invigilator leaves": invigilator_leaves,
    "phone rings": phone_rings,
    "fire alarm": fire_alarm,
    "watch found": watch_found,
    "table breaks": table_breaks,
    "PC replaced": pc_is_replaced,
    "server dies": server_dies,
}
