"""Orders and ends the day-end release. Stations carry it out by themselves, by the authority made here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import releases
from controller.domain.accounts import Account
from controller.domain.events import ReleaseChanged
from controller.domain.moving import Move, Window, check_reason
from controller.domain.pouches import ASKS, Leaving, opens, place
from controller.domain.releases import (
    LENGTH,
    NOBODY_EARLY,
    Bell,
    Change,
    Early,
    GatePhase,
    Phase,
    Release,
    When,
)
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.rules import Rules
from controller.services.stations import authorities, release_gates
from controller.services.stations.authorities import Authorities, Lists
from controller.services.stations.pouch_rule import facts_of
from controller.services.stations.release_gates import latest, seen
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow, ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow
from controller.storage.tables.stations import AuthorityRow
from device_rules.model import Decision, Situation
from firmware_bridge.protocol.v1.authority import MAX_EARLY, MAX_TAGS

Gates = Sequence[str]
"""Names of gates; none for all of them."""
Step = Callable[[Session, Sequence[ReleaseGateRow], datetime], list[ReleaseGateRow]]


class Releases:
    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, rules: Rules, authorities: Authorities
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._rules, self._authorities = rules, authorities
        self._phases: tuple[int, tuple[GatePhase, ...]] = (0, ())

    def bell(self) -> Bell:
        """The end of today's last period. Raises Refused in a school that has no periods."""
        timetable, today = self._rules.timetable(), local(self._clock.now()).date()
        if not timetable.periods:
            raise Refused("release.no-day", "The school has no periods yet: take in its timetable first.")
        return Bell(timetable.end_of_day(today), timetable.why_closed(today))

    def order(
        self, by: Account, when: When, reason: str = "", gates: Gates = (), early: Early = NOBODY_EARLY
    ) -> Release:
        """From now, or from the bell, at some gates or all. Raises Refused.

        What was set for these gates is replaced, and what is on at others goes on. `early` counts for the
        bell only.
        """
        bell = self.bell()
        with self._database.write() as session:
            now = self._clock.now()
            there = authorities.gates(session)
            asked = [gate for gate in there if gate in gates] if gates else there
            if gates and len(asked) < len(set(gates)):
                raise Refused("release.no-gate", "There is no station at that gate: reload the page.")
            starts = releases.starts_at(when, now, bell, reason.strip())
            windows = _windows(starts, asked, early if when is When.BELL else NOBODY_EARLY)
            window = Window(starts, starts + LENGTH)
            row = self._made(session, by, now, gates, asked, reason.strip(), window)
            release_gates.put(session, row, windows, by, now)
            release_gates.span(session, row)
            decisions = self._decisions(session, starts)
            lists = {one: self._lists(session, decisions, one) for one in set(windows.values())}
            made = [self._authorities.make(session, one, row.id, lists[windows[one]]) for one in windows]
            row.listed = max((len(authorities.split_tags(one.tags)) for one in made), default=0)
            self._journal_order(session, by, row, made, decisions, windows)
            release = seen(session, row)
        self._bus.publish(ReleaseChanged(release.id))
        return release

    def hold(self, by: Account, number: int, gates: Gates = ()) -> list[str]:
        """Nothing opens there by the release until it goes on. Its end stays. Raises Refused."""
        return self._change(by, number, gates, lambda to, rows, now: release_gates.hold(to, rows, by, now))

    def go_on(self, by: Account, number: int, gates: Gates = ()) -> list[str]:
        """Raises Refused where it is not held."""
        return self._change(by, number, gates, lambda to, rows, now: release_gates.go_on(to, rows, by, now))

    def move(self, by: Account, number: int, move: Move, gates: Gates = ()) -> list[str]:
        """Start and end of each. Raises Refused, also for one brought before the bell without a reason."""
        bell = self.bell()

        def step(session: Session, rows: Sequence[ReleaseGateRow], now: datetime) -> list[ReleaseGateRow]:
            changed = release_gates.move(session, rows, by, now, move)
            check_reason(move, [one.starts_at for one in changed], bell)
            row = session.get_one(ReleaseRow, number)
            is_early = any(bell.why_early(one.starts_at) for one in release_gates.rows_of(session, number))
            row.reason = (move.reason or row.reason) if is_early else ""
            return changed

        return self._change(by, number, gates, step, move.reason)

    def end(self, by: Account, number: int, gates: Gates = ()) -> list[str]:
        """Raises Refused for none, or one that has ended already: two receptionists may press at once."""
        return self._change(by, number, gates, lambda to, rows, now: release_gates.end(to, rows, by, now))

    def sweep(self) -> None:
        """Notices that a release has begun somewhere, or has come to its own end."""
        now = self._clock.now()
        release = self.latest()
        if release is None or release.ended_at is not None:
            return
        phases = tuple(releases.gate_phase(one, now) for one in release.gates)
        if releases.phase(release, now) is Phase.OVER:
            self._end_by_itself(release)
        elif (release.id, phases) != self._phases and releases.phase(release, now) is not Phase.SET:
            self._phases = release.id, phases
            self._bus.publish(ReleaseChanged(release.id))

    def _change(self, by: Account, number: int, gates: Gates, step: Step, reason: str = "") -> list[str]:
        """The gates at which something was changed."""
        with self._database.write() as session:
            row, now = session.get(ReleaseRow, number), self._clock.now()
            if row is None:
                raise Refused("release.unknown", "There is no such release: reload the page.")
            rows = release_gates.chosen(session, row, gates)
            if releases.phase(release := seen(session, row), now) is Phase.OVER:
                raise Refused("release.over", _why_over(release))
            changed = step(session, rows, now)
            release_gates.span(session, row)
            self._tell_gates(session, row, changed)
            self._journal_change(session, by, row, changed, now, reason)
            if all(one.ended_at is not None for one in release_gates.rows_of(session, number)):
                self._close(session, row, f"account:{by.username}", now)
                row.ended_by_id = by.id
        self._bus.publish(ReleaseChanged(number))
        return [one.gate for one in changed]

    def _tell_gates(self, session: Session, row: ReleaseRow, changed: Sequence[ReleaseGateRow]) -> None:
        """Who is listed is asked anew of one that was moved: the policy may say otherwise of that time."""
        for one in changed:
            held = authorities.current(session, one.gate)
            if held is None or held.release_id != row.id:
                lists = authorities.NOBODY
            elif one.changed == Change.MOVED.value:
                lists = self._lists_at(session, one)
            else:
                lists = authorities.lists_of(held)
            self._authorities.make(session, one.gate, row.id, lists)

    def _lists_at(self, session: Session, gate: ReleaseGateRow) -> Lists:
        window = Window(gate.starts_at, gate.ends_at, gate.early_at, frozenset(json.loads(gate.buses)))
        return self._lists(session, self._decisions(session, gate.starts_at), window)

    def relist(self) -> None:
        """The register or a sitting has changed: what is ordered lists the pouches that may go now, and no
        other. Stations are told at once.
        """
        now = self._clock.now()
        with self._database.read() as session:
            row = latest(session)
        if row is None or row.ended_at is not None or row.ends_at <= now:
            return
        with self._database.write() as session:
            row = session.get_one(ReleaseRow, row.id)
            gates = release_gates.rows_of(session, row.id)
            changed = [self._relist_gate(session, row, gate) for gate in gates]
        if any(changed):
            self._bus.publish(ReleaseChanged(row.id))

    def _relist_gate(self, session: Session, row: ReleaseRow, gate: ReleaseGateRow) -> bool:
        held = authorities.current(session, gate.gate)
        if gate.ended_at is not None or held is None or held.release_id != row.id:
            return False
        may, before = self._lists_at(session, gate), authorities.lists_of(held)
        lists = self._authorities.listed(session, may, gate.ends_at)
        if (set(lists.tags), set(lists.early)) == (set(before.tags), set(before.early)):
            return False
        row.listed = len(lists.tags)
        self._authorities.make(session, gate.gate, row.id, lists)
        return True

    def latest(self) -> Release | None:
        """The one in order or, failing that, the last that was."""
        with self._database.read() as session:
            row = latest(session)
            return seen(session, row) if row else None

    def _made(
        self,
        session: Session,
        by: Account,
        now: datetime,
        gates: Gates,
        asked: Gates,
        reason: str,
        window: Window,
    ) -> ReleaseRow:
        """A new one, or the one that is on at other gates. One that was only set gives way."""
        row = latest(session)
        before = seen(session, row) if row else None
        stage = releases.phase(before, now) if before else Phase.OVER
        if row is None or before is None or stage is Phase.OVER:
            return _new(session, by, now, window, reason, everywhere=not gates)
        busy = [one for one in before.gates if one.gate in asked and releases.gate_phase(one, now) in _ON]
        if busy or (stage is Phase.OPEN and not before.gates):
            raise Refused("release.already-open", _already(before, busy, everywhere=not gates))
        if stage is Phase.SET and not gates:
            self._close(session, row, f"account:{by.username}", now)
            row.ended_by_id = by.id
            for one in release_gates.rows_of(session, row.id):
                one.ended_at = one.ended_at or now
            return _new(session, by, now, window, reason, everywhere=True)
        row.reason = reason or row.reason
        return row

    def _lists(self, session: Session, decisions: Mapping[int, Decision], window: Window) -> Lists:
        tags = _tags(session, [year for year, one in decisions.items() if opens(one, Leaving.RELEASE)])
        if window.early_at is None:
            return Lists(tags)
        sooner = self._decisions(session, window.early_at)
        may = [year for year, one in sooner.items() if opens(one, Leaving.RELEASE)]
        early = _tags(session, may, sorted(window.buses))
        if len(early) > MAX_EARLY:
            raise Refused(
                "release.too-many-early",
                f"{len(early)} pupils go by these buses, and a station lets {MAX_EARLY} out early at most: "
                "choose fewer buses.",
            )
        return Lists(tags, tuple(set(early) & set(tags)))

    def _decisions(self, session: Session, at: datetime) -> dict[int, Decision]:
        """The policy's word on each year group that has pouches, for pupils who leave at that time."""
        years = session.scalars(
            select(PupilRow.year)
            .join(PouchRow, PouchRow.pupil_id == PupilRow.id)
            .distinct()
            .order_by(PupilRow.year)
        )
        where = place(Leaving.RELEASE)
        return {year: self._rules.pupil_phone(year, ASKS, where, at=at) for year in years}

    def _asked(self, year: int, row: ReleaseRow) -> Situation:
        return self._rules.asked(year, ASKS, place(Leaving.RELEASE), at=row.starts_at)

    def _journal_order(
        self,
        session: Session,
        by: Account,
        row: ReleaseRow,
        made: Sequence[AuthorityRow],
        decisions: Mapping[int, Decision],
        windows: Mapping[str, Window],
    ) -> None:
        early = {gate: one for gate, one in windows.items() if one.early_at}
        facts = {
            "from": row.starts_at.isoformat(),
            "until": row.ends_at.isoformat(),
            "early_from": {gate: one.opens_at.isoformat() for gate, one in early.items()},
            "buses": sorted(frozenset().union(*(one.buses for one in early.values()))),
            "reason": row.reason,
            "gates": [one.gate for one in made],
            "authorities": [one.version for one in made],
            "listed": row.listed,
            "years": {str(year): facts_of(one, self._asked(year, row)) for year, one in decisions.items()},
        }
        actor = f"account:{by.username}"
        append(session, self._clock.now(), Fact("release.ordered", actor, f"release:{row.id}", facts))

    def _journal_change(
        self,
        session: Session,
        by: Account,
        row: ReleaseRow,
        changed: Sequence[ReleaseGateRow],
        now: datetime,
        reason: str,
    ) -> None:
        """One row for what was done, with what then holds at each gate."""
        gates = {
            one.gate: {"from": one.starts_at.isoformat(), "until": one.ends_at.isoformat()} for one in changed
        }
        kind = _KINDS[Change(changed[0].changed)]
        facts = {"gates": gates} | ({"reason": reason} if reason else {})
        append(session, now, Fact(kind, f"account:{by.username}", f"release:{row.id}", facts))

    def _end_by_itself(self, release: Release) -> None:
        with self._database.write() as session:
            row = session.get_one(ReleaseRow, release.id)
            if row.ended_at is None:
                self._close(session, row, "clock", row.ends_at)
        self._bus.publish(ReleaseChanged(release.id))

    def _close(self, session: Session, row: ReleaseRow, actor: str, at: datetime) -> None:
        row.ended_at = at
        append(
            session,
            self._clock.now(),
            Fact("release.ended", actor, f"release:{row.id}", {"at": at.isoformat()}),
        )


