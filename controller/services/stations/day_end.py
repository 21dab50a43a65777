"""The day-end desk: each gate with its flow and outlook, the early buses, and who could not be told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import clearing
from controller.domain.clearing import Flow, Outlook
from controller.domain.moving import Untold, outlook
from controller.domain.releases import GatePhase, GateRelease, Phase, Release, gate_phase, phase
from controller.domain.stations import Adoption, Presence, Station
from controller.services.stations.authorities import current, holds, window_of
from controller.services.stations.clearings import Clearings
from controller.services.stations.registry import Stations
from controller.services.stations.tallies import GateTally, Tallies, Tally
from controller.storage.database import Database
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import AuthorityRow, StationRow

WORKS = frozenset({Presence.READY, Presence.LATE, Presence.ALERT})
SHUT = frozenset({GatePhase.HELD, GatePhase.OVER})


@dataclass(frozen=True, slots=True)
class GateBoard:
    release: GateRelease
    phase: GatePhase
    tally: GateTally
    outlook: Outlook
    expected: int


@dataclass(frozen=True, slots=True)
class BusBoard:
    """An early bus: `listed` pouches may open from `opens_at`, `released` of them have.

    By these `gates` only; none named are all.
    """

    bus: str
    listed: int
    released: int
    opens_at: datetime | None
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    release: Release
    phase: Phase
    tally: Tally
    gates: Sequence[GateBoard]
    buses: Sequence[BusBoard]
    clears_at: datetime | None
    suggestion: str


class DayEnd:
    def __init__(
        self, database: Database, clock: Clock, tallies: Tallies, stations: Stations, clearings: Clearings
    ) -> None:
        self._database, self._clock, self.clearings = database, clock, clearings
        self.tallies, self._stations = tallies, stations
        self._history: tuple[int, dict[str, int], float] = (0, {}, 1.0)

    def board(self, release: Release) -> Board:
        now, tally = self._clock.now(), self.tallies.of(release)
        flows = self._flows(release, tally, now)
        outlooks = [clearing.outlook(one, now) for one in flows]
        is_on = phase(release, now) is Phase.OPEN
        return Board(
            release=release,
            phase=phase(release, now),
            tally=tally,
            gates=[
                GateBoard(one, gate_phase(one, now), _of(tally, one.gate), look, flow.expected)
                for one, flow, look in zip(release.gates, flows, outlooks, strict=True)
            ],
            buses=self._buses(release, tally),
            clears_at=clearing.clears_last(outlooks),
            suggestion=clearing.suggestion(outlooks, now) if is_on else "",
        )

    def groups(self) -> dict[str, int]:
        """The early buses of this school, with how many pouches in use each has."""
        with self._database.read() as session:
            return _buses(session)

    def untold(self) -> list[Untold]:
        """Stations that hold another authority than their gate's, with what they do by it."""
        behind = [one for one in self._stations.all() if one.adoption is Adoption.ADOPTED and not one.level]
        if not behind:
            return []
        with self._database.read() as session:
            return [self._untold(session, one) for one in behind]

    def _flows(self, release: Release, tally: Tally, now: datetime) -> list[Flow]:
        stations = self._stations.all()
        share, turnout = self._shares(release, stations)
        total = round((tally.count.listed - tally.count.left_earlier) * turnout)
        released = {one.gate: _of(tally, one.gate).released for one in release.gates}
        going = {one.gate: share.get(one.gate, 0.0) for one in release.gates}
        comes = clearing.expected(max(0, total), going, released)
        working = Counter(one.gate for one in stations if one.presence in WORKS)
        return [
            Flow(
                gate=one.gate,
                opened_at=one.starts_at,
                stations=working[one.gate],
                expected=comes[one.gate],
                released=released[one.gate],
                recent=_of(tally, one.gate).recent,
                last_at=_of(tally, one.gate).last_at,
                shut=gate_phase(one, now) in SHUT,
            )
            for one in release.gates
        ]

    def _shares(self, release: Release, stations: Sequence[Station]) -> tuple[dict[str, float], float]:
        if self._history[0] != release.id:
            went = self.clearings.went_by(release.id)
            self._history = release.id, went, self.clearings.turnout(release.id)
        _, went, turnout = self._history
        there = Counter(one.gate for one in stations if one.adoption is not Adoption.REVOKED)
        return clearing.shares(went, {one.gate: there[one.gate] for one in release.gates}), turnout

    def _buses(self, release: Release, tally: Tally) -> list[BusBoard]:
        if not release.buses:
            return []
        with self._database.read() as session:
            listed = _buses(session)
        return [
            BusBoard(bus, listed.get(bus, 0), tally.by_bus.get(bus, 0), *_leaves(release, bus))
            for bus in sorted(release.buses, key=lambda bus: (len(bus), bus))
        ]

    def _untold(self, session: Session, station: Station) -> Untold:
        row, order = session.get_one(StationRow, station.id), current(session, station.gate)
        held = session.get(AuthorityRow, row.authority_in_force)
        known = held if held is not None and holds(row, held) else None
        ordered = window_of(order) if order else None
        does, remedy, opens = outlook(window_of(known) if known else None, ordered, self._clock.now())
        if row.authority_in_force and known is None:
            does, remedy, opens = _UNKNOWN
        return Untold(station.id, station.name, station.gate, does, remedy, opens)


_UNKNOWN = ("Nobody knows what it holds.", "Stand by it until it has been told.", True)


def _leaves(release: Release, bus: str) -> tuple[datetime | None, tuple[str, ...]]:
    """When its pupils go first, and by which gates; none are named where they go by all."""
    mine = [one for one in release.gates if bus in one.buses]
    opens = min((one.early_at for one in mine if one.early_at), default=None)
    return opens, () if len(mine) == len(release.gates) else tuple(one.gate for one in mine)


def _of(tally: Tally, gate: str) -> GateTally:
    return tally.by_gate.get(gate, GateTally())


def _buses(session: Session) -> dict[str, int]:
    query = (
        select(PupilRow.bus, func.count())
        .join(PouchRow, PouchRow.pupil_id == PupilRow.id)
        .where(PupilRow.bus != "")
        .group_by(PupilRow.bus)
    )
    return {bus: count for bus, count in session.execute(query)}
