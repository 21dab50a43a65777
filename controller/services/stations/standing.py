"""Whose pouch any station opens, with the network down too: pupils with a need that lets them use a phone.

A leave for one opening is never among them: two stations that cannot reach us could not know of each other's
openings, so a station always asks about it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Result, func, or_, select
from sqlalchemy.orm import Session

from controller.domain import pouches
from controller.domain.pouches import Leaving
from controller.services.exams.seated import kept_in
from controller.services.rules import Rules
from controller.services.stations.held import each_its_own
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import ExemptionRow, PouchRow
from device_rules.decide import decide
from device_rules.model import Policy, Situation
from device_rules.vocabulary import During, Exemption
from firmware_bridge.protocol.v1.authority import MAX_EXCEPTIONS
from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect

VALID = timedelta(hours=24)  # an authority, and so what stands in it
STEP = timedelta(minutes=15)  # the policy is asked about the rest of an authority's time in these steps


@dataclass(frozen=True, slots=True)
class Standing:
    """`number` is that of the exemption; no leave is ever an exception, so it serves as the grant's too.

    `sits`: this pupil may be in an exam room before the authority ends, so the policy must permit it there.
    """

    number: int
    tag: bytes
    asked: Situation
    sits: bool


class StandingExceptions:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def state(self, session: Session, now: datetime) -> str:
        """Another word whenever the exceptions ought to be made anew: other pupils, pouches or policy."""
        found = [f"{one.number}:{one.tag.hex()}" for one in self._permitted(session, now)]
        return " ".join([self._rules.policy.name, self._rules.policy.version, *found]) if found else ""

    def exceptions(self, session: Session, now: datetime, end: datetime) -> tuple[TagException, ...]:
        """Each for as long as the policy goes on permitting it, and until `end` at most."""
        return tuple(
            TagException(one.number, one.tag, Effect.ALLOW, to_ms(self._until(one.asked, end)), 0)
            for one in self._permitted(session, now)
        )

    def _permitted(self, session: Session, now: datetime) -> list[Standing]:
        active = list(_active(session, now))
        numbers = each_its_own(exemption.id for exemption, _, _ in active)
        sit = kept_in(session, now, now + VALID) if active else frozenset()
        found = [
            Standing(number, pouch.tag, self._asked(pupil.year, now, exemption.kind), pupil.id in sit)
            for number, (exemption, pouch, pupil) in zip(numbers, active, strict=True)
        ]
        policy = self._rules.policy if found else None
        return [one for one in found if policy and _stands(policy, one)][:MAX_EXCEPTIONS]

    def _asked(self, year: int, at: datetime, kind: str) -> Situation:
        where = pouches.place(Leaving.NO)
        return self._rules.asked(year, pouches.ASKS, where, at=at, exemption=Exemption(kind))

    def _until(self, asked: Situation, end: datetime) -> datetime:
        """The first moment at which the policy no longer permits it."""
        policy, timetable, moment = self._rules.policy, self._rules.timetable(), asked.at + STEP
        while moment < end:
            if not _opens(policy, replace(asked, at=moment, during=During(timetable.during_at(moment)))):
                return moment
            moment += STEP
        return end


def _stands(policy: Policy, one: Standing) -> bool:
    asked = (one.asked, pouches.seated(one.asked)) if one.sits else (one.asked,)
    return all(_opens(policy, each) for each in asked)


def _opens(policy: Policy, asked: Situation) -> bool:
    return pouches.opens(decide(policy, asked), Leaving.NO)


def _active(session: Session, now: datetime) -> Result[ExemptionRow, PouchRow, PupilRow]:
    """The first exemption of each pupil who has one now, with each of the pupil's pouches in use."""
    row = ExemptionRow
    counts = (row.starts_at <= now) & or_(row.ends_at.is_(None), row.ends_at > now)
    first = select(func.min(row.id)).where(counts).group_by(row.pupil_id)
    query = (
        select(row, PouchRow, PupilRow)
        .join(PupilRow, PupilRow.id == row.pupil_id)
        .join(PouchRow, PouchRow.pupil_id == row.pupil_id)
        .where(row.id.in_(first))
        .order_by(row.id, PouchRow.id)
    )
    return session.execute(query)