_KINDS = {
    Change.HELD: "release.held",
    Change.WENT_ON: "release.went-on",
    Change.MOVED: "release.moved",
    Change.ENDED: "release.gate-ended",
}
_ON = frozenset({GatePhase.EARLY, GatePhase.OPEN, GatePhase.HELD})


def _windows(starts: datetime, gates: Gates, early: Early) -> dict[str, Window]:
    """For each gate. Raises Refused where the buses are to go by a gate at which nothing is ordered."""
    if early.gates - set(gates):
        raise Refused("release.no-gate", "There is no station at a gate of the early buses: reload the page.")
    plain, at = Window(starts, starts + LENGTH), early.ahead_of(starts)
    sooner = replace(plain, early_at=at, buses=early.buses) if at else plain
    return {gate: sooner if early.counts_at(gate) else plain for gate in gates}


def _already(release: Release, busy: Sequence[releases.GateRelease], *, everywhere: bool) -> str:
    if everywhere or not busy:
        starts = local(release.starts_at)
        return f"The release is on already: {release.started_by} ordered it, from {starts:%H:%M}."
    return f"The release is on already at the {busy[0].gate}: {busy[0].last_done}"


def _why_over(release: Release) -> str:
    if not release.ended_by or release.ended_at is None:
        return "That release has ended already, by itself."
    return f"That release has ended already: {release.ended_by} ended it at {local(release.ended_at):%H:%M}."


def _tags(session: Session, years: Sequence[int], buses: Sequence[str] | None = None) -> tuple[bytes, ...]:
    """Of pouches in use; none other has a pupil. `buses`: of these groups only."""
    query = (
        select(PouchRow.tag).join(PupilRow, PupilRow.id == PouchRow.pupil_id).where(PupilRow.year.in_(years))
    )
    tags = tuple(session.scalars(query if buses is None else query.where(PupilRow.bus.in_(buses))))
    if len(tags) > MAX_TAGS:
        raise Refused(
            "release.too-many",
            f"{len(tags)} pouches may be released, and a station holds {MAX_TAGS} at most: "
            "retire those that are not in use.",
        )
    return tags


def _new(
    session: Session, by: Account, now: datetime, window: Window, reason: str, *, everywhere: bool
) -> ReleaseRow:
    row = ReleaseRow(
        ordered_at=now,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        started_by_id=by.id,
        reason=reason,
        listed=0,
        everywhere=everywhere,
    )
    session.add(row)
    session.flush()
    return row
