"""Answers a station that asks about a tag. Each answer is a decision on record."""

import json
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import GrantChanged, TapRefused
from controller.domain.grants import Grant, GrantState, state, why_not_at_a_tap
from controller.domain.pouch_register import PouchStatus
from controller.domain.pouches import Leaving, Ruling
from controller.domain.releases import GatePhase, gate_phase, why_held
from controller.services.bus import EventBus
from controller.services.pouches.tags import out_of_use
from controller.services.stations.grants import Grants
from controller.services.stations.pouch_rule import PouchRule, facts_of
from controller.services.stations.release_gates import at_gate, lets_out_at
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationRow, TapDecisionRow
from device_rules.model import Decision, Situation
from firmware_bridge.protocol.v1.messages import Authorise, AuthoriseReply

HELD = "held"  # one pupil's pouch: it says more than that the whole gate is


@dataclass(frozen=True, slots=True)
class _Tap:
    station: StationRow
    ask: Authorise
    pouch: PouchRow | None
    pupil: PupilRow | None
    asked: Situation | None = None


class Taps:
    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, rule: PouchRule, grants: Grants
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._rule, self._grants = rule, grants

    def answer(self, station_id: str, ask: Authorise) -> AuthoriseReply:
        """The same answer for the same nonce, however often it is asked."""
        with self._database.write() as session:
            given = _given(session, station_id, ask.nonce)
            row = given or self._decide(session, _tap(session, station_id, ask))
        if given is None:
            self._tell(row)
        return AuthoriseReply(ask.nonce, row.allowed, row.code, row.grant_id or 0)

    def _decide(self, session: Session, tap: _Tap) -> TapDecisionRow:
        if tap.pupil is None:
            return self._record(session, tap, _nobodys(session, tap), None, None)
        grant = self._grants.newest(session, tap.pupil.id)
        leaving = self._leaving(session, tap, grant)
        kind = grant.kind if grant and leaving is Leaving.GRANT else None
        ruling, decision = self._rule.of(session, tap.pupil, leaving, kind)
        tap = replace(tap, asked=self._rule.asked(session, tap.pupil, leaving, kind))
        if leaving is not Leaving.GRANT or not ruling.opens or grant is None:
            ruling = self._held(session, tap, ruling, leaving)
            note = self._noted(session, tap, ruling, grant)
            return self._record(session, tap, note, decision, None)
        if not self._grants.claim(session, grant.id, tap.station.id, tap.ask.nonce):
            ruling = Ruling(
                False, "used", "Another tap claimed this leave at the same moment.", ruling.source
            )
            return self._record(session, tap, ruling, decision, None)
        return self._record(session, tap, ruling, decision, grant.id)

    def _leaving(self, session: Session, tap: _Tap, grant: Grant | None) -> Leaving:
        """A grant is not spent on a pupil whom the release lets out anyway."""
        now = self._clock.now()
        if lets_out_at(session, tap.station.gate, tap.pupil.bus if tap.pupil else "", now):
            return Leaving.RELEASE
        return Leaving.GRANT if grant and state(grant, now) is GrantState.ACTIVE else Leaving.NO

    def _noted(self, session: Session, tap: _Tap, ruling: Ruling, grant: Grant | None) -> Ruling:
        """A tap on leave that is spent, has run out or waits for somebody should say so, and since when."""
        if grant is None and tap.pupil is not None:
            grant = self._grants.just_ended(session, tap.pupil.id)
        note = why_not_at_a_tap(grant, self._clock.now()) if grant and not ruling.opens else ""
        if not note or grant is None:
            return ruling
        code = "used" if grant.claimed_at is not None else ruling.code
        return replace(ruling, code=code, sentence=f"{note} {ruling.sentence}")

    def _held(self, session: Session, tap: _Tap, ruling: Ruling, leaving: Leaving) -> Ruling:
        """Who stands at a gate that is held wants to know that, and not when the release is."""
        if ruling.opens or leaving is not Leaving.NO or ruling.code == HELD:
            return ruling
        now = self._clock.now()
        release = at_gate(session, tap.station.gate, now)
        if release is None or gate_phase(release, now) is not GatePhase.HELD:
            return ruling
        return Ruling(False, "release-held", why_held(release), "")

    def _record(
        self, session: Session, tap: _Tap, ruling: Ruling, decision: Decision | None, grant: int | None
    ) -> TapDecisionRow:
        row = TapDecisionRow(
            at=self._clock.now(),
            station_id=tap.station.id,
            nonce=tap.ask.nonce,
            tag=tap.ask.tag,
            pouch_id=tap.pouch.id if tap.pouch else None,
            pupil_id=tap.pupil.id if tap.pupil else None,
            grant_id=grant,
            allowed=ruling.opens,
            code=ruling.code,
            sentence=ruling.sentence,
            source=ruling.source,
            verdict=decision.verdict.value if decision else "",
            because=json.dumps(decision.because if decision else ()),
            policy=decision.policy if decision else "",
            policy_version=decision.policy_version if decision else "",
        )
        session.add(row)
        session.flush()
        self._journal(session, row, decision, tap.asked)
        return row

    def _journal(
        self, session: Session, row: TapDecisionRow, decision: Decision | None, asked: Situation | None
    ) -> None:
        facts: dict[str, object] = {
            "decision": row.id,
            "station": row.station_id,
            "pouch": row.pouch_id,
            "pupil": row.pupil_id,
            "grant": row.grant_id,
            "code": row.code,
        }
        subject = f"pouch:{row.pouch_id}" if row.pouch_id else f"tag:{row.tag.hex()}"
        kind = "tap.allowed" if row.allowed else "tap.refused"
        decided = facts_of(decision, asked) if decision and asked else {}
        append(session, row.at, Fact(kind, f"station:{row.station_id}", subject, facts | decided))

    def _tell(self, row: TapDecisionRow) -> None:
        if row.grant_id:
            self._bus.publish(GrantChanged(row.grant_id))
        if not row.allowed:
            self._bus.publish(TapRefused(row.station_id, row.at, row.pupil_id, row.sentence))


def _given(session: Session, station_id: str, nonce: bytes) -> TapDecisionRow | None:
    query = select(TapDecisionRow).where(
        TapDecisionRow.station_id == station_id, TapDecisionRow.nonce == nonce
    )
    return session.scalars(query).first()


def _tap(session: Session, station_id: str, ask: Authorise) -> _Tap:
    pouch = session.scalars(select(PouchRow).where(PouchRow.tag == ask.tag)).first()
    pupil = session.get(PupilRow, pouch.pupil_id) if pouch and pouch.pupil_id else None
    return _Tap(session.get_one(StationRow, station_id), ask, pouch, pupil)


def _nobodys(session: Session, tap: _Tap) -> Ruling:
    if tap.pouch is None:
        sentence = f"A tag that nobody knows was tapped at {tap.station.name}."
        return Ruling(False, "unknown-tag", sentence, "")
    if tap.pouch.status != PouchStatus.IN_USE.value:
        sentence = (
            f"{out_of_use(session, tap.pouch)} It was tapped at {tap.station.name}: keep it at the desk."
        )
        return Ruling(False, "out-of-use", sentence, "")
    sentence = f"Pouch {tap.pouch.id} was tapped at {tap.station.name}, and belongs to no pupil in the list."
    return Ruling(False, "nobodys-pouch", sentence, "")
