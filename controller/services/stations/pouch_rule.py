"""Asks the policy about one pupil's pouch, with the exemption that the pupil has. A hold keeps it shut."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import holds, pouches
from controller.domain.grants import PRIVATE
from controller.domain.pouches import Leaving, Ruling
from controller.domain.replays import asked_words
from controller.domain.timetable import local
from controller.services.exams.seated import Sat, sat_by
from controller.services.rules import Rules
from controller.services.stations.exemptions import Exemptions
from controller.services.stations.held import hold_at
from controller.storage.tables.people import PupilRow
from device_rules.model import Decision, Situation
from device_rules.vocabulary import Activity, Exemption, LeaveKind, Place

HANDED_IN = "The phone is taken out to be handed in before the exam, which the policy does not forbid."
NOT_BROUGHT = "The policy forbids this pupil to have a phone here at all."


@dataclass(frozen=True, slots=True)
class PouchRule:
    """`kind` is that of the leave which somebody has, or asks for; None for a pupil without any.

    For leave that tells of a need, the policy is asked about a pupil who has it, here on the site.
    """

    rules: Rules
    exemptions: Exemptions
    clock: Clock

    def of(
        self,
        session: Session,
        pupil: PupilRow,
        leaving: Leaving,
        kind: LeaveKind | None = None,
        at: datetime | None = None,
    ) -> tuple[Ruling, Decision]:
        """Now, unless `at` is given: then a hold must count at that moment."""
        asked = self._asked(self.exemptions.active(session, pupil.id), pupil.year, kind, at)
        hold = hold_at(session, pupil.id, asked.at)
        if sat := self._sat(session, pupil):
            ruling, decision = self._in_exam(asked, sat)
            return (holds.ruling(hold) if hold and ruling.opens else ruling), decision
        moves = Leaving.NO if kind in PRIVATE else leaving

        def decide(place: Place) -> Decision:
            return self.rules.decide(asked if kind is LeaveKind.EXAM else replace(asked, place=place))

        ruling, decision = pouches.rule(decide, moves, self.rules.policy.title)
        if hold:
            return holds.ruling(hold), decision
        if kind is LeaveKind.EXAM:
            return replace(ruling, sentence=HANDED_IN if ruling.opens else NOT_BROUGHT), decision
        return (pouches.discreet(ruling) if asked.exemption and ruling.opens else ruling), decision

    def _in_exam(self, asked: Situation, sat: Sat) -> tuple[Ruling, Decision]:
        """Whatever the policy says of phones, none is released to a candidate, except to a named need."""
        decision = self.rules.decide(pouches.seated(asked))
        if asked.exemption and decision.verdict in pouches.PERMITS:
            return Ruling(True, "", "This pupil may use a phone.", ""), decision
        sentence = f"Sits {sat.words}: nothing is released to a candidate before the paper is over."
        return Ruling(False, "exam", sentence, f"The sitting of {sat.paper}"), decision

    def asked(
        self,
        session: Session,
        pupil: PupilRow,
        leaving: Leaving,
        kind: LeaveKind | None = None,
        at: datetime | None = None,
    ) -> Situation:
        """The question that `of` answers."""
        asked = self._asked(self.exemptions.active(session, pupil.id), pupil.year, kind, at)
        if self._sat(session, pupil):
            return pouches.seated(asked)
        if kind is LeaveKind.EXAM:
            return asked
        return replace(asked, place=pouches.place(Leaving.NO if kind in PRIVATE else leaving))

    def _sat(self, session: Session, pupil: PupilRow) -> Sat | None:
        return sat_by(session, pupil.id, local(self.clock.now()).date())

    def _asked(
        self, exemption: Exemption | None, year: int, kind: LeaveKind | None, at: datetime | None
    ) -> Situation:
        activity = Activity.BRING if kind is LeaveKind.EXAM else pouches.ASKS
        needs = PRIVATE.get(kind, exemption) if kind else exemption
        return self.rules.asked(year, activity, Place.SITE, at=at, exemption=needs)


def facts_of(decision: Decision, asked: Situation) -> dict[str, object]:
    """What the journal keeps of a decision, so that it can be looked into and asked again next term."""
    return {
        "asked": asked_words(asked),
        "verdict": decision.verdict.value,
        "because": [list(row) for row in decision.because],
        "policy": decision.policy,
        "policy_version": decision.policy_version,
    }
