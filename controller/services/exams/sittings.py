"""Sittings as pages read them: the list, and one with everything that is going on in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from controller.clock import Clock
from controller.domain.exams import ratios
from controller.domain.exams.attendance import IN_THE_ROOM
from controller.domain.exams.ratios import Standing
from controller.domain.exams.seating import ExamRoom
from controller.domain.exams.sittings import Sitting
from controller.domain.timetable import local
from controller.services.exams import plan_store
from controller.services.exams.centre import ExamCentre
from controller.services.exams.floor import Floor, floor, row_of
from controller.services.exams.room_log import Attestation, Incident, RoomLog, Watch
from controller.services.exams.running import Running
from controller.services.exams.unreached import unreached
from controller.storage.database import Database
from controller.storage.tables.exams import EntryRow, SittingRow


@dataclass(frozen=True, slots=True)
class Listed:
    """`rooms` has how many candidates each room takes; under "" those without one."""

    sitting: Sitting
    rooms: Mapping[str, int]

    @property
    def candidates(self) -> int:
        return sum(self.rooms.values())


@dataclass(frozen=True, slots=True)
class Live:
    """`ratios` by room. `missing` is what keeps it from being started, in sentences.

    `unreached`: stations that may still open for a candidate by themselves, in sentences, until it has ended.
    """

    floor: Floor
    rooms: Mapping[str, ExamRoom]
    watches: Sequence[Watch]
    incidents: Sequence[Incident]
    attestations: Sequence[Attestation]
    ratios: Mapping[str, Standing]
    missing: str
    override: str
    unreached: Sequence[str]


class Sittings:
    def __init__(
        self, database: Database, clock: Clock, centre: ExamCentre, log: RoomLog, running: Running
    ) -> None:
        self._database, self._clock = database, clock
        self._centre, self._log, self._running = centre, log, running

    def all(self) -> Sequence[Listed]:
        """By when they begin."""
        with self._database.read() as session:
            counts: dict[int, dict[str, int]] = {}
            query = select(EntryRow.sitting_id, EntryRow.room_id, func.count()).group_by(
                EntryRow.sitting_id, EntryRow.room_id
            )
            for number, room, count in session.execute(query):
                counts.setdefault(number, {})[room or ""] = count
            rows = select(SittingRow).order_by(SittingRow.on, SittingRow.starts, SittingRow.code)
            return [Listed(plan_store.sitting(row), counts.get(row.id, {})) for row in session.scalars(rows)]

    def on(self, day: date) -> Sequence[Listed]:
        return [one for one in self.all() if one.sitting.on == day]

    def todays(self) -> frozenset[int]:
        today = local(self._clock.now()).date()
        with self._database.read() as session:
            return frozenset(session.scalars(select(SittingRow.id).where(SittingRow.on == today)))

    def live(self, number: int) -> Live:
        """Raises Refused for one that is not there."""
        with self._database.read() as session:
            here = floor(session, number)
            rooms, missing = plan_store.rooms(session), self._running.missing(session, here)
            override = row_of(session, number).override
            away = unreached(session, number, self._clock.now()) if here.sitting.ended_at is None else []
        watches = self._log.watches(number)
        return Live(
            floor=here,
            rooms=rooms,
            watches=watches,
            incidents=self._log.incidents(number),
            attestations=self._log.attestations(number),
            ratios=self._ratios(here, watches),
            missing=missing,
            override=override,
            unreached=[one.sentence for one in away],
        )

    def _ratios(self, here: Floor, watches: Sequence[Watch]) -> dict[str, Standing]:
        known, sitting = self._centre.ratios(), here.sitting
        found = {}
        for room in {one.entry.room for one in here.places.values() if one.entry.room}:
            candidates = sum(
                one.entry.room == room and one.presence in IN_THE_ROOM for one in here.places.values()
            )
            there = sum(one.room == room and one.went_at is None for one in watches)
            found[room] = ratios.standing(known, sitting.kind, sitting.on, candidates, there)
        return found
