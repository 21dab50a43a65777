"""The PCs of a sitting in its evidence: which kept to it by their own word, and what was seen of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from controller.documents.model import Section, Table
from controller.domain.exams.room_log import INCIDENT_WORDS, IncidentKind
from controller.domain.timetable import local


@dataclass(frozen=True, slots=True)
class HeldPc:
    """`in_force` is the PC's own first word for it; None if it never said so."""

    room: str
    pc: str
    asked: datetime
    in_force: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Departed:
    """`over` is when it ended, `looked_by` who looked at it; `logged` is the entry that they made of it."""

    room: str
    pc: str
    words: str
    at: datetime
    over: datetime | None
    looked_by: str = ""
    looked_at: datetime | None = None
    logged: tuple[datetime, IncidentKind] | None = None


@dataclass(frozen=True, slots=True)
class PcRecord:
    held: Sequence[HeldPc] = ()
    departures: Sequence[Departed] = ()


NO_PCS = PcRecord()


def sections(record: PcRecord, rooms: Mapping[str, str]) -> tuple[Section, ...]:
    """None for a paper that used no PCs."""
    if not record.held and not record.departures:
        return ()
    return _held(record, rooms), _departures(record, rooms)


def _held(record: PcRecord, rooms: Mapping[str, str]) -> Section:
    rows = tuple(
        (rooms.get(one.room, ""), one.pc, _time(one.asked), _time(one.in_force), _time(one.ended))
        for one in record.held
    )
    how = "When each was told, and when it said itself that the profile was in force."
    return Section("PCs in the exam", how, Table(("Room", "PC", "Told", "In force", "Let go"), rows))


def _departures(record: PcRecord, rooms: Mapping[str, str]) -> Section:
    rows = tuple(
        (
            _time(one.at),
            _time(one.over),
            rooms.get(one.room, ""),
            one.pc,
            one.words,
            one.looked_by,
            _time(one.looked_at),
            f"{_time(one.logged[0])} {INCIDENT_WORDS[one.logged[1]]}" if one.logged else "",
        )
        for one in record.departures
    )
    columns = ("When", "Over", "Room", "PC", "What was seen", "Looked at by", "At", "In the log")
    how = "What was seen of a PC, and of nobody. A moment's silence may be the network's."
    return Section("Departures of PCs", how, Table(columns, rows))


def _time(at: datetime | None) -> str:
    return f"{local(at):%H:%M:%S}" if at else ""
